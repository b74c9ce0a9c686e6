import type { Query } from "../../../compile/plan.ts";

/** SQL of a time as positions have it. */
export function moment(sql: string): string {
  return `to_char(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/** What is asked of a change table; names are quoted, values bound. Each answer's columns are named beside its question. */
export function question(sql: string, ...values: readonly string[]): Query {
  return { sql, parameters: values.map((value) => ({ value, type: "text", pii: false })) };
}

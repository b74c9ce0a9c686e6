import { arrayText } from "../../compile/array-text.ts";
import type { Query } from "../../compile/plan.ts";
import type { Cells } from "./change-answers.ts";
import { question } from "./questions/question.ts";
import type { ChangeTable } from "./streams.ts";

/** A column that the DDL makes. */
export interface MadeColumn {
  readonly table: string;
  readonly name: string;
  /** As PostgreSQL writes it. */
  readonly type: string;
  /** The writers leave it out. */
  readonly isFilled: boolean;
}

/** The columns of a change table and of what is noted of its trimming. */
export function madeColumns({ table, trimmed }: ChangeTable): readonly MadeColumn[] {
  return [
    { table, name: "txid", type: "xid8", isFilled: true },
    { table, name: "id", type: "bigint", isFilled: true },
    { table, name: "changed_at", type: "timestamp with time zone", isFilled: true },
    { table, name: "stream", type: "text", isFilled: false },
    { table, name: "operation", type: "text", isFilled: false },
    { table, name: "row", type: "text[]", isFilled: false },
    { table: trimmed, name: "changes", type: "text", isFilled: false },
    { table: trimmed, name: "txid", type: "xid8", isFilled: false },
    { table: trimmed, name: "id", type: "bigint", isFilled: false },
  ];
}

/** Of each column, in the order asked: whether its table is there, its type where it is there, whether it is filled by itself. */
export function columnsQuestion(columns: readonly MadeColumn[]): Query {
  return question(
    [
      "SELECT to_regclass(asked.in_table) IS NOT NULL, format_type(a.atttypid, a.atttypmod), a.atthasdef OR a.attidentity <> ''",
      "FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (in_table, name, place)",
      "LEFT JOIN pg_attribute a ON a.attrelid = to_regclass(asked.in_table) AND a.attname = asked.name",
      "  AND a.attnum > 0 AND NOT a.attisdropped",
      "ORDER BY place",
    ].join("\n"),
    arrayText(columns.map(({ table }) => table)),
    arrayText(columns.map(({ name }) => name)),
  );
}

/** Which columns are not as the DDL makes them, by the answers of `columnsQuestion`; nothing of a table that is not there. */
export function oddColumns(columns: readonly MadeColumn[], found: readonly Cells[]): readonly string[] {
  return columns.flatMap(({ table, name, type, isFilled }, at) => {
    const [isThere, foundType, foundFilled] = found[at] ?? [];
    if (isThere !== "t") return [];
    if (foundType == null) return [`${table} has no column ${name}`];
    if (foundType !== type) return [`the column ${name} of ${table} is ${foundType}, not ${type}`];
    return isFilled && foundFilled !== "t" ? [`the column ${name} of ${table} has no default`] : [];
  });
}

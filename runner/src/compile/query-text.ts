import type { Parameter, Plan } from "./plan.ts";

/** A plan's statement for people: comments above it, the statement, a comment for each value that is bound to it. */
export interface QueryText {
  readonly heading: string;
  readonly sql: string;
  readonly values: readonly string[];
}

/** The SQL of a plan as people read it. */
export function queryText({ extract, kind, window, dialect, definitionHash, planHash, query }: Plan): QueryText {
  return {
    heading: [
      `-- ${extract}: ${kind}, from ${window.start} to ${window.end} (${window.timezone}), ${dialect}`,
      `-- definition ${definitionHash.slice(0, 12)}, plan ${planHash.slice(0, 12)}`,
    ].join("\n"),
    sql: `${query.sql};`,
    values: shownParameters(query.parameters).map(
      ({ value, type }, at) => `-- $${at + 1} = ${JSON.stringify(value)} (${type})`,
    ),
  };
}

/** Bound values as they may be shown: one that is compared with personal data is not. */
export function shownParameters(parameters: readonly Parameter[]): readonly Parameter[] {
  return parameters.map((parameter) => ({ ...parameter, value: parameter.pii ? "(hidden)" : parameter.value }));
}

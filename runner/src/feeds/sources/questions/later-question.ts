import { arrayText } from "../../../compile/array-text.ts";
import type { Query } from "../../../compile/plan.ts";
import type { RaisedBy } from "../../../load/project-documents.ts";
import type { ChangePosition } from "../../position.ts";
import type { ChangeTable } from "../streams.ts";
import { question } from "./question.ts";

/**
 * All changes of an asked row, by the index on rows. OFFSET keeps the other conditions out: before a table was analyzed, PostgreSQL
 * would look up all that is unread for each row.
 */
function changesOfRow(table: string): string {
  return `(SELECT * FROM ${table} WHERE "row" = asked."row"::text[] OFFSET 0) AS l`;
}

/** A row that an event type might be raised for, and by which operations; its key as PostgreSQL writes an array. */
export interface AskedRow {
  readonly stream: string;
  readonly row: string;
  readonly type: string;
  readonly operations: readonly RaisedBy[];
}

/** The most changes behind the fence that a row may have to be sent ahead of them. */
export const mostAhead = 100;
/** The most of them that a position names: it is written with each batch. */
export const mostAheadInAll = 1_000;

/**
 * What comes behind a position, of those of the rows and types asked of which something does, by the type's operations and if it
 * was not sent ahead for it: the row's place among those asked, from 1 on; whether there is a change that can be read; the numbers
 * of those that can't be read yet. While nothing at all lies behind the position, no row is looked up.
 */
export function laterQuestion(
  { table }: ChangeTable,
  { txid, id, ahead = [] }: ChangePosition,
  asked: readonly AskedRow[],
): Query {
  const fence = "pg_snapshot_xmin(pg_current_snapshot())";
  const behind = "> ($1::xid8, $2::bigint)";
  return question(
    [
      `SELECT asked.place::text, bool_or(l.txid < ${fence}),`,
      `  array_to_string((array_agg(l.id) FILTER (WHERE l.txid >= ${fence}))[1:${mostAhead + 1}], ',')`,
      "FROM unnest($3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY",
      '  AS asked (stream, "row", type, operations, place)',
      `CROSS JOIN LATERAL ${changesOfRow(table)}`,
      // The last one of the primary key, as above.
      `WHERE (SELECT (txid, id) ${behind} FROM ${table} ORDER BY txid DESC, id DESC LIMIT 1)`,
      `  AND (l.txid, l.id) ${behind} AND l.stream = asked.stream`,
      "  AND l.operation = ANY (asked.operations::text[]) AND l.id || ' ' || asked.type <> ALL ($7::text[])",
      "GROUP BY asked.place",
    ].join("\n"),
    txid,
    id,
    arrayText(asked.map(({ stream }) => stream)),
    arrayText(asked.map(({ row }) => row)),
    arrayText(asked.map(({ type }) => type)),
    arrayText(asked.map(({ operations }) => arrayText(operations))),
    arrayText(ahead),
  );
}

/** Which of a stream's rows have changed behind a position, by the operations: their keys as JSON. */
export function changedQuestion(
  { table }: ChangeTable,
  { txid, id }: ChangePosition,
  {
    stream,
    rows,
    operations,
  }: { readonly stream: string; readonly rows: readonly (readonly string[])[]; readonly operations: readonly string[] },
): Query {
  return question(
    [
      'SELECT array_to_json(asked."row"::text[])::text FROM unnest($4::text[]) AS asked ("row")',
      `WHERE EXISTS (SELECT FROM ${changesOfRow(table)} WHERE l.stream = $3::text`,
      "  AND l.operation = ANY ($5::text[]) AND (l.txid, l.id) > ($1::xid8, $2::bigint))",
    ].join("\n"),
    txid,
    id,
    stream,
    arrayText(rows.map(arrayText)),
    arrayText(operations),
  );
}

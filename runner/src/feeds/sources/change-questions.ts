import { arrayText } from "../../compile/array-text.ts";
import { quoteTable } from "../../compile/dialects/identifier.ts";
import type { Query } from "../../compile/plan.ts";
import type { RaisedBy } from "../../load/project-documents.ts";
import type { ChangePosition } from "../position.ts";
import { triggerName } from "./change-table-ddl.ts";
import type { ChangeTable, Stream } from "./streams.ts";

/** What is asked of a change table; names are quoted, values bound. Each answer's columns are named beside its question. */

/** A time as positions have it. */
function moment(sql: string): string {
  return `to_char(${sql}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

function question(sql: string, ...values: readonly string[]): Query {
  return { sql, parameters: values.map((value) => ({ value, type: "text", pii: false })) };
}

/** Behind all that is removed, and no change. */
const nowhere = { txid: "0", id: "0" };

/**
 * Which database this is, and how far its changes can be read: system identifier, timeline, the oldest transaction that is open
 * (behind it changes may still appear), the next one, whether committed changes wait behind it, the clock, whether there are
 * changes of transactions that have not been: rows that were copied from another cluster. And what a place in the change table
 * is now: when its change was made, or nothing; how far trimming came, or nothing: txid, id.
 */
export function stateQuestion(
  { table, trimmed, name }: ChangeTable,
  { txid, id }: Pick<ChangePosition, "txid" | "id"> = nowhere,
): Query {
  // The last one of the primary key: EXISTS reads a table that was never analyzed from end to end.
  const last = `coalesce((SELECT txid FROM ${table} ORDER BY txid DESC, id DESC LIMIT 1), '0')`;
  return question(
    [
      "SELECT (SELECT system_identifier FROM pg_control_system())::text,",
      "  (SELECT timeline_id FROM pg_control_checkpoint())::text,",
      "  pg_snapshot_xmin(now)::text, pg_snapshot_xmax(now)::text,",
      `  ${last} >= pg_snapshot_xmin(now),`,
      `  ${moment("clock_timestamp()")},`,
      `  ${last} >= pg_snapshot_xmax(now)`,
      `    OR EXISTS (SELECT FROM ${trimmed} WHERE changes = $1::text AND txid >= pg_snapshot_xmax(now)),`,
      `  ${moment("c.changed_at")}, t.txid::text, t.id::text`,
      "FROM pg_current_snapshot() AS now",
      `LEFT JOIN ${table} c ON (c.txid, c.id) = ($2::xid8, $3::bigint)`,
      `LEFT JOIN ${trimmed} t ON t.changes = $1::text`,
    ].join("\n"),
    name,
    txid,
    id,
  );
}

/**
 * For the rest of a transaction: rows are looked up by their keys one by one where an index has them. What changed a moment ago is
 * in memory, where a lookup costs little; by its own guess PostgreSQL reads a table of a million rows to find thousands of them.
 * Without an index it still reads the table once. Compiling a question takes longer than answering it.
 */
export const byKeysQuestion = question("SELECT set_config('random_page_cost', '0.1', true), set_config('jit', 'off', true)");

/** Changes that can be read behind a position, in their order: txid, id, when, whether it is older than a while, stream, operation, row, row as JSON. */
export function changesQuestion({ table }: ChangeTable, { txid, id }: ChangePosition, limit: number, oldMs: number): Query {
  return question(
    [
      `SELECT txid::text, id::text, ${moment("changed_at")},`,
      "  changed_at < clock_timestamp() - $3::bigint * interval '1 millisecond',",
      '  stream, operation, "row"::text, array_to_json("row")::text',
      `FROM ${table} c`,
      "WHERE (txid, id) > ($1::xid8, $2::bigint) AND txid < pg_snapshot_xmin(pg_current_snapshot())",
      // Of the table: bare names would be the texts of the answer, and 10 lie before 9.
      `ORDER BY c.txid, c.id LIMIT ${limit}`,
    ].join("\n"),
    txid,
    id,
    String(oldMs),
  );
}

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

/** The most changes that are counted. */
export const mostCounted = 100_000;

/**
 * How much is behind a position: changes of the streams, seconds since the oldest of them, since when committed ones wait, seconds
 * before which nothing is unread.
 */
export function lagQuestion({ table }: ChangeTable, { txid, id }: ChangePosition, streams: readonly Stream[]): Query {
  return question(
    [
      "WITH unread AS MATERIALIZED (",
      `  SELECT changed_at FROM ${table}`,
      `  WHERE (txid, id) > ($1::xid8, $2::bigint) AND stream = ANY ($3::text[])`,
      `  ORDER BY ${table}.txid, ${table}.id LIMIT ${mostCounted}`,
      "), open AS (",
      // Of any database of the cluster: they count their transactions together.
      "  SELECT xact_start AS since FROM pg_stat_activity WHERE backend_xid IS NOT NULL",
      "  UNION ALL SELECT prepared FROM pg_prepared_xacts",
      "), waiting AS (",
      `  SELECT min(changed_at) AS since FROM ${table} WHERE txid >= pg_snapshot_xmin(pg_current_snapshot())`,
      ")",
      "SELECT (SELECT count(*) FROM unread)::text,",
      "  greatest(0, extract(epoch FROM clock_timestamp() - (SELECT min(changed_at) FROM unread)))::text,",
      `  CASE WHEN waiting.since IS NOT NULL THEN ${moment("coalesce((SELECT min(since) FROM open), waiting.since)")} END,`,
      "  coalesce(extract(epoch FROM clock_timestamp() -",
      "    least((SELECT min(changed_at) FROM unread), (SELECT min(since) FROM open), waiting.since)), 0)::text",
      "FROM waiting",
    ].join("\n"),
    txid,
    id,
    arrayText(streams.map(({ label }) => label)),
  );
}

/** A trigger that should be there. */
export interface WantedTrigger {
  readonly stream: Stream;
  readonly operation: RaisedBy;
}

/** Of each trigger, in the order asked: whether its table is there, whether it is there and enabled. */
export function triggersQuestion(changes: ChangeTable, wanted: readonly WantedTrigger[]): Query {
  return question(
    [
      "SELECT to_regclass(asked.on_table) IS NOT NULL, EXISTS (",
      "  SELECT FROM pg_trigger t WHERE t.tgrelid = to_regclass(asked.on_table) AND t.tgname = asked.name",
      "    AND t.tgenabled IN ('O', 'A') AND t.tgfoid = to_regproc($3::text))",
      "FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (on_table, name, place)",
      "ORDER BY place",
    ].join("\n"),
    arrayText(wanted.map(({ stream }) => quoteTable(stream.table))),
    arrayText(wanted.map(({ stream, operation }) => triggerName(changes, stream, operation))),
    changes.record,
  );
}

/** A column that the DDL makes. */
interface MadeColumn {
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

import { createHash } from "node:crypto";
import { quoteIdentifier, quoteTable } from "../../compile/dialects/identifier.ts";
import { itemsOf } from "../../load/field-types.ts";
import type { RaisedBy, ResolvedFeed } from "../../load/project-documents.ts";
import { type ChangeTable, changeTable, type Stream, streamsOf } from "./streams.ts";

/**
 * What the owner of a feed's tables runs once, as SQL for PostgreSQL 14 or newer: the change table, the function of its triggers,
 * two triggers a table, and how old changes are removed. It may be run again: what is there already stays. `user`: whom Datafeed
 * signs in as, where that is known. Without `notify` writers do not wait for one another, and a feed that has nothing to do finds
 * changes up to two seconds later.
 */
export function changeTableDdl(
  feed: Pick<ResolvedFeed, "name" | "source" | "events">,
  user?: string,
  { notify = true }: { readonly notify?: boolean } = {},
): string {
  if (!("changes" in feed.source)) throw new TypeError(`The feed ${feed.name} has no change table.`);
  const names = changeTable(feed.source.changes);
  const isKnown = user !== undefined && isOneLine(user);
  const role = isKnown ? quoteIdentifier(user) : "datafeed_reader";
  return [
    `-- Changes for the feed ${feed.name} (docs/feeds.md). For whoever owns the tables; it may be run again.`,
    "BEGIN;",
    "",
    ...tables(names),
    "",
    ...recordFunction(names, notify),
    "",
    ...trimFunction(names),
    ...streamsOf(feed).flatMap((stream) => ["", ...triggers(names, stream)]),
    "",
    "COMMIT;",
    "",
    `-- For the role that Datafeed signs in with${isKnown ? "" : ", here `datafeed_reader`"}:`,
    `-- GRANT USAGE ON SCHEMA ${names.schema} TO ${role};`,
    `-- GRANT SELECT ON ${names.table}, ${names.trimmed} TO ${role};`,
    ...sourceGrants(feed, role),
    `-- GRANT pg_read_all_stats TO ${role}; -- to tell since when an open transaction holds changes up`,
    "",
    "-- Every day, by whoever owns the change table (cron, pg_cron):",
    `-- SELECT ${names.trim}(interval '14 days');`,
    "",
  ].join("\n");
}

/** The rights to read the rows themselves, those of nested tables included. */
function sourceGrants({ events }: Pick<ResolvedFeed, "events">, role: string): readonly string[] {
  const read = events.flatMap(({ extract: { template } }) => [
    ...(template.source.table === undefined ? [] : [template.source.table]),
    ...Object.values(template.fields).flatMap((field) => itemsOf(field).flatMap(({ tables: nested }) => nested)),
  ]);
  const all = [...new Set(read)].sort();
  const schemas = new Set(all.flatMap((table) => (table.includes(".") ? [table.slice(0, table.indexOf("."))] : [])));
  return [
    ...[...schemas].map((schema) => `-- GRANT USAGE ON SCHEMA ${quoteIdentifier(schema)} TO ${role};`),
    `-- GRANT SELECT ON ${all.map(quoteTable).join(", ")} TO ${role};`,
  ];
}

/** Or a part of the name would stand outside of its comment. */
function isOneLine(user: string): boolean {
  return !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(user);
}

/** The name of a stream's trigger: the same whenever it is made, and another for each change table that it writes to. */
export function triggerName({ table }: ChangeTable, { label }: Stream, operation: RaisedBy): string {
  return `datafeed_${operation}_${createHash("sha256").update(`${table} ${label}`).digest("hex").slice(0, 8)}`;
}

/** Empties a change table of what was copied into it from another cluster; for its owner. */
export function emptyStatement({ name, table, trimmed }: ChangeTable): string {
  return `TRUNCATE ${table}; DELETE FROM ${trimmed} WHERE changes = '${name}'`;
}

function tables({ schema, name, table, trimmed }: ChangeTable): readonly string[] {
  return [
    `CREATE SCHEMA IF NOT EXISTS ${schema};`,
    `CREATE TABLE IF NOT EXISTS ${table} (`,
    "  txid xid8 NOT NULL DEFAULT pg_current_xact_id(),",
    "  id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,",
    "  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),",
    "  stream text NOT NULL,",
    "  operation text NOT NULL,",
    '  "row" text[] NOT NULL,',
    "  PRIMARY KEY (txid, id)",
    ");",
    "-- Of a row that changed often the last change alone raises an event: this finds it.",
    `CREATE INDEX IF NOT EXISTS ${quoteIdentifier(`${name}_row`)} ON ${table} USING hash ("row");`,
    "-- How far changes were removed.",
    `CREATE TABLE IF NOT EXISTS ${trimmed} (changes text PRIMARY KEY, txid xid8 NOT NULL, id bigint NOT NULL);`,
  ];
}

function recordFunction({ table, record, channel }: ChangeTable, notify: boolean): readonly string[] {
  const into = `${table.replaceAll("'", "''")} (stream, operation, "row")`;
  return [
    "-- Runs with the rights of its owner, so that writers need none on the change table; keys as texts that say the same to all.",
    `CREATE OR REPLACE FUNCTION ${record}() RETURNS trigger`,
    "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET datestyle = 'ISO, YMD' AS $function$",
    "DECLARE",
    "  keys text;",
    ...(notify ? ["  recorded bigint;"] : []),
    "BEGIN",
    "  SELECT string_agg(format('changed.%I::text', argument), ', ' ORDER BY place) INTO keys",
    "  FROM unnest(tg_argv[1:]) WITH ORDINALITY AS columns (argument, place);",
    "  -- A row with another key than before is a new one to whoever knows rows by their keys.",
    "  IF tg_op = 'UPDATE' THEN",
    `    EXECUTE format('INSERT INTO ${into} SELECT $1, ''insert'', moved.key FROM (`,
    "      SELECT ARRAY[%1$s] AS key FROM changed EXCEPT SELECT ARRAY[%1$s] FROM former AS changed) AS moved', keys)",
    "    USING tg_argv[0];",
    "  END IF;",
    `  EXECUTE format('INSERT INTO ${into} SELECT $1, $2, ARRAY[%s] FROM changed', keys)`,
    "  USING tg_argv[0], lower(tg_op);",
    ...(notify ? notifying(channel) : []),
    "  RETURN NULL;",
    "END $function$;",
    "-- Or whoever may create a trigger writes what they like with it.",
    `REVOKE ALL ON FUNCTION ${record}() FROM PUBLIC;`,
  ];
}

/** Transactions that notify commit one after the other, each as long as its record takes to reach the disk. */
function notifying(channel: string): readonly string[] {
  return ["  GET DIAGNOSTICS recorded = ROW_COUNT;", `  IF recorded > 0 THEN PERFORM pg_notify('${channel}', ''); END IF;`];
}

function trimFunction({ name, table, trimmed, trim }: ChangeTable): readonly string[] {
  return [
    "-- Removes changes older than `keep`, all that lie before the first that stays, and notes how far; gives how many.",
    `CREATE OR REPLACE FUNCTION ${trim}(keep interval) RETURNS bigint`,
    "LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$",
    "DECLARE",
    "  stays xid8;",
    "  removed bigint;",
    "  last record;",
    "BEGIN",
    "  -- The first transaction of which something is younger, or which may still write.",
    // PostgreSQL 14 has no min(xid8).
    `  SELECT least((SELECT txid FROM ${table} WHERE changed_at >= clock_timestamp() - keep ORDER BY txid, id LIMIT 1),`,
    "    pg_snapshot_xmin(pg_current_snapshot())) INTO stays;",
    `  SELECT txid, id INTO last FROM ${table} WHERE txid < stays ORDER BY txid DESC, id DESC LIMIT 1;`,
    "  IF last IS NULL THEN RETURN 0; END IF;",
    `  INSERT INTO ${trimmed} AS kept (changes, txid, id) VALUES ('${name}', last.txid, last.id)`,
    "  ON CONFLICT (changes) DO UPDATE SET txid = excluded.txid, id = excluded.id",
    "  WHERE (kept.txid, kept.id) < (excluded.txid, excluded.id);",
    `  DELETE FROM ${table} WHERE txid < stays;`,
    "  GET DIAGNOSTICS removed = ROW_COUNT;",
    "  RETURN removed;",
    "END $function$;",
  ];
}

function triggers(changes: ChangeTable, stream: Stream): readonly string[] {
  const given = [stream.label, ...stream.columns].map((text) => `'${text.replaceAll("'", "''")}'`).join(", ");
  const table = quoteTable(stream.table);
  return (["insert", "update"] as const).flatMap((operation) => [
    `CREATE OR REPLACE TRIGGER ${quoteIdentifier(triggerName(changes, stream, operation))} AFTER ${operation.toUpperCase()} ON ${table}`,
    `  REFERENCING ${operation === "update" ? "OLD TABLE AS former " : ""}NEW TABLE AS changed FOR EACH STATEMENT`,
    `  EXECUTE FUNCTION ${changes.record}(${given});`,
  ]);
}

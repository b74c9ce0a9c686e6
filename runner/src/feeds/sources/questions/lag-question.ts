import { arrayText } from "../../../compile/array-text.ts";
import type { Query } from "../../../compile/plan.ts";
import type { ChangePosition } from "../../position.ts";
import type { ChangeTable, Stream } from "../streams.ts";
import { moment, question } from "./question.ts";

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

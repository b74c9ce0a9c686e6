import type { Query } from "../../../compile/plan.ts";
import type { ChangePosition } from "../../position.ts";
import type { ChangeTable } from "../streams.ts";
import { moment, question } from "./question.ts";

/** Behind all that is removed, and no change. */
const nowhere = { txid: "0", id: "0" };

/**
 * Which database this is, and how far its changes can be read: system identifier, timeline, the oldest transaction that is open
 * (behind it changes may still appear), the next one, whether committed changes wait behind it, the clock, whether there are
 * rows that were copied from another cluster, as far as is looked: the last one, that of the place, how far trimming came. And what
 * a place in the change table is now: when its change was made, or nothing; how far trimming came, or nothing: txid, id.
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
      `    OR coalesce(t.txid >= pg_snapshot_xmax(now), false) OR ${isCopied("c")} OR ${isCopied("t")},`,
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
 * Whether a row was written by no transaction that began with its `txid` or later, as a dump's are once this cluster has come to
 * their numbers. `xmin` is the writer's number, or that of a savepoint within, without the upper 32 bits; it stays what it was when
 * rows are frozen, rewritten or upgraded in place.
 */
function isCopied(row: string): string {
  const wrap = 2 ** 32;
  const since = `mod(mod(${row}.xmin::text::numeric - ${row}.txid::text::numeric, ${wrap}) + ${wrap}, ${wrap})`;
  return `coalesce(${row}.txid::text::numeric + ${since} >= pg_snapshot_xmax(now)::text::numeric, false)`;
}

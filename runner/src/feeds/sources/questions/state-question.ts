import type { Query } from "../../../compile/plan.ts";
import type { ChangePosition } from "../../position.ts";
import type { ChangeTable } from "../streams.ts";
import { moment, question } from "./question.ts";

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

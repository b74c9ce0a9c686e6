import type { Query } from "../../../compile/plan.ts";
import type { ChangePosition } from "../../position.ts";
import type { ChangeTable } from "../streams.ts";
import { moment, question } from "./question.ts";

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

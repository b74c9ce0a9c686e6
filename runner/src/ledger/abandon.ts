import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Cancellation } from "./cancel.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf } from "./records.ts";

/**
 * Gives up an output that is decided on and can't be completed, because what was staged is gone. The attempt becomes `failed`
 * with the code `output-abandoned`, what it was for `abandoned`, and the output, which nobody ever saw, `deleted` without a time
 * of publication: nothing lists it, nobody rolls it forward, its manifest stays for who looks into it, and its sequence stays
 * used. Errors: run-closed, unknown-id.
 */
export async function abandonOutput(ledger: Ledger, id: string, { by, reason }: Cancellation): Promise<Attempt> {
  const error = {
    error_code: "output-abandoned",
    error_message: `Given up by ${by}${reason === undefined ? "" : `: ${reason}`}`,
  };
  return ledger.write(async (db) => {
    const row = await db
      .updateTable("attempts")
      .set({ state: "failed", ended_at: ledger.now(), ...error })
      .where("id", "=", id)
      .where("state", "=", "decided")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) {
      const found = await db.selectFrom("attempts").select(["state", "extract"]).where("id", "=", id).executeTakeFirst();
      if (found === undefined) throw new DatafeedError("unknown-id", `No run has the id ${JSON.stringify(id)}`);
      throw new DatafeedError("run-closed", `Run ${id} of extract ${found.extract} is ${found.state}, not decided`, {
        hint: "Only an output that is decided on and not published can be given up.",
      });
    }
    await db
      .updateTable("outputs")
      .set({ state: "deleted", deleted_at: ledger.now() })
      .where("id", "=", id)
      .where("state", "=", "decided")
      .execute();
    await db
      .updateTable("obligations")
      .set({ state: "abandoned", changed_at: ledger.now(), ...error })
      .where("id", "=", row.obligation_id)
      .execute();
    return attemptOf(row);
  });
}

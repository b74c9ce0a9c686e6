import type { Transaction } from "kysely";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf } from "./records.ts";
import type { Tables } from "./tables.ts";

/** Who wants a run to end, and why. */
export interface Cancellation {
  /** A user's name. */
  readonly by: string;
  readonly reason?: string;
}

/**
 * Ends a run that has decided on nothing: nothing of it will be published. Its runner hears of it by its next heartbeat. A
 * request is cancelled with it; a schedule's window becomes `failed` with the code `run-cancelled`: it is neither tried again
 * by itself nor forgiven, but waits for a person, who retries or skips it. Errors: run-closed, unknown-id.
 */
export async function cancelRun(ledger: Ledger, attemptId: string, { by, reason }: Cancellation): Promise<Attempt> {
  const error = {
    error_code: "run-cancelled",
    error_message: `Cancelled by ${by}${reason === undefined ? "" : `: ${reason}`}`,
  };
  return ledger.write(async (db) => {
    const row = await db
      .updateTable("attempts")
      .set({ state: "cancelled", ended_at: ledger.now(), ...error })
      .where("id", "=", attemptId)
      .where("state", "=", "running")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw await closed(db, attemptId);
    const attempt = attemptOf(row);
    const { purpose } = await db
      .selectFrom("obligations")
      .select("purpose")
      .where("id", "=", attempt.obligation)
      .executeTakeFirstOrThrow();
    await db
      .updateTable("obligations")
      .set({ state: purpose === "window" ? "failed" : "cancelled", changed_at: ledger.now(), ...error })
      .where("id", "=", attempt.obligation)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .execute();
    await ledger.notify(db);
    return attempt;
  });
}

async function closed(db: Transaction<Tables>, id: string): Promise<DatafeedError> {
  const row = await db.selectFrom("attempts").select(["state", "extract"]).where("id", "=", id).executeTakeFirst();
  if (row === undefined) return new DatafeedError("unknown-id", `No run has the id ${JSON.stringify(id)}.`);
  const hint = row.state === "decided" ? "Its file is decided on and is being published." : "Look at `datafeed runs`.";
  return new DatafeedError("run-closed", `Run ${id} of extract ${row.extract} is ${row.state}, not running`, { hint });
}

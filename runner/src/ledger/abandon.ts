import type { Kysely } from "kysely";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Cancellation } from "./cancel.ts";
import { isOver } from "./expire.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf } from "./records.ts";
import type { Tables } from "./tables.ts";

/**
 * Refuses what can't be given up: a run that is not decided, and one whose runner may be giving its files their names now.
 * Errors: unknown-id, run-closed, publication-under-way.
 */
export async function checkAbandonable(ledger: Ledger, id: string): Promise<void> {
  await ledger.read((db) => refuse(ledger, db, id));
}

/**
 * Gives up an output that is decided on and can't be completed, because what was staged is gone: whoever calls it has found that
 * out, since from another state of things its files could still get their names. The attempt becomes `failed` with the code
 * `output-abandoned`, what it was for `abandoned`, and the output, which nobody ever saw, `deleted` without a time of publication:
 * nothing lists it, nobody rolls it forward, its manifest stays for who looks into it, and its sequence stays used. Errors: unknown-id, run-closed, publication-under-way.
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
      .where((column) => isOver(ledger, column))
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) {
      await refuse(ledger, db, id);
      throw new RangeError("what may be given up was not");
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

/** Throws unless it may be given up. */
async function refuse(ledger: Ledger, db: Kysely<Tables>, id: string): Promise<void> {
  const found = await db
    .selectFrom("attempts")
    .select((column) => [
      "state",
      "extract",
      "runner",
      column.case().when(isOver(ledger, column)).then(0).else(1).end().as("leased"),
    ])
    .where("id", "=", id)
    .executeTakeFirst();
  if (found === undefined) throw new DatafeedError("unknown-id", `No run has the id ${JSON.stringify(id)}.`);
  const { state, extract, runner } = found;
  if (state !== "decided") {
    throw new DatafeedError("run-closed", `Run ${id} of extract ${extract} is ${state}, not decided`, {
      hint: "Only an output that is decided on and not published can be given up.",
    });
  }
  if (found.leased === 1) {
    throw new DatafeedError("publication-under-way", `Run ${id} of extract ${extract} is being published by ${runner}`, {
      hint: "Try again in some seconds: then it is published, or its runner is not waited for any more.",
    });
  }
}

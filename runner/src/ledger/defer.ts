import type { Ledger } from "./ledger.ts";
import { type Obligation, obligationOf, type RecordedError } from "./records.ts";
import type { ObligationState } from "./tables.ts";

/**
 * Puts off what is owed without using up a try; an error says why, for people. Undefined when somebody else has claimed, closed
 * or put it off meanwhile, so that of several runners one goes on.
 */
export async function deferObligation(
  ledger: Ledger,
  { id, epoch, nextTryAt }: Obligation,
  byMs: number,
  error?: RecordedError,
): Promise<Obligation | undefined> {
  const row = await ledger.write((db) =>
    db
      .updateTable("obligations")
      .set({
        next_try_at: ledger.now(byMs),
        changed_at: ledger.now(),
        ...(error === undefined ? {} : { error_code: error.code, error_message: error.message }),
      })
      .where("id", "=", id)
      .where("state", "=", "owed")
      .where("epoch", "=", epoch)
      .where("next_try_at", "=", nextTryAt)
      .returningAll()
      .executeTakeFirst(),
  );
  return row === undefined ? undefined : obligationOf(row);
}

/** Records that the data of a window are there; it may be claimed at once. False when it is not owed any more. */
export async function markReady(ledger: Ledger, id: string): Promise<boolean> {
  return ledger.write(async (db) => {
    const row = await db
      .updateTable("obligations")
      .set({
        ready_at: ledger.now(),
        next_try_at: ledger.now(),
        changed_at: ledger.now(),
        error_code: null,
        error_message: null,
      })
      .where("id", "=", id)
      .where("state", "=", "owed")
      .returning("id")
      .executeTakeFirst();
    if (row !== undefined) await ledger.notify(db);
    return row !== undefined;
  });
}

/** Closes what is owed without a try at it. False when somebody else has claimed or closed it meanwhile. */
export async function closeObligation(
  ledger: Ledger,
  { id, epoch }: Obligation,
  state: Extract<ObligationState, "failed" | "skipped">,
  error?: RecordedError,
): Promise<boolean> {
  const row = await ledger.write((db) =>
    db
      .updateTable("obligations")
      .set({ state, changed_at: ledger.now(), error_code: error?.code ?? null, error_message: error?.message ?? null })
      .where("id", "=", id)
      .where("state", "=", "owed")
      .where("epoch", "=", epoch)
      .returning("id")
      .executeTakeFirst(),
  );
  return row !== undefined;
}

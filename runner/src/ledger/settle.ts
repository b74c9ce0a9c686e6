import type { Ledger } from "./ledger.ts";
import type { Attempt, RecordedError } from "./records.ts";
import type { ObligationState } from "./tables.ts";

/** How an attempt ends without a file. */
export interface Ending {
  readonly state: "skipped" | "failed" | "cancelled";
  /** What becomes of the obligation. `owed` again after `retryInMs`. */
  readonly obligation: Extract<ObligationState, "owed" | "skipped" | "failed" | "cancelled">;
  readonly retryInMs?: number;
  /** The try does not count: the runner was asked to stop. */
  readonly uncounted?: boolean;
  readonly error?: RecordedError;
  readonly rows?: number;
}

/** Ends an attempt that has decided on nothing. False when it is not the runner's any more, or was decided. */
export async function endAttempt(ledger: Ledger, attempt: Attempt, ending: Ending): Promise<boolean> {
  const error = { error_code: ending.error?.code ?? null, error_message: ending.error?.message ?? null };
  return ledger.write(async (db) => {
    const mine = await db
      .updateTable("attempts")
      .set({ state: ending.state, ended_at: ledger.now(), rows: ending.rows ?? null, ...error })
      .where("id", "=", attempt.id)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .returning("id")
      .executeTakeFirst();
    if (mine === undefined) return false;
    await db
      .updateTable("obligations")
      .set((column) => ({
        state: ending.obligation,
        ...(ending.uncounted === true ? { tries: column("tries", "-", 1) } : {}),
        next_try_at: ledger.now(ending.retryInMs ?? 0),
        changed_at: ledger.now(),
        ...error,
      }))
      .where("id", "=", attempt.obligation)
      .where("epoch", "=", attempt.epoch)
      .where("state", "=", "running")
      .execute();
    // The extract is free for its next window, and what is owed again may be another runner's.
    await ledger.notify(db);
    return true;
  });
}

/** Records that an output stands under its names, whoever put it there. False when it is not decided, or not any more. */
export async function markPublished(ledger: Ledger, outputId: string): Promise<boolean> {
  return ledger.write(async (db) => {
    const attempt = await db
      .updateTable("attempts")
      .set({ state: "published", ended_at: ledger.now(), error_code: null, error_message: null })
      .where("id", "=", outputId)
      .where("state", "=", "decided")
      .returning("obligation_id")
      .executeTakeFirst();
    if (attempt === undefined) return false;
    await db
      .updateTable("outputs")
      .set({ state: "published", published_at: ledger.now() })
      .where("id", "=", outputId)
      .where("state", "=", "decided")
      .execute();
    await db
      .updateTable("obligations")
      .set({ state: "published", changed_at: ledger.now(), error_code: null, error_message: null })
      .where("id", "=", attempt.obligation_id)
      .execute();
    await ledger.notify(db);
    return true;
  });
}

/** Notes why a decided attempt could not be completed yet; it stays decided. */
export async function noteTrouble(ledger: Ledger, attemptId: string, error: RecordedError): Promise<void> {
  await ledger.write((db) =>
    db
      .updateTable("attempts")
      .set({ error_code: error.code, error_message: error.message })
      .where("id", "=", attemptId)
      .where("state", "=", "decided")
      .execute(),
  );
}

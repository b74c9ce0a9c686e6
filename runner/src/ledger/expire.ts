import type { ExpressionBuilder, Transaction } from "kysely";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf } from "./records.ts";
import type { ObligationState, Tables } from "./tables.ts";

/** After so many tries that each killed its runner, an obligation waits for a person; an extract with more retries gets those. */
const mostTries = 5;

/** A lease that was given so much later than now was given before the ledger's clock was set back. */
const setBackMs = 60_000;

const reason = { code: "runner-lost", message: "The runner gave no sign of life until its lease ended" };

/**
 * Gives up the attempts of runners that are dead: what they owed is owed again (an ad hoc request of a command line fails, since
 * nobody waits for it any more). Answers with those that this call gave up; what they staged can go.
 */
export async function takeOverExpired(ledger: Ledger): Promise<readonly Attempt[]> {
  const expired = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .selectAll()
      .where("state", "=", "running")
      .where((column) => isOver(ledger, column))
      .execute(),
  );
  const mine: Attempt[] = [];
  for (const row of expired) {
    const attempt = attemptOf(row);
    if (await ledger.write((db) => expire(ledger, db, attempt))) mine.push(attempt);
  }
  return mine;
}

/** Whether a lease has ended, or was given by a clock that has been set back since: a runner that lives renews it at once. */
export function isOver(ledger: Ledger, { eb, or }: ExpressionBuilder<Tables, "attempts">) {
  return or([eb("lease_until", "<", ledger.now()), eb("leased_at", ">", ledger.now(setBackMs))]);
}

/** Gives up one, if it is still running without a lease; false when it has lived on or somebody else was quicker. */
export async function expire(ledger: Ledger, db: Transaction<Tables>, attempt: Attempt): Promise<boolean> {
  const gone = await db
    .updateTable("attempts")
    .set({ state: "discarded", ended_at: ledger.now(), error_code: reason.code, error_message: reason.message })
    .where("id", "=", attempt.id)
    .where("state", "=", "running")
    .where((column) => isOver(ledger, column))
    .returning("most_tries")
    .executeTakeFirst();
  if (gone === undefined) return false;
  const nobodyWaits = attempt.kind === "Adhoc" && gone.most_tries === null;
  const becomes = ({ tries }: { readonly tries: number }): ObligationState =>
    nobodyWaits || tries >= Math.max(mostTries, gone.most_tries ?? 0) ? "failed" : "owed";
  const obligation = await db
    .selectFrom("obligations")
    .select("tries")
    .where("id", "=", attempt.obligation)
    .executeTakeFirstOrThrow();
  await db
    .updateTable("obligations")
    .set({
      state: becomes(obligation),
      error_code: reason.code,
      error_message: reason.message,
      next_try_at: ledger.now(),
      changed_at: ledger.now(),
    })
    .where("id", "=", attempt.obligation)
    .where("state", "=", "running")
    .where("epoch", "=", attempt.epoch)
    .execute();
  await ledger.notify(db);
  return true;
}

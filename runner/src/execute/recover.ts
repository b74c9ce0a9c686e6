import type { Destination } from "../destination/destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { takeOverExpired } from "../ledger/expire.ts";
import { attemptsByStaging, attemptsIn, findOutput } from "../ledger/find.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Attempt, RecordedError } from "../ledger/records.ts";
import { noteTrouble } from "../ledger/settle.ts";
import type { Faults } from "./faults.ts";
import { recordedError } from "./recorded-error.ts";
import { rollForward } from "./roll-forward.ts";
import { type RunListener, tell } from "./run-event.ts";

/** What recovery needs. It asks no warehouse. */
export interface RecoveryContext {
  readonly ledger: Ledger;
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly onEvent?: RunListener;
  readonly faults?: Faults;
}

/** What recovery did. */
export interface Recovery {
  /** Attempts whose runner died before the decision; what they owed is owed again. */
  readonly discarded: readonly Attempt[];
  /** Attempts that were decided and are published now. */
  readonly completed: readonly Attempt[];
  /** Decided attempts that could not be completed, and folders of staging that could not be cleared. */
  readonly problems: readonly { readonly subject: string; readonly error: RecordedError }[];
}

/**
 * Puts right what dead runners left: before the decision it discards, after it it only rolls forward. Safe at any time and by
 * many at once; called when a process starts, and by the daemon now and then. Errors: ledger-*.
 */
export async function recover(context: RecoveryContext): Promise<Recovery> {
  const { ledger, destinations, onEvent } = context;
  const problems: { subject: string; error: RecordedError }[] = [];
  const discarded = await takeOverExpired(ledger);
  for (const { id, extract } of discarded) tell(onEvent, { type: "discarded", extract, run: id });
  const completed: Attempt[] = [];
  for (const attempt of await attemptsIn(ledger, ["decided"])) {
    try {
      await complete(attempt, context);
      completed.push(attempt);
    } catch (error) {
      const recorded = recordedError(error);
      await noteTrouble(ledger, attempt.id, recorded);
      tell(onEvent, { type: "failed", extract: attempt.extract, run: attempt.id, error: recorded });
      problems.push({ subject: `${attempt.extract} (${attempt.id})`, error: recorded });
    }
  }
  for (const destination of destinations.values()) {
    try {
      await sweep(ledger, destination);
    } catch (error) {
      problems.push({ subject: destination.name, error: recordedError(error) });
    }
  }
  return { discarded, completed, problems };
}

async function complete(attempt: Attempt, { ledger, destinations, onEvent, faults }: RecoveryContext): Promise<void> {
  const destination = destinations.get(attempt.destination);
  if (destination === undefined) {
    throw new DatafeedError(
      "destination-unknown",
      `Run ${attempt.id} of extract ${attempt.extract} is to be published at destination ${attempt.destination}, which is not configured`,
      { hint: "Put the destination back into connections.yaml." },
    );
  }
  const output = await findOutput(ledger, attempt.id);
  await rollForward(output, { ledger, destination, staging: attempt.staging, faults });
  const { path, rows, bytes } = output;
  tell(onEvent, { type: "published", extract: attempt.extract, run: attempt.id, path, rows, bytes });
}

/** Removes what nobody will need from staging. Another ledger's attempts may live in the same destination: they stay. */
async function sweep(ledger: Ledger, destination: Destination): Promise<void> {
  const own = (await destination.staged()).filter((name) => name.startsWith(`${ledger.id}-`));
  const attempts = await attemptsByStaging(ledger, own);
  for (const name of own) {
    const state = attempts.get(name)?.state;
    if (state !== "running" && state !== "decided") await destination.discard(name);
  }
}

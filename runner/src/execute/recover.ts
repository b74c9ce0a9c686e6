import type { Destination } from "../destination/destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { takeOverExpired } from "../ledger/expire.ts";
import { attemptsByStaging, attemptsIn, findOutput } from "../ledger/find.ts";
import { idAt } from "../ledger/id.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Attempt, RecordedError } from "../ledger/records.ts";
import { noteTrouble } from "../ledger/settle.ts";
import type { Faults } from "./faults.ts";
import { recordedError } from "./recorded-error.ts";
import { rollForward } from "./roll-forward.ts";
import { type RunListener, subjectOf, tell } from "./run-event.ts";

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
  const { ledger, destinations } = context;
  const problems: { subject: string; error: RecordedError }[] = [];
  const discarded = await discardLost(context);
  const completed: Attempt[] = [];
  for (const attempt of await attemptsIn(ledger, ["decided"])) {
    const error = await completeDecided(attempt, destinations.get(attempt.destination), context);
    if (error === undefined) completed.push(attempt);
    else problems.push({ subject: `${attempt.extract} (${attempt.id})`, error });
  }
  for (const destination of destinations.values()) {
    try {
      await sweepStaging(ledger, destination);
    } catch (error) {
      problems.push({ subject: destination.name, error: recordedError(error) });
    }
  }
  return { discarded, completed, problems };
}

/** Gives up the attempts of dead runners that had not decided; what they owed is owed again. Errors: ledger-*. */
export async function discardLost({
  ledger,
  onEvent,
}: Pick<RecoveryContext, "ledger" | "onEvent">): Promise<readonly Attempt[]> {
  const discarded = await takeOverExpired(ledger);
  for (const attempt of discarded) tell(onEvent, { type: "discarded", ...subjectOf(attempt) });
  return discarded;
}

/**
 * Completes one decided attempt; without its destination that fails. What went wrong is recorded and returned: it stays
 * decided. Errors: ledger-*.
 */
export async function completeDecided(
  attempt: Attempt,
  destination: Destination | undefined,
  { ledger, onEvent, faults }: Omit<RecoveryContext, "destinations">,
): Promise<RecordedError | undefined> {
  try {
    if (destination === undefined) throw unknownDestination(attempt);
    const output = await findOutput(ledger, attempt.id);
    await rollForward(output, { ledger, destination, staging: attempt.staging, faults });
    const { path, rows, bytes } = output;
    tell(onEvent, { type: "published", ...subjectOf(attempt), path, rows, bytes });
    return undefined;
  } catch (error) {
    const recorded = recordedError(error);
    await noteTrouble(ledger, attempt.id, recorded);
    // Said once: whoever tries again and again finds the same.
    if (recorded.code !== attempt.error?.code) tell(onEvent, { type: "failed", ...subjectOf(attempt), error: recorded });
    return recorded;
  }
}

/** Staging that the ledger does not know is left alone for so long: a restored copy has the id of the one that lives on. */
const strangerMs = 86_400_000;

/** Removes what nobody will need from staging. Another ledger's attempts may live in the same destination: they stay. */
export async function sweepStaging(ledger: Ledger, destination: Destination): Promise<number> {
  const prefix = `${ledger.id}-`;
  const own = (await destination.staged()).filter((name) => name.startsWith(prefix));
  // Ids of attempts begin with their time.
  const old = prefix + idAt(Date.parse(await ledger.time()) - strangerMs);
  let removed = 0;
  for (const names of chunks(own, mostNames)) {
    const attempts = await attemptsByStaging(ledger, names);
    for (const name of names) {
      const state = attempts.get(name)?.state;
      if (state === "running" || state === "decided" || (state === undefined && name > old)) continue;
      await destination.discard(name);
      removed++;
    }
  }
  return removed;
}

/** Names that the ledger is asked for at a time. */
const mostNames = 500;

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
}

function unknownDestination(attempt: Attempt): DatafeedError {
  return new DatafeedError(
    "destination-unknown",
    `Run ${attempt.id} of extract ${attempt.extract} is to be published at destination ${attempt.destination}, which is not configured`,
    { hint: "Put the destination back into connections.yaml." },
  );
}

import { setImmediate } from "node:timers/promises";
import type { Logger } from "pino";
import type { Documents } from "../../commands/estate.ts";
import { definitionHash } from "../../compile/hashes.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { advanceFrontiers, type FrontierStep, isUnbegun } from "../../ledger/advance-frontier.ts";
import { type DueCursor, dueExtracts, type ExtractRecord } from "../../ledger/extracts.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { advance, firstFrontier } from "../../schedule/frontier.ts";
import type { Troubles } from "./troubles.ts";

/** What a look at all schedules needs. */
export interface Pass {
  readonly ledger: Ledger;
  readonly log: Logger;
  readonly troubles: Troubles;
  documents(): Documents;
  /** False: another runner goes on from here, or the daemon stops. Asked before each change. */
  mayGoOn(): Promise<boolean>;
}

/** So many extracts are read at a time, */
const pageSize = 200;
/** so many windows of one extract are made owed in a change, */
const mostWindows = 100;
/** so many windows in all, after which, or after so many milliseconds, others get a turn. */
const batchWindows = 200;
const batchMs = 15;

/**
 * Moves the frontiers of the extracts that are due at `now`, each once. Answers with how many were moved. An extract that
 * can't be moved is told of and passed over; only a ledger that does not work ends the pass. Errors: ledger-*.
 */
export async function advanceDue(pass: Pass, now: string): Promise<number> {
  let moved = 0;
  let cursor: DueCursor | undefined;
  for (;;) {
    const page = await dueExtracts(pass.ledger, pageSize, cursor);
    const last = page.at(-1);
    for (let from = 0; from < page.length; ) {
      const { steps, taken } = nextSteps(pass, page.slice(from), now);
      from += taken;
      // SQLite answers in the same turn of the event loop: others come in between.
      await setImmediate();
      if (!(await pass.mayGoOn())) return moved;
      if (steps.length > 0) moved += await record(pass, steps);
    }
    if (last?.nextDueAt === undefined || page.length < pageSize) return moved;
    cursor = { nextDueAt: last.nextDueAt, name: last.name };
  }
}

function nextSteps(pass: Pass, extracts: readonly ExtractRecord[], now: string) {
  const began = performance.now();
  const steps: FrontierStep[] = [];
  let [windows, taken] = [0, 0];
  for (const extract of extracts) {
    const step = stepOf(pass, extract, now);
    taken++;
    if (step !== undefined) steps.push(step);
    windows += step?.advance.owe.length ?? 0;
    if (windows >= batchWindows || performance.now() - began > batchMs) break;
  }
  return { steps, taken };
}

function stepOf({ documents, troubles }: Pass, extract: ExtractRecord, now: string): FrontierStep | undefined {
  try {
    const document = documents().extracts.get(extract.name);
    // Another runner applied what this one has not read yet, or the other way round: soon both have the same.
    if (document?.schedule === undefined || definitionHash(document) !== extract.definitionHash) return undefined;
    const { schedule } = document;
    const from =
      extract.frontier === undefined || isUnbegun(extract) ? firstFrontier(schedule, extract.firstAppliedAt) : extract.frontier;
    return { extract, advance: advance(schedule, from, now, { most: mostWindows }) };
  } catch (error) {
    troubles.of(extract.name, error);
    return undefined;
  }
}

async function record(pass: Pass, steps: readonly FrontierStep[]): Promise<number> {
  try {
    const moved = await advanceFrontiers(pass.ledger, steps);
    for (const step of steps) if (moved.has(step.extract.name)) tellOf(pass, step);
    return moved.size;
  } catch (error) {
    if (isOfLedger(error)) throw error;
    const [only] = steps;
    if (only === undefined || steps.length === 1) {
      pass.troubles.of(only?.extract.name ?? "", error);
      return 0;
    }
    // One of them is refused: the others need not wait for it.
    let moved = 0;
    for (const step of steps) moved += await record(pass, [step]);
    return moved;
  }
}

/** The ledger as a whole does not work now; anything else concerns one extract. */
function isOfLedger(error: unknown): boolean {
  return error instanceof DatafeedError && error.code.startsWith("ledger-") && error.code !== "ledger-failed";
}

function tellOf({ log, troubles }: Pass, { extract: { name }, advance: { skip, owe, later } }: FrontierStep): void {
  troubles.over(name);
  if (skip !== undefined) {
    const { start, end } = skip.window;
    log.warn({ extract: name, start, end, reason: skip.reason }, "windows are skipped");
  }
  if (owe.length > 0) log.debug({ extract: name, windows: owe.length, ...(later > 0 && { later }) }, "windows are owed");
}

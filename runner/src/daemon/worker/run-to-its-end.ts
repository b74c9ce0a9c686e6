import type { Logger } from "pino";
import type { Provenance, RunResult } from "../../execute/run-context.ts";
import { runTimeout } from "../../execute/run-errors.ts";
import type { RunEvent } from "../../execute/run-event.ts";
import { type Claimed, runClaimed } from "../../execute/run-obligation.ts";
import { findAttempt } from "../../ledger/find.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { DaemonContext } from "../part.ts";
import type { Prepared } from "./prepare.ts";
import { RunLogWriter } from "./run-log-writer.ts";
import { beginning, ending, maskedAgain, stepWords } from "./run-words.ts";

/** A run says how far it is in its log so often. */
const progressEveryMs = 5_000;
/** The longest time that Node's timers know. */
const longestTimerMs = 2 ** 31 - 1;

/** What was claimed, and everything that its run needs. */
export interface ClaimedRun {
  readonly claimed: Claimed;
  readonly extract: ResolvedExtract;
  readonly prepared: Prepared;
  readonly provenance: Provenance;
  /** Ends the run early. */
  readonly controller: AbortController;
  readonly log: Logger;
}

/** Runs what was claimed, within the time that its extract allows, and writes its log. */
export async function runToItsEnd(context: DaemonContext, run: ClaimedRun): Promise<void> {
  const { ledger, runner, lease, events, faults } = context;
  const { claimed, extract, prepared, provenance, controller, log } = run;
  const { plan, warehouse, destination } = prepared;
  const { timeoutMs } = extract.operation;
  const timer = timeoutMs === undefined ? undefined : abortLater(controller, extract.name, timeoutMs);
  const runLog = new RunLogWriter(ledger, claimed.attempt.id, log);
  runLog.add(beginning(claimed));
  for (const entry of maskedAgain(plan)) {
    runLog.add(entry);
    log.warn({ extract: extract.name, run: claimed.attempt.id }, entry.message);
  }
  let toldAt = performance.now();
  const onEvent = (event: RunEvent): void => {
    events.emit(event);
    if (event.type === "progress") {
      if (performance.now() - toldAt < progressEveryMs) return;
      toldAt = performance.now();
    }
    const entry = stepWords(event, plan.warehouse);
    if (entry !== undefined) runLog.add(entry);
  };
  try {
    const { signal } = controller;
    const world = { ledger, warehouse, destination, runner, provenance, signal, onEvent, lease };
    const result = await runClaimed(plan, { ...world, ...(faults === undefined ? {} : { faults }) }, claimed);
    for (const entry of ending(result, await whyCancelled(ledger, result))) runLog.add(entry);
  } finally {
    clearTimeout(timer);
    await runLog.flush();
  }
}

/** Who cancelled it, and why; not known where the ledger is away. */
async function whyCancelled(ledger: Ledger, result: RunResult): Promise<string | undefined> {
  if (result.state !== "cancelled" || result.handedOver || result.run === undefined) return undefined;
  const attempt = await findAttempt(ledger, result.run).catch(() => undefined);
  return attempt?.error?.message;
}

function abortLater(controller: AbortController, extract: string, timeoutMs: number): NodeJS.Timeout {
  return setTimeout(() => controller.abort(runTimeout(extract, timeoutMs)), Math.min(timeoutMs, longestTimerMs));
}

import { chooseWindow, type RangeOptions } from "../commands/choose-window.ts";
import { compileExtract } from "../compile/compile-extract.ts";
import { dialectOf } from "../connect/open-connections.ts";
import { readProvenance } from "../connect/provenance.ts";
import type { Provenance } from "../execute/run-context.ts";
import type { RunEvent } from "../execute/run-event.ts";
import { runPlan } from "../execute/run-plan.ts";
import type { Output } from "../ledger/records.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { version } from "../version.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { describeFailure, exitCodeOf, formatFailure } from "./failure.ts";
import { locate } from "./outcome-table.ts";
import { type Report, runSteps } from "./progress.ts";
import { type Runtime, requester, runnerId } from "./runtime.ts";
import { today } from "./session.ts";
import { formatBytes, formatCount, formatElapsed, formatWholeSeconds } from "./units.ts";

/** What became of one extract. */
export interface RunOutcome {
  readonly extract: string;
  readonly state: "published" | "skipped" | "failed";
  readonly run?: string;
  readonly output?: Output;
  /** Why it failed. */
  readonly error?: unknown;
}

export interface RunExtractsOptions {
  readonly root: string;
  readonly range: RangeOptions;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

/**
 * Runs extracts one after another with progress. Each is run, whatever became of those before it; `outcomes` is filled in as
 * they come. Thrown is the reason of an abort alone.
 */
export async function runExtracts(
  runtime: Runtime,
  extracts: readonly ResolvedExtract[],
  options: RunExtractsOptions,
  outcomes: RunOutcome[],
): Promise<void> {
  const provenance = await readProvenance(options.root);
  const steps = extracts.map((extract) => ({
    title: extract.name,
    work: async (report: Report) => {
      options.signal.throwIfAborted();
      const outcome = await runExtract(runtime, extract, { ...options, provenance, report });
      outcomes.push(outcome);
      if (outcome.error !== undefined) throw outcome.error;
      return outcome.output === undefined ? "no rows, so no file" : doneText(outcome.output);
    },
  }));
  await runSteps(steps, { quiet: options.quiet, keepGoing: true });
  options.signal.throwIfAborted();
}

async function runExtract(
  runtime: Runtime,
  extract: ResolvedExtract,
  options: RunExtractsOptions & { readonly provenance: Provenance; readonly report: Report },
): Promise<RunOutcome> {
  const { signal, provenance } = options;
  using progress = new Progress(options.report);
  try {
    const dialect = dialectOf(runtime.connections, extract.product.warehouse);
    const chosen = chooseWindow(extract, options.range, new Date().toISOString());
    const plan = compileExtract(extract, { ...chosen, dialect, today: today() });
    const context = {
      ledger: runtime.ledger,
      warehouse: await runtime.warehouse(plan.warehouse),
      destination: runtime.destination(plan.output.to),
      runner: { id: runnerId(), version },
      provenance,
      signal,
      onEvent: (event: RunEvent) => progress.show(event),
    };
    const result = await runPlan(plan, context, { requester: requester() });
    if (result.state !== "cancelled") return { extract: extract.name, ...result };
  } catch (error) {
    signal.throwIfAborted();
    return { extract: extract.name, state: "failed", error };
  }
  throw signal.reason;
}

/** Says on stderr of each failure, once for all extracts that had it, what it was and what to do; answers the exit code of all. */
export function printFailures(outcomes: readonly RunOutcome[], quiet: boolean): ExitCode {
  const failed = outcomes.filter((outcome) => outcome.error !== undefined);
  const failures = failed.map(({ extract, error }) => ({ extract, failure: describeFailure(error) }));
  const equal = Map.groupBy(failures, ({ failure }) => JSON.stringify(failure));
  for (const [first, ...others] of quiet ? [] : equal.values()) {
    if (first === undefined) continue;
    const extracts = [first, ...others].map(({ extract }) => extract).join(", ");
    process.stderr.write(formatFailure({ ...first.failure, message: `${extracts}: ${first.failure.message}` }));
  }
  const codes = failed.map(({ error }) => exitCodeOf(error));
  return codes.find((code) => code === exitCode.unexpected) ?? codes[0] ?? exitCode.done;
}

/** An outcome for programs. */
export function outcomeAnswer(runtime: Runtime, { output, error, ...outcome }: RunOutcome) {
  if (error !== undefined) return { ...outcome, error: describeFailure(error) };
  if (output === undefined) return outcome;
  const { manifest: _manifest, ...rest } = output;
  return { ...outcome, output: { ...rest, file: locate(runtime, output) } };
}

/** Puts a run's events into words; on a terminal the time goes on until the first row is there. */
class Progress implements Disposable {
  readonly #report: Report;
  #clock: NodeJS.Timeout | undefined;

  constructor(report: Report) {
    this.#report = report;
  }

  show(event: RunEvent): void {
    if (event.type === "started") {
      this.#report(waiting);
      if (process.stderr.isTTY) this.#startClock();
    } else {
      this[Symbol.dispose]();
      if (event.type === "progress") this.#report(progressText(event));
    }
  }

  #startClock(): void {
    const startedMs = performance.now();
    this.#clock = setInterval(() => {
      this.#report(waitingText(performance.now() - startedMs));
    }, 1000).unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#clock);
  }
}

const waiting = "asking the warehouse …";

function waitingText(elapsedMs: number): string {
  return `${waiting} ${formatWholeSeconds(elapsedMs)}`;
}

function progressText({ rows, bytes, elapsedMs }: Extract<RunEvent, { type: "progress" }>): string {
  if (rows === 0 && bytes === 0) return waitingText(elapsedMs);
  const seconds = Math.max(elapsedMs, 1) / 1000;
  const rate = `${formatCount(Math.round(rows / seconds))} rows/s`;
  // Of the first rows nothing is written yet.
  const counted = bytes === 0 ? [] : [formatBytes(bytes)];
  const speed = bytes === 0 ? rate : `${rate}, ${formatBytes(bytes / seconds)}/s`;
  return [`${formatCount(rows)} rows`, ...counted, speed, formatElapsed(elapsedMs)].join("  ");
}

function doneText(output: Output): string {
  return `${formatCount(output.rows)} rows, ${formatBytes(output.bytes)}`;
}

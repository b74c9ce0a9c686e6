import pc from "picocolors";
import { type ChosenWindow, chooseKnownWindow, chooseWindow, type RangeOptions } from "../commands/choose-window.ts";
import type { NarrowRequest } from "../commands/commands.ts";
import { planOfOwed } from "../commands/local/plan-owed.ts";
import { narrowingOf, narrowingText } from "../commands/narrow.ts";
import { formatBytes, formatCount } from "../commands/units.ts";
import { compileExtract } from "../compile/compile-extract.ts";
import type { Plan } from "../compile/plan.ts";
import { dialectOf } from "../connect/open-connections.ts";
import { readProvenance } from "../connect/provenance.ts";
import { readablePersonalData } from "../execute/readable-personal-data.ts";
import type { Provenance, RunContext, RunResult } from "../execute/run-context.ts";
import { runObligation } from "../execute/run-obligation.ts";
import { runPlan } from "../execute/run-plan.ts";
import { findObligation } from "../ledger/find.ts";
import type { Output } from "../ledger/records.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { type ExitCode, exitCode } from "./exit-code.ts";
import { describeFailure, exitCodeOf, formatFailure } from "./failure.ts";
import { locate } from "./outcome-table.ts";
import { note } from "./printer.ts";
import { type Report, runSteps } from "./progress.ts";
import { RunProgressWords } from "./run-progress.ts";
import { type Runtime, requester } from "./runtime.ts";
import { today } from "./session.ts";

/** What became of one extract. */
export interface RunOutcome {
  readonly extract: string;
  readonly state: "published" | "skipped" | "failed";
  readonly run?: string;
  readonly output?: Output;
  /** Data checks that failed without being errors: the file is published. */
  readonly warnings?: readonly string[];
  /** Why it failed. */
  readonly error?: unknown;
}

/** Where runs take place, and how much is said of them. */
export interface RunExtractsOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

/** Something to run: how its plan is made, and how it is run once there is one. */
interface Work {
  readonly extract: string;
  plan(): Plan | Promise<Plan>;
  run(plan: Plan, context: RunContext): Promise<RunResult>;
}

/**
 * Runs extracts one after another with progress. Each is run, whatever became of those before it; `outcomes` is filled in as
 * they come. Thrown is the reason of an abort alone.
 */
export async function runExtracts(
  runtime: Runtime,
  extracts: readonly ResolvedExtract[],
  options: RunExtractsOptions & { readonly range: RangeOptions; readonly narrow?: NarrowRequest },
  outcomes: RunOutcome[],
): Promise<void> {
  const { range, narrow } = options;
  const works = extracts.map((extract): Work => {
    return {
      extract: extract.name,
      plan: async () => {
        const dialect = dialectOf(runtime.connections, extract.product.warehouse);
        const now = new Date().toISOString();
        if (narrow === undefined) {
          const chosen = await chooseKnownWindow(runtime.ledger, extract, range, now);
          return compileExtract(extract, { ...chosen, dialect, today: today() });
        }
        // Less than the extract is no window's publication (DESIGN 3).
        const chosen: ChosenWindow = { ...chooseWindow(extract, range, now), kind: "Adhoc" };
        return compileExtract(extract, { ...chosen, dialect, today: today(), narrow: narrowingOf(extract, narrow, today()) });
      },
      run: (plan, context) =>
        runPlan(plan, context, {
          requester: requester(),
          ...(narrow === undefined ? {} : { narrowing: narrowingText(narrow) }),
        }),
    };
  });
  await runAll(runtime, works, options, outcomes);
}

/** Runs what is owed already, with progress. */
export async function runOwed(
  runtime: Runtime,
  id: string,
  options: RunExtractsOptions,
  outcomes: RunOutcome[],
): Promise<void> {
  const owed = await findObligation(runtime.ledger, id);
  const work: Work = {
    extract: owed.extract,
    plan: () => planOfOwed(runtime, owed),
    run: (plan, context) => runObligation(plan, context, owed),
  };
  await runAll(runtime, [work], options, outcomes);
}

async function runAll(
  runtime: Runtime,
  works: readonly Work[],
  options: RunExtractsOptions,
  outcomes: RunOutcome[],
): Promise<void> {
  const provenance = await readProvenance(options.root);
  const steps = works.map((work) => ({
    title: work.extract,
    work: async (report: Report) => {
      options.signal.throwIfAborted();
      const outcome = await runOne(runtime, work, { ...options, provenance, report });
      outcomes.push(outcome);
      if (outcome.error !== undefined) throw outcome.error;
      return outcome.output === undefined ? "no rows, so no file" : doneText(outcome.output);
    },
  }));
  await runSteps(steps, { quiet: options.quiet, keepGoing: true });
  options.signal.throwIfAborted();
}

async function runOne(
  runtime: Runtime,
  work: Work,
  options: RunExtractsOptions & { readonly provenance: Provenance; readonly report: Report },
): Promise<RunOutcome> {
  const { signal, provenance } = options;
  using progress = new RunProgressWords(options.report);
  let warnings: readonly string[] = [];
  try {
    const plan = await work.plan();
    const result = await work.run(plan, {
      ledger: runtime.ledger,
      warehouse: await runtime.warehouse(plan.warehouse),
      destination: runtime.destination(plan.output.to),
      runner: runtime.runner,
      provenance,
      signal,
      onEvent: (event) => {
        if (event.type === "checked") warnings = event.warnings;
        progress.show(event);
      },
    });
    if (result.state !== "cancelled") return { extract: work.extract, ...result, ...(warnings.length > 0 && { warnings }) };
  } catch (error) {
    signal.throwIfAborted();
    return { extract: work.extract, state: "failed", error };
  }
  throw signal.reason;
}

/**
 * Says on stderr what data checks warn of, and of each failure, once for all extracts that had it, what it was and what to do;
 * answers the exit code of all.
 */
export function printFailures(outcomes: readonly RunOutcome[], quiet: boolean): ExitCode {
  for (const { extract, warnings = [] } of quiet ? [] : outcomes) {
    for (const warning of warnings) note(pc.yellow(`! ${extract}: ${warning}`));
  }
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
  const { manifest, ...rest } = output;
  const personalData = readablePersonalData(manifest);
  return { ...outcome, output: { ...rest, file: locate(runtime, output) }, ...(personalData && { personalData }) };
}

function doneText(output: Output): string {
  return `${formatCount(output.rows)} rows, ${formatBytes(output.bytes)}`;
}

import { compileExtract } from "../compile/compile-extract.ts";
import type { RunEvent } from "../execute/run-event.ts";
import { runPlan } from "../execute/run-plan.ts";
import type { Output } from "../ledger/records.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { dialectOf } from "./connections.ts";
import { type Report, runSteps } from "./progress.ts";
import { readProvenance } from "./provenance.ts";
import { type Runtime, requester, runnerId } from "./runtime.ts";
import { today } from "./session.ts";
import { formatBytes, formatCount, formatElapsed } from "./units.ts";
import { version } from "./version.ts";
import { chooseWindow, type RangeOptions } from "./windows.ts";

/** What became of one extract. */
export interface RunOutcome {
  readonly extract: string;
  readonly state: "published" | "skipped" | "failed";
  readonly run?: string;
  readonly output?: Output;
}

export interface RunExtractsOptions {
  readonly root: string;
  readonly range: RangeOptions;
  readonly signal: AbortSignal;
  readonly quiet: boolean;
}

/**
 * Runs extracts one after another with progress. Each is run, whatever became of those before it; the first failure is thrown
 * at the end, with `outcomes` filled in as they come.
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
      const dialect = dialectOf(runtime.connections, extract.product.warehouse);
      const chosen = chooseWindow(extract, options.range, new Date().toISOString());
      const plan = compileExtract(extract, { ...chosen, dialect, today: today() });
      const result = await runPlan(
        plan,
        {
          ledger: runtime.ledger,
          warehouse: await runtime.warehouse(plan.warehouse),
          destination: runtime.destination(plan.output.to),
          runner: { id: runnerId(), version },
          provenance,
          signal: options.signal,
          onEvent: (event) => showEvent(event, report),
        },
        { requester: requester() },
      );
      if (result.state === "cancelled") throw options.signal.reason;
      if (result.state === "failed") {
        outcomes.push({ extract: extract.name, state: "failed", ...(result.run === undefined ? {} : { run: result.run }) });
        throw result.error;
      }
      outcomes.push({ extract: extract.name, ...result });
      return result.state === "skipped" ? "no rows, so no file" : doneText(result.output);
    },
  }));
  await runSteps(steps, { quiet: options.quiet, keepGoing: true });
}

function showEvent(event: RunEvent, report: Report): void {
  if (event.type === "started") report("asking the warehouse …");
  if (event.type !== "progress") return;
  const seconds = Math.max(event.elapsedMs, 1) / 1000;
  const rate = `${formatCount(Math.round(event.rows / seconds))} rows/s, ${formatBytes(event.bytes / seconds)}/s`;
  report(`${formatCount(event.rows)} rows  ${formatBytes(event.bytes)}  ${rate}  ${formatElapsed(event.elapsedMs)}`);
}

function doneText(output: Output): string {
  return `${formatCount(output.rows)} rows, ${formatBytes(output.bytes)}`;
}

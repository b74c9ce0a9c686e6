import { type Retired, retentionPlan, whyRetiredNow } from "../../commands/retention.ts";
import type { Destination } from "../../destination/destination.ts";
import { deleteOutput } from "../../execute/delete-output.ts";
import { recordAudit } from "../../ledger/audit.ts";
import { findOutput } from "../../ledger/find.ts";
import type { Output } from "../../ledger/records.ts";
import { BackOff } from "../back-off.ts";
import type { Duty } from "../leased.ts";
import type { DaemonContext } from "../part.ts";
import { ByDestination } from "./by-destination.ts";

/** Removed in one round; the next goes on. */
const mostOutputs = 1000;
/** After so many failures one behind the other it is the destination, and its round ends. */
const mostFailures = 5;

/** Removes published files that their extract's `retention` does not keep; they leave manifest and `.deleted`. */
export function retentionDuty(context: DaemonContext): Duty {
  const { ledger, log } = context;
  const destinations = new ByDestination("retention", (name) => context.destination(name), log);
  // An output that fails comes again after others had their turn.
  const backOff = new BackOff({ firstMs: 900_000, mostMs: 86_400_000 });

  async function round(outputs: readonly Output[], destination: Destination, signal: AbortSignal): Promise<void> {
    let failures = 0;
    for (const output of outputs) {
      if (signal.aborted) return;
      try {
        await remove(output, destination);
        backOff.succeeded(output.id);
        failures = 0;
      } catch (error) {
        backOff.failed(output.id);
        log.warn({ err: error, extract: output.extract, run: output.id }, "could not be removed by retention");
        if (++failures === mostFailures) throw error;
      }
    }
  }

  /** A round takes its time: meanwhile somebody may have pinned it, or changed the rule. */
  async function remove(output: Output, destination: Destination): Promise<void> {
    const why = await whyRetiredNow(ledger, context.documents(), output);
    if (why === undefined) return;
    await deleteOutput(output, { ledger, destination });
    log.info({ extract: output.extract, run: output.id, path: output.path, why }, "removed by retention");
    await recordAudit(ledger, {
      actor: "runner",
      action: "output.delete",
      subject: output.id,
      outcome: "done",
      detail: { retention: why },
    });
  }

  return {
    name: "retention",
    everyMs: 600_000,
    work: async (signal) => {
      const waiting = new Set(backOff.waiting());
      const plan = await retentionPlan(ledger, context.documents(), mostOutputs + waiting.size);
      const outputs = await outputsOf(plan.filter(({ output }) => !waiting.has(output.id)));
      const byDestination = Map.groupBy(outputs, ({ destination }) => destination);
      destinations.begin(byDestination.keys(), async (destination, name) => {
        if (destination !== undefined) await round(byDestination.get(name) ?? [], destination, signal);
      });
      await destinations.settled();
    },
    settled: () => destinations.settled(),
  };

  function outputsOf(retired: readonly Retired[]): Promise<readonly Output[]> {
    return Promise.all(retired.map(({ output }) => findOutput(ledger, output.id)));
  }
}

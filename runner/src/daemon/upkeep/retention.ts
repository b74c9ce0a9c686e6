import { retentionPlan } from "../../commands/retention.ts";
import { deleteOutput } from "../../execute/delete-output.ts";
import { recordAudit } from "../../ledger/audit.ts";
import { findOutput } from "../../ledger/find.ts";
import type { Duty } from "../leased.ts";
import type { DaemonContext } from "../part.ts";
import { ByDestination } from "./by-destination.ts";

/** Removed in one round; the next goes on. */
const mostOutputs = 1000;

/** Removes published files that their extract's `retention` does not keep; they leave manifest and `.deleted`. */
export function retentionDuty(context: DaemonContext): Duty {
  const { ledger, log } = context;
  const destinations = new ByDestination("retention", (name) => context.destination(name), log);
  return {
    name: "retention",
    everyMs: 600_000,
    work: async (signal) => {
      const retired = await retentionPlan(ledger, context.documents(), mostOutputs);
      const outputs = await Promise.all(
        retired.map(async ({ output, why }) => ({ output: await findOutput(ledger, output.id), why })),
      );
      const byDestination = Map.groupBy(outputs, ({ output }) => output.destination);
      destinations.begin(byDestination.keys(), async (destination, name) => {
        for (const { output, why } of byDestination.get(name) ?? []) {
          if (signal.aborted || destination === undefined) return;
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
      });
      await destinations.settled();
    },
    settled: () => destinations.settled(),
  };
}

import { removeOld } from "../../ledger/remove-old.ts";
import type { Duty } from "../leased.ts";
import type { DaemonContext } from "../part.ts";

/** Removes what nobody asks the ledger for any more. */
export function cleanupDuty({ ledger, log }: DaemonContext): Duty {
  return {
    name: "cleanup",
    everyMs: 3_600_000,
    work: async (signal) => {
      const removed = await removeOld(ledger, signal);
      if (Object.values(removed).some((count) => count > 0)) log.info({ removed }, "removed what was old from the ledger");
    },
  };
}

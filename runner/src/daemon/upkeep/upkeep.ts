import type { Notifier } from "../../connect/notifiers.ts";
import { Leased, type LeasedTimes } from "../leased.ts";
import { Deliverer, type DeliveryTimes } from "../notify/deliver.ts";
import { look } from "../notify/look.ts";
import { newLookMemory } from "../notify/rules.ts";
import { warnOfNotifiers } from "../notify/warn.ts";
import type { DaemonContext, Part } from "../part.ts";
import { cleanupDuty } from "./cleanup.ts";
import { lateAuditDuty } from "./late-audit.ts";
import { recoveryDuty, sweepDuty } from "./recovery.ts";
import { retentionDuty } from "./retention.ts";

/** What upkeep needs of the daemon. */
export interface UpkeepOptions {
  /** Errors: connection-unknown, secret-missing. */
  notifier(name: string): Notifier;
  /** Where people reach the API, for the links in notices. */
  readonly publicUrl?: string;
  readonly lease?: LeasedTimes;
  readonly delivery?: DeliveryTimes;
}

/** What one runner, the holder of the lease `upkeep`, does for all: recovery, staging, retention, late rows, notices. */
export function upkeep(context: DaemonContext, options: UpkeepOptions): Part {
  const { ledger, log } = context;
  const deliverer = new Deliverer({
    ledger,
    log,
    notifier: options.notifier,
    ...(options.publicUrl === undefined ? {} : { publicUrl: options.publicUrl }),
    ...(options.delivery === undefined ? {} : { times: options.delivery }),
  });
  const memory = newLookMemory();
  const duties = [
    recoveryDuty(context),
    sweepDuty(context),
    retentionDuty(context),
    cleanupDuty(context),
    lateAuditDuty(context),
    { name: "notices", everyMs: 5_000, work: () => look(ledger, context.documents(), memory) },
    { name: "delivery", everyMs: 2_000, work: (signal: AbortSignal) => deliverer.round(signal) },
  ];
  const leased = new Leased("upkeep", duties, context, options.lease);
  return {
    name: leased.name,
    start: () => {
      warnOfNotifiers(context.documents(), options.notifier, log);
      return leased.start();
    },
    stop: (deadline) => leased.stop(deadline),
  };
}

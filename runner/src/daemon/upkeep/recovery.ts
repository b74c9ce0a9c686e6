import type { Destination } from "../../destination/destination.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { completeDecided, discardLost, sweepStaging } from "../../execute/recover.ts";
import { decidedAttempts, decidedDestinations } from "../../ledger/unfinished.ts";
import { BackOff } from "../back-off.ts";
import type { Duty } from "../leased.ts";
import type { DaemonContext } from "../part.ts";
import { ByDestination } from "./by-destination.ts";

/** Attempts of one destination that are looked at in one round. */
const mostAttempts = 100;

/**
 * Gives up what dead runners had begun, and completes what they had decided (DESIGN 5). What a live runner is completing at
 * this moment is left to it until its lease ends.
 */
export function recoveryDuty(context: DaemonContext): Duty {
  const { ledger, events, log } = context;
  const onEvent = events.emit.bind(events);
  const destinations = new ByDestination("completing publications", (name) => context.destination(name), log);
  const attemptsBackOff = new BackOff();

  async function complete(destination: Destination | undefined, name: string, signal: AbortSignal): Promise<void> {
    const attempts = await decidedAttempts(ledger, name, { except: attemptsBackOff.waiting(), most: mostAttempts });
    for (const attempt of attempts) {
      if (signal.aborted) return;
      const error = await completeDecided(attempt, destination, { ledger, onEvent });
      if (error === undefined) {
        attemptsBackOff.succeeded(attempt.id);
        log.info({ extract: attempt.extract, run: attempt.id }, "published what a lost runner had decided on");
        continue;
      }
      attemptsBackOff.failed(attempt.id);
      if (isOutage(error.code)) throw new DatafeedError(error.code, error.message);
    }
  }

  return {
    name: "recovery",
    everyMs: 2_000,
    work: async (signal) => {
      const lost = await discardLost({ ledger, onEvent });
      if (lost.length > 0) context.wake();
      destinations.begin(await decidedDestinations(ledger), (destination, name) => complete(destination, name, signal));
    },
    settled: () => destinations.settled(),
  };
}

/** Clears staging of what nobody will need, multipart uploads included. */
export function sweepDuty(context: DaemonContext): Duty {
  const { ledger, log } = context;
  const destinations = new ByDestination("clearing staging", (name) => context.destination(name), log);
  return {
    name: "sweep",
    everyMs: 60_000,
    work: async () => {
      destinations.begin(Object.keys(context.connections.destinations), async (destination, name) => {
        const removed = destination === undefined ? 0 : await sweepStaging(ledger, destination);
        if (removed > 0) log.info({ destination: name, removed }, "cleared what dead runs had staged");
      });
    },
    settled: () => destinations.settled(),
  };
}

/** Whether the destination as a whole is in trouble, and not one file in it. */
function isOutage(code: string): boolean {
  return (
    code.startsWith("destination-") && !["destination-staging-lost", "destination-path", "destination-no-file"].includes(code)
  );
}

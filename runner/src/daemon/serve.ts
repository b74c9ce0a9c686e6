import { join } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Faults } from "../execute/faults.ts";
import { openLedger } from "../ledger/ledger.ts";
import { aborted } from "./aborted.ts";
import { Daemon } from "./daemon.ts";
import { createLog } from "./log.ts";
import type { ServeOptions } from "./serve-options.ts";
import { spareMemory } from "./spare-memory.ts";

/** The world around a daemon. */
export interface ServeWorld {
  /** Stops it in order: nothing new is begun, what runs may finish for `shutdownMs`, then others take over. */
  readonly signal: AbortSignal;
  readonly faults?: Faults;
  /** Hears when everything is at work, and where the API listens. */
  readonly onReady?: (address: string | undefined) => void;
}

/**
 * Runs a daemon until it is stopped. Errors of its start: ledger-*, those of the room project, connection-*, address-*,
 * certificate-invalid. Later: ledger-newer.
 */
export async function serve(options: ServeOptions, world: ServeWorld): Promise<void> {
  spareMemory();
  const log = createLog({ level: options.logLevel, format: options.logFormat });
  await using ledger = await openLedger(options.ledger ?? join(options.state, "ledger.sqlite"));
  await using daemon = new Daemon(options, { ledger, log, ...(world.faults === undefined ? {} : { faults: world.faults }) });
  const stopped = aborted(world.signal);
  await Promise.race([stopped, daemon.start(world.signal)]).catch((error: unknown) => {
    if (!world.signal.aborted) throw error;
  });
  if (world.signal.aborted) return;
  world.onReady?.(daemon.address);
  await Promise.race([stopped, daemon.outdated.then(() => refuse(ledger.place))]);
}

function refuse(place: string): never {
  throw new DatafeedError("ledger-newer", `A newer version has changed the ledger ${place} beyond what this one knows`, {
    hint: "Start the newer version here, too.",
  });
}

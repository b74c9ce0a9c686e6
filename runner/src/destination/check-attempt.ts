import type { Destination } from "./destination.ts";

const hour = 3_600_000;

/** The name under which a check stages: it says when, so that the next one knows what a killed one left. */
export function newCheckAttempt(): string {
  return `check-${process.pid}-${Date.now().toString(36)}`;
}

/** Clears what checks left that were killed. It is no ledger's, so no recovery does. */
export async function sweepOldChecks(destination: Destination): Promise<void> {
  for (const name of await destination.staged()) {
    const started = /^check-\d+-([0-9a-z]+)$/.exec(name)?.[1];
    if (started !== undefined && Number.parseInt(started, 36) < Date.now() - hour) await destination.discard(name);
  }
}

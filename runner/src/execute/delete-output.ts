import { posix } from "node:path";
import type { Destination } from "../destination/destination.ts";
import { beginDeletion, markDeleted } from "../ledger/begin-deletion.ts";
import { findAttempt } from "../ledger/find.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Output } from "../ledger/records.ts";
import { checkPublished } from "./published.ts";

/** Where an output is deleted, and with what care. */
export interface Deletion {
  readonly ledger: Ledger;
  readonly destination: Destination;
  /** Default: no. */
  readonly spareAnswer?: boolean;
}

/**
 * Removes an output's files and leaves `<file>.deleted` where they stood; the manifest stays, the window does not become owed
 * again (SEEDS 22). Repeated after a crash it goes on. With `spareAnswer` what a date is answered by stays. Errors: output-deleted,
 * output-unpublished, destination-*, ledger-*.
 */
export async function deleteOutput(
  output: Output,
  { ledger, destination, spareAnswer = false }: Deletion,
): Promise<"deleted" | "answers"> {
  checkPublished(output);
  // Before a file is touched: nobody can have a date answered by it any more.
  const begun = await beginDeletion(ledger, output, { spareAnswer });
  if (begun === "answers") return begun;
  // Somebody else was quicker.
  if (begun === "gone") return "deleted";
  const { staging } = await findAttempt(ledger, output.id);
  const deletedAt = await ledger.time();
  const tombstone = `${JSON.stringify({ name: posix.basename(output.path), extract: output.extract, attempt: output.id, deletedAt }, null, 2)}\n`;
  // The tombstone first: a reader that misses the file finds out why.
  await leaveTombstone(destination, staging, output.manifestPath.replace(/\.manifest$/, ".deleted"), tombstone);
  for (const part of output.parts) await destination.delete(part.path);
  await destination.discard(staging);
  await markDeleted(ledger, output.id);
  return "deleted";
}

const mostTries = 3;

/** A process that recovers may clear the staging of a published attempt while the tombstone is in it: then it is written anew. */
async function leaveTombstone(destination: Destination, staging: string, path: string, text: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await destination.createExclusive(staging, path, text);
      return;
    } catch (error) {
      if (tries === mostTries) throw error;
    }
  }
}

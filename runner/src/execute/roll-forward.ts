import { posix } from "node:path";
import type { Destination } from "../destination/destination.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { findOutput } from "../ledger/find.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Output } from "../ledger/records.ts";
import { markPublished } from "../ledger/settle.ts";
import type { Faults } from "./faults.ts";

/** What completing a publication needs. */
export interface Completion {
  readonly ledger: Ledger;
  readonly destination: Destination;
  /** The attempt's folder of staging. */
  readonly staging: string;
  readonly faults?: Faults | undefined;
}

const mostTries = 3;

/**
 * Gives a decided output its names: the parts, then the manifest, which tells readers that all is there; then clears staging
 * and marks it published. Anyone may do it, again and at the same time: each step either makes what the ledger decided or finds
 * it made. Errors: publish-conflict, destination-*, ledger-*, after which the output stays decided and the next recovery goes
 * on; output-abandoned, when somebody has given it up meanwhile.
 */
export async function rollForward(output: Output, completion: Completion): Promise<void> {
  const { ledger, destination, staging, faults } = completion;
  for (let tries = 1; ; tries++) {
    try {
      await giveNames(output, completion);
      // First staging, then the mark: who still holds the file back can't publish it after somebody has deleted it.
      await destination.discard(staging);
      break;
    } catch (error) {
      // Another runner has completed it meanwhile; the file may even have been deleted since.
      if (await isClosed(ledger, output.id)) {
        await destination.discard(staging);
        return checkKept(ledger, output.id);
      }
      // Or it is completing it now and has cleared staging under our hands: then the names are there when we look again.
      if (tries === mostTries || isConflict(error)) throw error;
    }
  }
  await faults?.reach("staging-discarded");
  if (!(await markPublished(ledger, output.id))) await checkKept(ledger, output.id);
  await faults?.reach("marked-published");
}

async function giveNames(output: Output, completion: Completion): Promise<void> {
  const { destination, staging, faults } = completion;
  for (const part of output.parts) {
    const outcome = await destination.publish(staging, posix.basename(part.path), part.path);
    if (outcome === "exists") await compare(destination, part.path, part.sha256);
    await faults?.reach("part-published");
  }
  await publishManifest(output, completion);
  await faults?.reach("manifest-published");
}

async function publishManifest(output: Output, { destination, staging }: Completion): Promise<void> {
  const outcome = await destination.createExclusive(staging, output.manifestPath, output.manifest);
  if (outcome === "created") return;
  const there = (await destination.read(output.manifestPath).toArray()) as readonly Buffer[];
  if (!Buffer.concat(there).equals(Buffer.from(output.manifest))) throw conflict(destination, output.manifestPath);
}

async function compare(destination: Destination, path: string, sha256: string): Promise<void> {
  const there = await destination.fingerprint(path);
  if (there?.sha256 !== sha256) throw conflict(destination, path);
}

async function isClosed(ledger: Ledger, outputId: string): Promise<boolean> {
  return (await findOutput(ledger, outputId)).state !== "decided";
}

/** An output that was never published and is deleted was given up. */
async function checkKept(ledger: Ledger, outputId: string): Promise<void> {
  const { state, publishedAt, path } = await findOutput(ledger, outputId);
  if (state !== "deleted" || publishedAt !== undefined) return;
  throw new DatafeedError("output-abandoned", `Output ${outputId} (${path}) was given up while its files got their names`, {
    hint: "The next run publishes the window anew; the ledger does not count what stands under these names.",
  });
}

function isConflict(error: unknown): boolean {
  return error instanceof DatafeedError && error.code === "publish-conflict";
}

function conflict(destination: Destination, path: string): DatafeedError {
  return new DatafeedError("publish-conflict", `Another file stands at ${destination.locate(path)}; it was not overwritten`, {
    hint: "Move it away; the next run of Datafeed completes the publication.",
  });
}

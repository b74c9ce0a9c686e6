import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Check } from "../warehouse/warehouse.ts";
import { newCheckAttempt, sweepOldChecks } from "./check-attempt.ts";
import type { Destination } from "./destination.ts";

/**
 * Tries on a server what publishing needs: to write, to give a name once by each of the two ways and be refused the second time,
 * to read, to remove. Leaves nothing behind. `alsoTry` is a destination's own, in the staging of the attempt. What is found is in
 * the answer, refusals included.
 */
export async function checkPublishing(
  destination: Destination,
  signal: AbortSignal,
  alsoTry: (attempt: string) => Promise<void> = async () => {},
): Promise<readonly Check[]> {
  const place = destination.locate("x").replace(/\/x$/, "");
  try {
    await tryPublishing(destination, signal, alsoTry);
    await sweepOldChecks(destination);
    const left = await destination.staged();
    return [
      { name: "create-exclusive", ok: true, detail: `${place} takes files and refuses to overwrite them` },
      { name: "unfinished attempts", ok: true, detail: left.length === 0 ? "none" : `${left.length} in ${place}/.staging` },
    ];
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DatafeedError)) throw error;
    return [{ name: "create-exclusive", ok: false, detail: [error.message, error.hint].filter(Boolean).join(". ") }];
  }
}

async function tryPublishing(
  destination: Destination,
  signal: AbortSignal,
  alsoTry: (attempt: string) => Promise<void>,
): Promise<void> {
  const attempt = newCheckAttempt();
  const [file, text] = [`.datafeed-${attempt}`, `.datafeed-${attempt}.manifest`];
  try {
    const folder = await destination.stagingFolder(attempt);
    // Of the same length: who tells them apart has looked at the bytes.
    await writeFile(join(folder, "first"), "datafeed 1");
    await writeFile(join(folder, "second"), "datafeed 2");
    await destination.seal(attempt, signal);
    await oneOfTwo(destination, file, "datafeed 1", [
      () => destination.publish(attempt, "first", file),
      () => destination.publish(attempt, "second", file),
    ]);
    signal.throwIfAborted();
    await oneOfTwo(destination, text, "datafeed 1", [
      () => destination.createExclusive(attempt, text, "datafeed 1"),
      () => destination.createExclusive(attempt, text, "datafeed 2"),
    ]);
    signal.throwIfAborted();
    await alsoTry(attempt);
    await clear(destination, attempt, [file, text]);
  } catch (error) {
    await clear(destination, attempt, [file, text]).catch(() => {});
    throw error;
  }
}

async function clear(destination: Destination, attempt: string, paths: readonly string[]): Promise<void> {
  const steps = [...paths.map((path) => destination.delete(path)), destination.discard(attempt)];
  for (const { reason } of (await Promise.allSettled(steps)).filter((step) => step.status === "rejected")) throw reason;
}

async function oneOfTwo(
  destination: Destination,
  path: string,
  expected: string,
  [first, second]: readonly [() => Promise<string>, () => Promise<string>],
): Promise<void> {
  await first();
  const outcome = await second();
  const content = Buffer.concat((await destination.read(path, { from: 0 }).toArray()) as readonly Buffer[]).toString();
  if (outcome === "exists" && content === expected) return;
  throw overwritten(destination.locate(path));
}

/** The refusal of a server at which a second file took the place of the first. */
export function overwritten(place: string): DatafeedError {
  return new DatafeedError("destination-overwrites", `${place} was overwritten by a second file of that name`, {
    hint: "Publishing there would not be safe; use another server, or a newer version of it",
  });
}

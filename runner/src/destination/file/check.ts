import { rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Check } from "../../warehouse/warehouse.ts";
import { newCheckAttempt, sweepOldChecks } from "../check-attempt.ts";
import type { Destination } from "../destination.ts";
import { explain, systemCode } from "../system-error.ts";
import { linkExclusively, noHardLinks } from "./hard-links.ts";
import type { RootFolder } from "./root-folder.ts";

/** Tries what publishing needs, in the place where it will happen: write, link once, be refused the second time, remove. */
export async function checkFileDestination(
  destination: Destination,
  root: RootFolder,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  try {
    const free = await tryPublishing(destination, root, signal);
    await sweepOldChecks(destination);
    const left = await destination.staged();
    return [
      { name: "create-exclusive", ok: true, detail: `${root.path} takes files and refuses to overwrite them` },
      { name: "free space", ok: true, detail: `${(free / 2 ** 30).toFixed(1)} GiB` },
      { name: "unfinished attempts", ok: true, detail: left.length === 0 ? "none" : `${left.length} in ${root.path}/.staging` },
    ];
  } catch (error) {
    signal.throwIfAborted();
    const problem = explain(error, root.path);
    return [{ name: "create-exclusive", ok: false, detail: [problem.message, problem.hint].filter(Boolean).join(". ") }];
  }
}

/** Bytes that are free for us. */
async function tryPublishing(destination: Destination, root: RootFolder, signal: AbortSignal): Promise<number> {
  const attempt = newCheckAttempt();
  try {
    const folder = await destination.stagingFolder(attempt);
    const source = join(folder, "source");
    await writeFile(source, "datafeed");
    signal.throwIfAborted();
    const target = join(await root.open(), `.datafeed-${attempt}`);
    try {
      await linkTwice(source, target);
    } finally {
      await rm(target, { force: true });
    }
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } finally {
    await destination.discard(attempt).catch(() => {});
  }
}

async function linkTwice(source: string, target: string): Promise<void> {
  await linkExclusively(source, target);
  try {
    await linkExclusively(source, target);
  } catch (error) {
    if (systemCode(error) === "EEXIST") return;
    throw error;
  }
  throw noHardLinks(target);
}

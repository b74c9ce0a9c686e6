import { posix } from "node:path";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { stagingLost } from "../missing-file.ts";
import type { StepListener } from "../steps.ts";
import type { Session } from "./session.ts";
import { status, statusOf } from "./sftp-error.ts";
import { syncFolder } from "./transfer.ts";

/** Whether something of that name is there, whatever it is. */
export async function isThere(session: Session, path: string): Promise<boolean> {
  return (await ifThere(session.lstat(path))) !== undefined;
}

/** What an operation answers, or undefined when its file or folder is not there. */
export async function ifThere<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (statusOf(error) === status.noSuchFile) return undefined;
    throw error;
  }
}

/**
 * Makes the folders of a path below the destination's own, which is made, too, if only its last part is missing: a missing
 * parent is more likely a volume that is not mounted.
 */
export async function makeFolders(session: Session, root: string, segments: readonly string[]): Promise<string> {
  let folder = root;
  if (await isThere(session, posix.join(root, ...segments))) return posix.join(root, ...segments);
  await makeFolder(session, folder);
  for (const segment of segments) {
    folder = posix.join(folder, segment);
    await makeFolder(session, folder);
  }
  return folder;
}

async function makeFolder(session: Session, folder: string): Promise<void> {
  try {
    await session.mkdir(folder);
    await syncFolder(session, posix.dirname(folder));
  } catch (error) {
    // The protocol has no word for "it exists".
    if (statusOf(error) === undefined || !(await isFolder(session, folder))) throw error;
  }
}

async function isFolder(session: Session, path: string): Promise<boolean> {
  const found = await ifThere(session.lstat(path));
  // A link to a folder is the administrator's own.
  return found !== undefined && (found.isDirectory() || found.isSymbolicLink());
}

/**
 * Gives a staged file its name, exclusively: by a hard link where the server has that request, because OpenSSH's rename looks
 * and then renames on file systems without links, which overwrites when two do it at once. Repeated after an answer was lost
 * it says "exists".
 */
export async function giveName(
  session: Session,
  {
    source,
    target,
    place,
    onStep,
  }: {
    readonly source: string;
    readonly target: string;
    /** The source as a person would name it. */
    readonly place: string;
    readonly onStep: StepListener | undefined;
  },
): Promise<"created" | "exists"> {
  try {
    if (!(await session.link(source, target))) await session.rename(source, target);
    await onStep?.("linked");
    return "created";
  } catch (error) {
    if (statusOf(error) === undefined) throw error;
    if (await isThere(session, target)) return "exists";
    if (statusOf(error) === status.noSuchFile) throw stagingLost(place, error);
    throw notNamed(target, error);
  }
}

function notNamed(target: string, cause: unknown): DatafeedError {
  return new DatafeedError("destination-no-links", `The server could not give a file the name ${target} exclusively`, {
    hint: "Its file system may have no hard links, or no room; nothing was overwritten.",
    cause,
  });
}

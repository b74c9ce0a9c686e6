import { existsSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { pathError } from "../relative-path.ts";
import { systemCode } from "../system-error.ts";
import { syncFolder } from "./durable.ts";

/** The folder of a file destination. Every folder below it is reached through here, so that none lies outside. */
export class RootFolder {
  /** As configured, absolute. */
  readonly path: string;
  readonly #projectFolder: string;
  #real: string | undefined;

  constructor(path: string, projectFolder: string) {
    this.path = resolve(projectFolder, path);
    this.#projectFolder = resolve(projectFolder);
  }

  /**
   * The real path of the folder. Within the project it is created when missing; elsewhere only its last part is, since a
   * missing parent is more likely a volume that is not mounted than a folder nobody has made.
   */
  async open(): Promise<string> {
    if (this.#real !== undefined) return this.#real;
    const steps = isInside(this.#projectFolder, this.path) ? foldersBetween(this.#projectFolder, this.path) : [this.path];
    try {
      for (const folder of steps) await makeFolder(folder);
    } catch (error) {
      if (systemCode(error) === "ENOENT") throw missing(this.path, error);
      throw error;
    }
    this.#real = await realpath(this.path);
    return this.#real;
  }

  /** The real path of a folder below the root, or undefined when it does not exist. */
  async find(segments: readonly string[]): Promise<string | undefined> {
    // Nobody has published here yet, and looking makes no folder.
    if (isInside(this.#projectFolder, this.path) && !existsSync(this.path)) return undefined;
    const root = await this.open();
    try {
      return inside(root, await realpath(join(root, ...segments)), segments);
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  /** The same, created where missing; its entry is durable when this returns. */
  async make(segments: readonly string[]): Promise<string> {
    const root = await this.open();
    let current = root;
    // Step by step: a symbolic link on the way must not make us create folders elsewhere.
    for (const segment of segments) {
      const next = join(current, segment);
      await makeFolder(next);
      current = inside(root, await realpath(next), segments);
    }
    return current;
  }
}

/** Makes one folder where it is missing; its entry is durable when this returns. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
    await syncFolder(dirname(folder));
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

/** From below the outer one down to the inner one itself. */
function foldersBetween(outer: string, inner: string): readonly string[] {
  const segments = relative(outer, inner).split(sep);
  return segments.map((_, index) => join(outer, ...segments.slice(0, index + 1)));
}

function inside(root: string, folder: string, segments: readonly string[]): string {
  if (folder === root || isInside(root, folder)) return folder;
  throw pathError(segments.join("/"), "a symbolic link leads out of the destination's folder");
}

function isInside(outer: string, inner: string): boolean {
  const way = relative(outer, inner);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function missing(path: string, cause: unknown): DatafeedError {
  return new DatafeedError(
    "destination-missing",
    existsSync(dirname(path))
      ? `Folder ${path} does not exist, and the system lets nobody make it`
      : `Folder ${dirname(path)} does not exist; ${path} was to be a destination in it`,
    {
      hint: "Create it, mount the volume, or correct `path` in connections.yaml.",
      cause,
    },
  );
}

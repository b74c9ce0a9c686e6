import { randomBytes } from "node:crypto";
import { constants, createReadStream, type Dirent } from "node:fs";
import { lstat, open, readdir, rm, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Check } from "../../warehouse/warehouse.ts";
import type { ByteRange, Destination, LocalFile } from "../destination.ts";
import { fingerprintOf } from "../fingerprint.ts";
import { noFile, stagingLost } from "../missing-file.ts";
import { checkAttempt, pathError, segmentsOf, stagingName } from "../relative-path.ts";
import type { StepListener } from "../steps.ts";
import { explain, systemCode } from "../system-error.ts";
import { checkFileDestination } from "./check.ts";
import { syncAllIn, syncFile, syncFolder } from "./durable.ts";
import { linkExclusively } from "./hard-links.ts";
import { RootFolder } from "./root-folder.ts";

/** `path` is absolute or relative to the project's folder. */
export interface FileDestinationSettings {
  readonly path: string;
}

/** What only tests set. */
export interface FileOptions {
  readonly onStep?: StepListener;
}

/** A local folder, or one mounted from a file server. Nothing is touched before the first use. */
export function openFileDestination(
  name: string,
  settings: FileDestinationSettings,
  projectFolder: string,
  { onStep }: FileOptions = {},
): Destination {
  return new FileDestination(name, new RootFolder(settings.path, projectFolder), onStep);
}

/**
 * Publishes by link(2), which creates a name or fails, and then removes the staged name. rename(2) would overwrite: a runner
 * that was paused and resumed replaced a newer file in the measurement behind this (docs/decisions/0004).
 */
class FileDestination implements Destination {
  readonly name: string;
  readonly #root: RootFolder;
  readonly #onStep: StepListener | undefined;

  constructor(name: string, root: RootFolder, onStep: StepListener | undefined) {
    this.name = name;
    this.#root = root;
    this.#onStep = onStep;
  }

  async stagingFolder(attempt: string): Promise<string> {
    checkAttempt(attempt);
    return this.#explained([stagingName, attempt], () => this.#root.make([stagingName, attempt]));
  }

  async seal(attempt: string): Promise<void> {
    const folder = await this.stagingFolder(attempt);
    await this.#explained([stagingName, attempt], () => syncAllIn(folder));
  }

  async publish(attempt: string, staged: string, path: string): Promise<"created" | "exists"> {
    checkAttempt(attempt);
    const [stagedName] = segmentsOf(staged);
    const segments = segmentsOf(path);
    return this.#explained(segments, async () => {
      const folder = await this.#root.make(segments.slice(0, -1));
      const source = join(await this.#root.open(), stagingName, attempt, stagedName ?? "");
      const target = join(folder, segments.at(-1) ?? "");
      const outcome = await this.#give(source, target);
      await this.#onStep?.("linked");
      // Whoever made the name may not have come to make it durable.
      await syncFolder(folder);
      if (outcome === "created") await rm(source, { force: true });
      return outcome;
    });
  }

  async #give(source: string, target: string): Promise<"created" | "exists"> {
    try {
      await linkExclusively(source, target);
      return "created";
    } catch (error) {
      const code = systemCode(error);
      if (code === "EEXIST") return (await isSameFile(source, target)) ? "created" : "exists";
      if (code === "ENOENT" && (await there(target))) return "exists";
      if (code === "ENOENT") throw stagingLost(source, error);
      throw error;
    }
  }

  async createExclusive(attempt: string, path: string, text: string): Promise<"created" | "exists"> {
    const segments = segmentsOf(path);
    return this.#explained(segments, async () => {
      // A name of its own: the file of another call may already be linked under the final name.
      const temporary = `text-${randomBytes(6).toString("hex")}`;
      const staged = join(await this.stagingFolder(attempt), temporary);
      await writeFile(staged, text, { flag: "wx" });
      await syncFile(staged);
      const outcome = await this.publish(attempt, temporary, path);
      if (outcome === "exists") await rm(staged, { force: true });
      return outcome;
    });
  }

  async discard(attempt: string): Promise<void> {
    checkAttempt(attempt);
    await this.#explained([stagingName, attempt], async () => {
      const folder = await this.#root.find([stagingName, attempt]);
      if (folder === undefined) return;
      // Another runner may be writing into it: then it is not empty after all.
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      await syncFolder(dirname(folder));
    });
  }

  async staged(): Promise<readonly string[]> {
    return this.#explained([stagingName], async () => {
      const folder = await this.#root.find([stagingName]);
      return folder === undefined ? [] : (await readdir(folder)).sort();
    });
  }

  async fingerprint(path: string, signal?: AbortSignal) {
    const segments = segmentsOf(path);
    return this.#explained(segments, async () => {
      const stream = await this.#open(segments);
      return stream === undefined ? undefined : fingerprintOf(stream, signal);
    });
  }

  async *list(folder?: string): AsyncGenerator<string> {
    const waiting = [folder === undefined ? [] : segmentsOf(folder)];
    for (let segments = waiting.pop(); segments !== undefined; segments = waiting.pop()) {
      for (const entry of await this.#entriesOf(segments)) {
        if (segments.length === 0 && entry.name === stagingName) continue;
        const path = [...segments, entry.name];
        if (entry.isDirectory()) waiting.push(path);
        else if (entry.isFile()) yield path.join("/");
      }
    }
  }

  async #entriesOf(segments: readonly string[]): Promise<readonly Dirent[]> {
    return this.#explained(segments, async () => {
      const folder = await this.#root.find(segments);
      return folder === undefined ? [] : readdir(folder, { withFileTypes: true });
    });
  }

  async exists(path: string): Promise<boolean> {
    const segments = segmentsOf(path);
    return this.#explained(segments, async () => {
      const folder = await this.#root.find(segments.slice(0, -1));
      return folder !== undefined && (await there(join(folder, segments.at(-1) ?? "")));
    });
  }

  read(path: string, range: ByteRange = {}): Readable {
    const segments = segmentsOf(path);
    const output = new PassThrough();
    // Who asked may have failed before listening; whoever reads hears of the error all the same.
    output.on("error", () => {});
    this.#explained(segments, async () => {
      const stream = await this.#open(segments, range);
      if (stream === undefined) throw noFile(this.locate(path));
      // Whoever asked is gone already: a pipeline that never begins would leave the file open.
      if (output.destroyed) stream.destroy();
      else await pipeline(stream, output);
    }).catch((error: Error) => output.destroy(error));
    return output;
  }

  /** Never follows a link in the last step: what was published is a file. */
  async #open(segments: readonly string[], { from = 0, to = Infinity }: ByteRange = {}): Promise<Readable | undefined> {
    const folder = await this.#root.find(segments.slice(0, -1));
    if (folder === undefined) return undefined;
    try {
      const handle = await open(join(folder, segments.at(-1) ?? ""), constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
      if (to <= from) {
        await handle.close();
        return Readable.from([]);
      }
      return createReadStream("", { fd: handle, start: from, end: to - 1, highWaterMark: 1 << 18 });
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async localFile(path: string): Promise<LocalFile> {
    const segments = segmentsOf(path);
    return this.#explained(segments, async () => {
      const folder = await this.#root.find(segments.slice(0, -1));
      const file = folder === undefined ? undefined : join(folder, segments.at(-1) ?? "");
      if (file === undefined || !(await there(file))) throw noFile(this.locate(path));
      if ((await lstat(file)).isSymbolicLink()) throw pathError(path, "a symbolic link stands where a file was published");
      return { file, [Symbol.asyncDispose]: async () => {} };
    });
  }

  async delete(path: string): Promise<void> {
    const segments = segmentsOf(path);
    await this.#explained(segments, async () => {
      const folder = await this.#root.find(segments.slice(0, -1));
      if (folder === undefined) return;
      try {
        await unlink(join(folder, segments.at(-1) ?? ""));
      } catch (error) {
        if (systemCode(error) !== "ENOENT") throw error;
      }
      await syncFolder(folder);
    });
  }

  locate(path: string): string {
    return join(this.#root.path, ...segmentsOf(path));
  }

  async check(signal: AbortSignal): Promise<readonly Check[]> {
    return checkFileDestination(this, this.#root, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #explained<T>(segments: readonly string[], action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (error instanceof Error && error.name === "AbortError") throw error;
      throw explain(error, join(this.#root.path, ...segments));
    }
  }
}

async function there(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** A crash between link and unlink leaves both names; a file server may repeat a link whose answer was lost. */
async function isSameFile(source: string, target: string): Promise<boolean> {
  try {
    const [a, b] = await Promise.all([lstat(source, { bigint: true }), lstat(target, { bigint: true })]);
    return a.ino === b.ino && a.dev === b.dev;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

import { mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, join, posix, sep } from "node:path";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";

/** Larger files are no fixtures. */
const maxBytes = 50_000_000;

/** Files that tests name, from the folder of the test: those inside the project, whatever links say. */
export class ProjectFiles {
  readonly #root: string;

  /** `root`: the project's folder, absolute, links resolved. */
  constructor(root: string) {
    this.#root = root;
  }

  /** A file's bytes, and its path from the project's folder. Error: test-file-unreadable. */
  async read(test: string, file: string): Promise<{ readonly path: string; readonly bytes: Buffer }> {
    const path = pathOf(test, file);
    const found = await this.find(test, file);
    if (found === undefined) throw unreadable(path, "it is not there");
    return { path, bytes: found };
  }

  /** The same; undefined where there is none. */
  async find(test: string, file: string): Promise<Buffer | undefined> {
    const path = pathOf(test, file);
    try {
      const real = await realpath(join(this.#root, path));
      this.#checkInside(real, path);
      const { size } = await stat(real);
      if (size > maxBytes) throw unreadable(path, `it has more than ${maxBytes / 1_000_000} MB`);
      return await readFile(real);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error instanceof DatafeedError ? error : unreadable(path, messageOf(error), error);
    }
  }

  /** Writes a file, its folders included. Error: test-file-unreadable. */
  async write(test: string, file: string, content: string | Uint8Array): Promise<string> {
    const path = pathOf(test, file);
    const absolute = join(this.#root, path);
    try {
      await this.#makeFolder(dirname(absolute), path);
      const real = await realpath(absolute).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return absolute;
        throw error;
      });
      this.#checkInside(real, path);
      await writeFile(real, content);
      return path;
    } catch (error) {
      throw error instanceof DatafeedError ? error : unreadable(path, messageOf(error), error);
    }
  }

  /** Each folder is looked at before one is made in it: a link must not lead out. */
  async #makeFolder(folder: string, path: string): Promise<void> {
    const real = await realpath(folder).catch(() => undefined);
    if (real !== undefined) {
      this.#checkInside(`${real}${sep}`, path);
      return;
    }
    await this.#makeFolder(dirname(folder), path);
    await mkdir(folder, { recursive: true });
  }

  #checkInside(real: string, path: string): void {
    if (!real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep))
      throw unreadable(path, "a link leads out of the project");
  }
}

/** From the project's folder. */
function pathOf(test: string, file: string): string {
  return posix.join(posix.dirname(test), file);
}

function unreadable(path: string, reason: string, cause?: unknown): DatafeedError {
  return new DatafeedError("test-file-unreadable", `${path}: ${reason}.`, { cause });
}

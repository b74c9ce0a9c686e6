import { lstat, mkdir, readdir, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { checkAttempt } from "./relative-path.ts";
import { explain, systemCode } from "./system-error.ts";

/**
 * The folder on this machine's disk in which attempts write before their files are sent to a server. It holds data of the
 * warehouse in the clear, so nobody else may look into it.
 */
export class Spool {
  readonly #parent: string;
  readonly #folder: string;

  /** `folder` is absolute or counts from the project's; the default is the system's folder for temporary files. */
  constructor(destination: string, projectFolder: string, folder?: string) {
    // A folder for temporary files is everybody's: each user has one of their own in it.
    this.#parent = folder === undefined ? join(tmpdir(), `datafeed-spool-${userInfo().uid}`) : resolve(projectFolder, folder);
    this.#folder = join(this.#parent, destination);
  }

  /** Where the attempt writes; made when it does not exist. Errors: destination-denied, destination-full, destination-path. */
  async make(attempt: string): Promise<string> {
    const folder = this.pathOf(attempt);
    await this.#explained(async () => {
      await mkdir(this.#parent, { recursive: true, mode: 0o700 });
      const { uid } = await lstat(this.#parent);
      if (process.getuid !== undefined && uid !== process.getuid()) throw notOurs(this.#parent);
      await mkdir(folder, { recursive: true, mode: 0o700 });
    });
    return folder;
  }

  /** What `make` answers, whether it is there or not. */
  pathOf(attempt: string): string {
    checkAttempt(attempt);
    return join(this.#folder, attempt);
  }

  /** Succeeds when there is nothing. */
  async discard(attempt: string): Promise<void> {
    const folder = this.pathOf(attempt);
    await this.#explained(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));
  }

  /** Attempts that have something here. */
  async attempts(): Promise<readonly string[]> {
    return this.#explained(async () => {
      try {
        return await readdir(this.#folder);
      } catch (error) {
        if (systemCode(error) === "ENOENT") return [];
        throw error;
      }
    });
  }

  async #explained<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      throw explain(error, this.#folder);
    }
  }
}

function notOurs(folder: string): DatafeedError {
  return new DatafeedError(
    "destination-denied",
    `${folder} belongs to another user; what is written there could be read by them`,
    {
      hint: "Name a folder of your own with `spool` in connections.yaml.",
    },
  );
}

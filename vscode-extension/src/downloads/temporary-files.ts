import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as vscode from "vscode";

/** Files that were fetched only to be looked at. They may hold personal data, so they go with the window. */
export class TemporaryFiles implements vscode.Disposable {
  readonly #folders = new Set<string>();
  readonly #files = new Map<string, Promise<string | undefined>>();

  /**
   * The file of an output that was fetched before, or what `fetch` puts into a new folder that only this user may read. Who asks
   * while it is fetched waits for the same one; what could not be fetched is fetched anew. Errors: those of `fetch`.
   */
  of(id: string, fetch: (folder: string) => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const fetched = this.#fetched(fetch);
    const forget = (): void => void this.#files.delete(id);
    fetched.then((file) => file ?? forget(), forget);
    this.#files.set(id, fetched);
    return fetched;
  }

  /** Waits: the window's end is not the time for something to be done later. */
  dispose(): void {
    for (const folder of this.#folders) this.#remove(folder);
    this.#files.clear();
  }

  async #fetched(fetch: (folder: string) => Promise<string | undefined>): Promise<string | undefined> {
    const folder = mkdtempSync(join(tmpdir(), "datafeed-opened-"));
    this.#folders.add(folder);
    let file: string | undefined;
    try {
      file = await fetch(folder);
      return file;
    } finally {
      if (file === undefined) this.#remove(folder);
    }
  }

  #remove(folder: string): void {
    this.#folders.delete(folder);
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // A file that a program of Windows shows stays.
    }
  }
}

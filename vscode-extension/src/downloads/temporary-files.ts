import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type * as vscode from "vscode";

/** Files that were fetched only to be looked at. They may hold personal data, so they go with the window. */
export class TemporaryFiles implements vscode.Disposable {
  readonly #folders = new Map<string, string>();
  readonly #files = new Map<string, string>();

  /** The file of an output that was fetched before, or what `fetch` puts into a new folder that only this user may read. */
  async of(id: string, fetch: (folder: string) => Promise<string | undefined>): Promise<string | undefined> {
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    const folder = this.#folders.get(id) ?? (await mkdtemp(join(tmpdir(), "datafeed-")));
    this.#folders.set(id, folder);
    const file = await fetch(folder);
    if (file !== undefined) this.#files.set(id, file);
    return file;
  }

  dispose(): void {
    for (const folder of this.#folders.values()) void rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

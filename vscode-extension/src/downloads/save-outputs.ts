import type { Desk } from "../desk/desk.ts";
import { pageError } from "../webview/page-error.ts";
import type { PageError } from "../webview/protocol.ts";

/** What became of one output. */
export interface Saved {
  readonly id: string;
  /** The file's name. */
  readonly name: string;
  /** Where it lies now; none when it failed. */
  readonly files: readonly string[];
  readonly error?: PageError;
}

export interface SaveProgress {
  /** Of the output that is under way, from 1. */
  readonly number: number;
  readonly of: number;
  readonly name: string;
  readonly bytes: number;
  readonly total: number;
  /** Of everything, from 0 to 1. */
  readonly share: number;
}

/**
 * Copies outputs into a folder, one after another; one that fails does not keep back the others. Errors: the signal's reason, and
 * those of asking for the first output.
 */
export async function saveOutputs(
  desk: Pick<Desk, "output" | "save">,
  ids: readonly string[],
  folder: string,
  { signal, onProgress }: { readonly signal: AbortSignal; onProgress(progress: SaveProgress): void },
): Promise<readonly Saved[]> {
  const saved: Saved[] = [];
  for (const [at, id] of ids.entries()) {
    signal.throwIfAborted();
    let name = id;
    try {
      const output = await desk.output(id);
      name = output.name;
      const report = (bytes: number, total = output.bytes): void => {
        const share = (at + (total === 0 ? 1 : Math.min(1, bytes / total))) / ids.length;
        onProgress({ number: at + 1, of: ids.length, name, bytes, total, share });
      };
      report(0);
      saved.push({ id, name, files: await desk.save(id, folder, { signal, onProgress: report }) });
    } catch (error) {
      signal.throwIfAborted();
      saved.push({ id, name, files: [], error: pageError(error) });
    }
  }
  return saved;
}

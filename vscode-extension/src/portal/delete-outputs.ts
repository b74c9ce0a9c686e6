import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import type { Desk } from "../desk/desk.ts";
import type { DeletedOutput } from "./portal-messages.ts";

/** So many go in one request: each removes files. */
const atOnce = 100;

/** A request is refused as a whole for one output that is not there, or not one's own. */
const refusals: readonly string[] = ["unknown-id", "not-allowed"];

export interface DeleteOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
  /** Said of an output that is still there and nobody says why. */
  readonly unexplained: string;
}

/**
 * Deletes in small requests, and tells what became of each output. Those that were not begun when it is aborted, or when nobody
 * answered any more, are left out. Errors: the desk's, while nothing was deleted yet.
 */
export async function deleteOutputs(
  desk: Pick<Desk, "delete">,
  ids: readonly string[],
  { signal, onProgress, unexplained }: DeleteOptions,
): Promise<readonly DeletedOutput[]> {
  const results: DeletedOutput[] = [];
  const part = async (some: readonly string[]): Promise<void> => {
    const deleted = new Map((await desk.delete(some)).map((each) => [each.id, each]));
    for (const id of some) {
      const { deleted: done = false, error } = deleted.get(id) ?? {};
      results.push(done ? { id } : { id, problem: error?.message ?? unexplained });
    }
  };
  for (let first = 0; first < ids.length && !signal.aborted; first += atOnce) {
    const some = ids.slice(first, first + atOnce);
    try {
      await part(some);
    } catch (error) {
      if (!isRefusal(error)) return ended(results, some, error);
      for (const id of some) {
        if (signal.aborted) break;
        try {
          await part([id]);
        } catch (reason) {
          if (!isRefusal(reason)) return ended(results, [id], reason);
          results.push({ id, problem: messageOf(reason) });
        }
      }
    }
    onProgress(results.length);
  }
  return results;
}

/** The server is down, the session ended: whoever is asked next says the same. */
function ended(results: readonly DeletedOutput[], ids: readonly string[], error: unknown): readonly DeletedOutput[] {
  if (results.length === 0) throw error;
  return [...results, ...ids.map((id) => ({ id, problem: messageOf(error) }))];
}

function isRefusal(error: unknown): boolean {
  return error instanceof DatafeedError && refusals.includes(error.code);
}

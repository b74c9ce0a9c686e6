import { messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import type { Desk } from "../desk/desk.ts";
import type { DeletedOutput } from "./portal-messages.ts";

/** So many go in one request: each removes files. */
const atOnce = 100;

/** Deletes in small requests, and tells what became of each output. Those that were not begun when it is aborted are left out. */
export async function deleteOutputs(
  desk: Pick<Desk, "delete">,
  ids: readonly string[],
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<readonly DeletedOutput[]> {
  const results: DeletedOutput[] = [];
  for (let first = 0; first < ids.length && !signal.aborted; first += atOnce) {
    results.push(...(await deletePart(desk, ids.slice(first, first + atOnce))));
    onProgress(results.length);
  }
  return results;
}

/** A request is refused as a whole for one output that is not there, or not one's own: then each is asked for by itself. */
async function deletePart(desk: Pick<Desk, "delete">, ids: readonly string[]): Promise<readonly DeletedOutput[]> {
  try {
    const deleted = new Map((await desk.delete(ids)).map((each) => [each.id, each]));
    return ids.map((id) => {
      const { deleted: done = false, error } = deleted.get(id) ?? {};
      return done ? { id } : { id, problem: error?.message ?? "It was not deleted." };
    });
  } catch (error) {
    const [id] = ids;
    if (ids.length === 1) return [{ id: id!, problem: messageOf(error) }];
    const each: DeletedOutput[] = [];
    for (const one of ids) each.push(...(await deletePart(desk, [one])));
    return each;
  }
}

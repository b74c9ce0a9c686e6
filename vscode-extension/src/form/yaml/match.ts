import { isSame, type Json } from "./json.ts";

/** How one list became another. */
export type ListMatch =
  /** The same items in another order: item `at` was item `from[at]`. */
  | { readonly type: "moved"; readonly from: readonly number[] }
  | {
      readonly type: "edited";
      readonly removed: ReadonlySet<number>;
      /** New items, each with the old one behind which it stands; of several behind one the order counts. */
      readonly added: readonly { readonly after: number | undefined; readonly item: Json }[];
      /** Old position and new position of items whose value changed. */
      readonly changed: readonly (readonly [from: number, to: number])[];
    };

/** Beyond this a list is written anew. */
const mostCompared = 4_000_000;

/** Undefined when the lists are too long to be compared. */
export function matchLists(before: readonly Json[], after: readonly Json[]): ListMatch | undefined {
  const moved = before.length === after.length ? permutation(before, after) : undefined;
  if (moved !== undefined) return { type: "moved", from: moved };
  if (before.length === after.length) {
    const changed = before.flatMap((item, at) => (isSame(item, after[at]) ? [] : [[at, at] as const]));
    return { type: "edited", removed: new Set(), added: [], changed };
  }
  const kept = longestCommon(before, after);
  if (kept === undefined) return undefined;
  const added: { after: number | undefined; item: Json }[] = [];
  let last: number | undefined;
  after.forEach((item, at) => {
    const from = kept.get(at);
    if (from === undefined) added.push({ after: last, item });
    else last = from;
  });
  const stays = new Set(kept.values());
  const removed = new Set(before.flatMap((_, at) => (stays.has(at) ? [] : [at])));
  return { type: "edited", removed, added, changed: [] };
}

function permutation(before: readonly Json[], after: readonly Json[]): readonly number[] | undefined {
  const places = new Map<string, number[]>();
  before.forEach((item, at) => {
    const key = JSON.stringify(item);
    places.set(key, [...(places.get(key) ?? []), at]);
  });
  const from: number[] = [];
  for (const item of after) {
    const at = places.get(JSON.stringify(item))?.shift();
    if (at === undefined) return undefined;
    from.push(at);
  }
  return from;
}

/** New position -> old position of the items that stay. */
function longestCommon(before: readonly Json[], after: readonly Json[]): ReadonlyMap<number, number> | undefined {
  let head = 0;
  while (head < before.length && head < after.length && isSame(before[head], after[head])) head += 1;
  const rows = before.length - head;
  const columns = after.length - head;
  if (rows * columns > mostCompared) return undefined;
  const one = before.map((item) => JSON.stringify(item));
  const other = after.map((item) => JSON.stringify(item));
  const lengths = Array.from({ length: rows + 1 }, () => new Uint32Array(columns + 1));
  for (let row = rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      lengths[row]![column] =
        one[head + row] === other[head + column]
          ? lengths[row + 1]![column + 1]! + 1
          : Math.max(lengths[row + 1]![column]!, lengths[row]![column + 1]!);
    }
  }
  const kept = new Map(Array.from({ length: head }, (_, at) => [at, at]));
  for (let row = 0, column = 0; row < rows && column < columns; ) {
    if (one[head + row] === other[head + column]) kept.set(head + column++, head + row++);
    else if (lengths[row + 1]![column]! >= lengths[row]![column + 1]!) row += 1;
    else column += 1;
  }
  return kept;
}

import type { DatafeedError } from "../../errors/datafeed-error.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import { aheadName, type Raising } from "./coalesce.ts";
import { type Asking, isOfData, type RaisedRows, readRows, type SourceParts } from "./read-rows.ts";

/** What could not be read, for a value in a row. */
export interface FailedSlice {
  readonly failed: DatafeedError;
  readonly raising: Raising;
}

export type SliceRead = FailedSlice | (RaisedRows & { readonly bytes: number });

/**
 * The rows of some changes, in the order of these. Rows that are gone, or that `when` does not choose, raise nothing; those of
 * changes that were refused stay what they were refused as.
 */
export async function readSlice(
  parts: SourceParts,
  slice: readonly Raising[],
  refused: ReadonlyMap<string, PoisonRow>,
  asking: Asking,
): Promise<SliceRead> {
  const found = new Map<Raising, FeedEvent | PoisonRow>();
  let bytes = 0;
  for (const event of new Set(slice.map((each) => each.event))) {
    const ofType = slice.filter((each) => each.event === event);
    for (const each of ofType) {
      const poison = refused.get(aheadName(each.change.id, event.type)) ?? unnamed(each);
      if (poison !== undefined) found.set(each, poison);
    }
    const wanted = ofType.filter((each) => !found.has(each));
    if (wanted.length === 0) continue;
    try {
      const keys = wanted.map(({ change }) => change.row);
      const read = await readRows(parts, event, { by: "keys", keys }, asking);
      for (const [place, each] of read.asked) {
        const raising = wanted[place - 1]!;
        found.set(raising, found.has(raising) ? ambiguous(raising) : each);
      }
      bytes += read.bytes;
    } catch (error) {
      if (!isOfData(error)) throw error;
      return { failed: error, raising: wanted[0]! };
    }
  }
  const raised = slice.flatMap((each) => found.get(each) ?? []);
  return {
    events: raised.filter((each) => "value" in each),
    poison: raised.filter((each) => "code" in each),
    bytes,
  };
}

/** Some raisings from a place on; those of one change stay together. */
export function sliceOf(raised: readonly Raising[], from: number, rows: number): readonly Raising[] {
  let to = Math.min(raised.length, from + rows);
  while (to < raised.length && raised[to]!.change === raised[to - 1]!.change) to++;
  return raised.slice(from, to);
}

/** Which of the rows has changed is not known, and an event for each would have the same id. */
function ambiguous({ change, event }: Raising): PoisonRow {
  const message = `Several rows of ${change.stream} have the key that a change names.`;
  return { type: event.type, row: change.row, code: "feed-row-ambiguous", message };
}

function unnamed({ change, event }: Raising): PoisonRow | undefined {
  if (change.isUnnamed !== true) return undefined;
  const message = `A change of ${change.stream} names no row: a column of its key is NULL.`;
  return { type: event.type, row: change.row, code: "feed-row-unnamed", message };
}

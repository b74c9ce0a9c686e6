import type { DatafeedError } from "../../errors/datafeed-error.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import { enoughBytes } from "./batch-size.ts";
import { aheadName, type Raising } from "./coalesce.ts";
import { type Asking, isOfData, type RaisedRows, readRows, type SourceParts } from "./read-rows.ts";

/** What could not be read, for a value in a row. */
export interface FailedSlice {
  readonly failed: DatafeedError;
  readonly raising: Raising;
}

/** What the rows of an event type came to. */
export interface Weight {
  readonly type: string;
  readonly rows: number;
  readonly bytes: number;
}

export type SliceRead = FailedSlice | (RaisedRows & { readonly weights: readonly Weight[] });

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
  const weights: Weight[] = [];
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
      weights.push({ type: event.type, rows: wanted.length, bytes: read.bytes });
    } catch (error) {
      if (!isOfData(error)) throw error;
      return { failed: error, raising: wanted[0]! };
    }
  }
  const raised = slice.flatMap((each) => found.get(each) ?? []);
  return {
    events: raised.filter((each) => "value" in each),
    poison: raised.filter((each) => "code" in each),
    weights,
  };
}

/**
 * Some raisings from a place on, one at least: as many as weigh no more than a batch, where one of a type is taken to have
 * `rowBytes`. Those of one change stay together.
 */
export function sliceOf(raised: readonly Raising[], from: number, rowBytes: (type: string) => number): readonly Raising[] {
  let bytes = 0;
  let to = from;
  for (; to < raised.length; to++) {
    const { change, event } = raised[to]!;
    bytes += rowBytes(event.type);
    if (to > from && bytes > enoughBytes && change !== raised[to - 1]!.change) break;
  }
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

import type { Moment } from "../../warehouse/warehouse.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import type { FeedPosition } from "../position.ts";
import { askingIn } from "./asking.ts";
import { BatchSizes, enoughBytes } from "./batch-size.ts";
import { changeOf } from "./change-answers.ts";
import { changeBatch } from "./change-batch.ts";
import { aheadName, lastOfEachRow, raisings } from "./coalesce.ts";
import { laterChanges } from "./later-changes.ts";
import { placeOf } from "./place-of.ts";
import { byKeysQuestion, changesQuestion } from "./questions/changes-question.ts";
import type { SourceParts } from "./read-rows.ts";
import { type FailedSlice, readSlice, sliceOf } from "./read-slice.ts";
import type { FeedBatch } from "./source.ts";
import type { ChangeTable } from "./streams.ts";

/** So many changes are read at once, though their rows are large: a row that changes again and again is read once for many of them. */
const leastChanges = 1_000;
/** So long a change waits for a later one of its row that can't be read yet. */
const patienceMs = 5_000;

export type Found = FailedSlice | { readonly batch: FeedBatch | undefined };

/** Reads changes and their rows: as many at once as fit, and past each row that can't be read. */
export class ChangeReader {
  readonly #parts: SourceParts;
  readonly #table: ChangeTable;
  readonly #sizes = new BatchSizes();

  constructor(parts: SourceParts, table: ChangeTable) {
    this.#parts = parts;
    this.#table = table;
  }

  /** The next batch behind a position. `look`: asks all of its questions in one moment. */
  async next(
    position: FeedPosition,
    look: (read: (moment: Moment) => Promise<Found>) => Promise<Found>,
  ): Promise<FeedBatch | undefined> {
    const refused = new Map<string, PoisonRow>();
    for (;;) {
      const found = await look((moment) => this.#read(moment, position, refused));
      if (!("failed" in found)) return found.batch;
      if (!this.#sizes.of(found.raising.event.type).halve()) refuse(refused, found);
    }
  }

  async #read(moment: Moment, position: FeedPosition, refused: ReadonlyMap<string, PoisonRow>): Promise<Found> {
    const place = placeOf(position);
    const most = Math.max(leastChanges, this.#sizes.most);
    const changes = (await moment.ask(changesQuestion(this.#table, place, most, patienceMs))).map(changeOf);
    const final = changes.at(-1);
    if (final === undefined) return { batch: undefined };
    const ahead = new Set(place.ahead);
    const last = lastOfEachRow(this.#parts.feed.events, changes, ahead);
    const later = await laterChanges(moment, this.#table, { ...place, txid: final.txid, id: final.id }, last);
    const raised = raisings(last, later, ahead.size);
    if (raised.length > 0) await moment.ask(byKeysQuestion);
    const events: FeedEvent[] = [];
    const poison: PoisonRow[] = [];
    let done = 0;
    for (let bytes = 0; done < raised.length && bytes < enoughBytes; ) {
      const slice = sliceOf(raised, done, (type) => this.#sizes.of(type).rowBytes);
      const read = await readSlice(this.#parts, slice, refused, askingIn(moment));
      if ("failed" in read) {
        if (done === 0) return read;
        this.#sizes.of(read.raising.event.type).halve();
        break;
      }
      events.push(...read.events);
      poison.push(...read.poison);
      done += slice.length;
      for (const weight of read.weights) {
        bytes += weight.bytes;
        this.#sizes.of(weight.type).weighed(weight.rows, weight.bytes);
      }
    }
    // Changes before the first that was not raised yet are behind us.
    const behind = done === raised.length ? final : changes[changes.indexOf(raised[done]!.change) - 1]!;
    const read = { changes, behind, raised: raised.slice(0, done), events, poison };
    return { batch: changeBatch(this.#parts.feed, position, read) };
  }
}

function refuse(refused: Map<string, PoisonRow>, { failed: { code, message }, raising: { event, change } }: FailedSlice): void {
  refused.set(aheadName(change.id, event.type), { type: event.type, row: change.row, code, message });
}

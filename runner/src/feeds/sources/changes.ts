import { arrayText } from "../../compile/array-text.ts";
import type { Query } from "../../compile/plan.ts";
import type { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedEvent } from "../../load/project-documents.ts";
import type { Moment, Warehouse, Watch } from "../../warehouse/warehouse.ts";
import { feedError } from "../errors.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import type { ChangePosition, FeedPosition, Pass } from "../position.ts";
import { BatchSize, enoughBytes } from "./batch-size.ts";
import { changeOf, laterOf } from "./change-answers.ts";
import { ChangeHistory } from "./change-history.ts";
import {
  type AskedRow,
  byKeysQuestion,
  changedQuestion,
  changesQuestion,
  lagQuestion,
  laterQuestion,
  mostCounted,
} from "./change-questions.ts";
import { aheadName, type Candidate, type Change, type Later, lastOfEachRow, type Raising, raisings } from "./coalesce.ts";
import { Pager } from "./pager.ts";
import { endOfTime, notBefore, type Page, withMicroseconds } from "./pass.ts";
import { type Asking, madeToday, type RaisedRows, readRows, rowName, type SourceParts } from "./read-rows.ts";
import { type FailedSlice, readSlice, sliceOf } from "./read-slice.ts";
import type { FeedBatch, FeedSource, SourceLag } from "./source.ts";
import { type ChangeTable, changeTable, streamOf, streamsOf } from "./streams.ts";
import { Wake } from "./wake.ts";

/** So many changes are read at once, though their rows are large: a row that changes again and again is read once for many of them. */
const leastChanges = 1_000;
/** So long a change waits for a later one of its row that can't be read yet. */
const patienceMs = 5_000;

/**
 * Source (a) of DESIGN 8: a change table that triggers write. Changes are read behind a fence, in the order of their
 * transactions and numbers: what an open transaction may still write lies behind it, so that nothing appears before a position.
 * A change says only which row: the row is read in the same snapshot. docs/decisions/0017 has the reasons.
 */
export class ChangesSource implements FeedSource {
  readonly #parts: SourceParts;
  readonly #table: ChangeTable;
  readonly #watch: Watch;
  readonly #history: ChangeHistory;
  readonly #wake: Wake;
  readonly #changeSize = new BatchSize();
  readonly #pager: Pager;
  /** Whose turn it is, where there is a pass. */
  #passIsNext = false;

  private constructor(parts: SourceParts, table: ChangeTable, watch: Watch, wake: Wake) {
    this.#parts = parts;
    this.#table = table;
    this.#watch = watch;
    this.#wake = wake;
    this.#pager = new Pager(parts);
    this.#history = new ChangeHistory(parts.feed, table);
  }

  /** Errors: feed-source-unfit. */
  static async open(parts: SourceParts, warehouse: Warehouse, signal: AbortSignal): Promise<ChangesSource> {
    const { feed } = parts;
    if (!("changes" in feed.source) || warehouse.watch === undefined) {
      throw feedError(
        "feed-source-unfit",
        `The feed ${feed.name} reads a change table, and the warehouse ${warehouse.name} is no PostgreSQL.`,
      );
    }
    const table = changeTable(feed.source.changes);
    const watch = await warehouse.watch(signal);
    const wake = new Wake();
    await watch.listen(table.channel, () => wake.up());
    return new ChangesSource(parts, table, watch, wake);
  }

  async begin(signal: AbortSignal): Promise<FeedPosition> {
    return await this.#watch.look(async (moment) => {
      const { system, timeline, fence } = await this.#history.look(moment);
      const changes: ChangePosition = { system, timeline, txid: fence, id: "0" };
      const { snapshot, events } = this.#parts.feed;
      if (snapshot === "none") return { changes, passes: [] };
      const pass: Pass = {
        id: "snapshot",
        purpose: "snapshot",
        ...(snapshot !== "all" && { from: withMicroseconds(snapshot.from) }),
        to: endOfTime,
        types: events.map(({ type }) => type),
        since: changes,
        rows: 0,
      };
      return { changes, passes: [pass] };
    }, signal);
  }

  async next(position: FeedPosition, signal: AbortSignal): Promise<FeedBatch | undefined> {
    const pass = position.passes[0];
    if (pass === undefined) return await this.#changes(position, signal);
    this.#passIsNext = !this.#passIsNext;
    if (this.#passIsNext) return await this.#page(position, pass, signal);
    return (await this.#changes(position, signal)) ?? (await this.#page(position, pass, signal));
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.#wake.wait(signal);
  }

  async lag(position: FeedPosition, signal: AbortSignal): Promise<SourceLag> {
    const place = placeOf(position);
    return await this.#watch.look(async (moment) => {
      await this.#history.check(moment, place);
      const [[events, seconds, heldUpSince, readAgo] = []] = await moment.ask(
        lagQuestion(this.#table, place, streamsOf(this.#parts.feed)),
      );
      // Less than none: the clock was set back. Not all were counted: an older one may be among the others.
      const isKnown = Number(readAgo) >= 0 && Number(events) < mostCounted;
      return {
        events: Number(events),
        seconds: Number(seconds ?? 0),
        ...(isKnown && { readAgo: Number(readAgo) }),
        ...(heldUpSince != null && { heldUpSince }),
      };
    }, signal);
  }

  madeOf(event: ResolvedEvent): string {
    return madeToday(this.#parts, event, "postgres");
  }

  async reread(
    event: ResolvedEvent,
    keys: readonly (readonly string[])[],
    at: FeedPosition,
    signal: AbortSignal,
  ): Promise<RaisedRows> {
    const { label: stream } = streamOf(event.extract.template);
    const operations = [...event.raise];
    const asked = keys.map((key): AskedRow => ({ stream, row: arrayText(key), type: event.type, operations }));
    return await this.#watch.look(async (moment) => {
      const laterAt = laterOf(await moment.ask(laterQuestion(this.#table, placeOf(at), asked)));
      const last = keys.filter((_, index) => !laterAt(index).isReadable && laterAt(index).open.length === 0);
      if (last.length === 0) return { events: [], poison: [] };
      return await readRows(this.#parts, event, { by: "keys", keys: last }, asking(moment));
    }, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch[Symbol.asyncDispose]();
  }

  async #changes(position: FeedPosition, signal: AbortSignal): Promise<FeedBatch | undefined> {
    const refused = new Map<string, PoisonRow>();
    for (;;) {
      this.#wake.looks();
      const found = await this.#watch.look(async (moment) => {
        const state = await this.#history.check(moment, placeOf(position));
        this.#wake.looked(state.isWaiting);
        return await this.#readChanges(moment, position, refused);
      }, signal);
      if (!("failed" in found)) return found.batch;
      this.#changeSizeOrRefuse(found.failed, found.raising, refused);
    }
  }

  #changeSizeOrRefuse(error: DatafeedError, { event, change }: Raising, refused: Map<string, PoisonRow>): void {
    if (this.#changeSize.halve()) return;
    const { code, message } = error;
    refused.set(aheadName(change.id, event.type), { type: event.type, row: change.row, code, message });
  }

  async #readChanges(moment: Moment, position: FeedPosition, refused: ReadonlyMap<string, PoisonRow>): Promise<Found> {
    const place = placeOf(position);
    const most = Math.max(leastChanges, this.#changeSize.rows);
    const changes = (await moment.ask(changesQuestion(this.#table, place, most, patienceMs))).map(changeOf);
    const final = changes.at(-1);
    if (final === undefined) return { batch: undefined };
    const ahead = new Set(place.ahead);
    const last = lastOfEachRow(this.#parts.feed.events, changes, ahead);
    const later = await this.#laterOf(moment, { ...place, txid: final.txid, id: final.id }, last);
    const raised = raisings(last, later, ahead.size);
    if (raised.length > 0) await moment.ask(byKeysQuestion);
    const events: FeedEvent[] = [];
    const poison: PoisonRow[] = [];
    let done = 0;
    for (let bytes = 0; done < raised.length && bytes < enoughBytes; ) {
      const slice = sliceOf(raised, done, this.#changeSize.rows);
      const read = await readSlice(this.#parts, slice, refused, asking(moment));
      if ("failed" in read) {
        if (done === 0) return read;
        this.#changeSize.halve();
        break;
      }
      events.push(...read.events);
      poison.push(...read.poison);
      bytes += read.bytes;
      done += slice.length;
      this.#changeSize.weighed(slice.length, read.bytes);
    }
    // Changes before the first that was not raised yet are behind us.
    const behind = done === raised.length ? final : changes[changes.indexOf(raised[done]!.change) - 1]!;
    return { batch: this.#batch(position, changes, behind, raised.slice(0, done), { events, poison }) };
  }

  #batch(
    position: FeedPosition,
    changes: readonly Change[],
    behind: Change,
    raised: readonly Raising[],
    { events, poison }: { readonly events: readonly FeedEvent[]; readonly poison: readonly PoisonRow[] },
  ): FeedBatch {
    const { ahead: before = [], system, timeline } = placeOf(position);
    const passed = changes.slice(0, changes.indexOf(behind) + 1);
    const ids = new Set(passed.map(({ id }) => id));
    const ahead = [...before.filter((each) => !ids.has(each.split(" ")[0] ?? "")), ...raised.flatMap((each) => each.ahead)];
    const newest = passed.reduce((latest, each) => (each.changedAt > latest ? each.changedAt : latest), "");
    const { txid, id, changedAt } = behind;
    return {
      ...notBefore({ events, poison }, this.#parts.feed),
      position: {
        ...position,
        changes: { system, timeline, txid, id, changedAt, ...(ahead.length > 0 && { ahead }) },
      },
      changedAt: newest,
    };
  }

  /** What comes behind the changes that were read, for each row and type. */
  async #laterOf(moment: Moment, place: ChangePosition, last: readonly Candidate[]): Promise<(candidate: Candidate) => Later> {
    const asked = last.map(
      ({ change: { stream, rowText }, event }): AskedRow => ({
        stream,
        row: rowText,
        type: event.type,
        operations: [...event.raise],
      }),
    );
    const laterAt = laterOf(asked.length === 0 ? [] : await moment.ask(laterQuestion(this.#table, place, asked)));
    const places = new Map(last.map((candidate, at) => [candidate, at]));
    return (candidate) => laterAt(places.get(candidate) ?? -1);
  }

  async #page(position: FeedPosition, pass: Pass, signal: AbortSignal): Promise<FeedBatch> {
    return await this.#pager.next(position, pass, (read) =>
      this.#watch.look(async (moment) => {
        await this.#history.check(moment, placeOf(position));
        const page = await read(asking(moment));
        return page === undefined ? undefined : await this.#unchanged(moment, pass, page);
      }, signal),
    );
  }

  /** A page of a snapshot is without the rows that have changed since it began: the changes tell of these. */
  async #unchanged(moment: Moment, { since }: Pass, page: Page): Promise<Page> {
    const rows = [...page.events, ...page.poison].map(({ row }) => row);
    if (since === undefined || rows.length === 0) return page;
    const { extract, raise } = page.event;
    const asked = { stream: streamOf(extract.template).label, rows, operations: [...raise] };
    const answers = await moment.ask(changedQuestion(this.#table, since, asked));
    const changed = new Set(answers.map(([row]) => rowName(JSON.parse(row ?? "[]") as string[])));
    const stays = ({ row }: { readonly row: readonly string[] }): boolean => !changed.has(rowName(row));
    return { ...page, events: page.events.filter(stays), poison: page.poison.filter(stays) };
  }
}

type Found = FailedSlice | { readonly batch: FeedBatch | undefined };

function asking(moment: Moment): Asking {
  return { dialect: "postgres", ask: (query: Query) => moment.read(query) };
}

function placeOf({ changes }: FeedPosition): ChangePosition {
  if (changes === undefined) throw new TypeError("The position has no place in a change table.");
  return changes;
}

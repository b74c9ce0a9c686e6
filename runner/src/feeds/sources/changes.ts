import type { Query } from "../../compile/plan.ts";
import type { DatafeedError } from "../../errors/datafeed-error.ts";
import type { RaisedBy, ResolvedEvent } from "../../load/project-documents.ts";
import type { Moment, Warehouse, Watch } from "../../warehouse/warehouse.ts";
import { feedError } from "../errors.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import type { ChangePosition, FeedPosition, Pass } from "../position.ts";
import { BatchSize, enoughBytes } from "./batch-size.ts";
import { ChangeHistory } from "./change-history.ts";
import {
  type AskedRow,
  changedQuestion,
  changesQuestion,
  lagQuestion,
  laterQuestion,
  mostCounted,
} from "./change-questions.ts";
import { aheadName, type Candidate, type Change, type Later, lastOfEachRow, type Raising, raisings } from "./coalesce.ts";
import { behindPage, endOfTime, notBefore, type Page, readPage, skipRow, withMicroseconds, withoutType } from "./pass.ts";
import { type Asking, isOfData, madeToday, type RaisedRows, readRows, rowName, type SourceParts } from "./read-rows.ts";
import type { FeedBatch, FeedSource, SourceLag } from "./source.ts";
import { type ChangeTable, changeTable, streamOf, streamsOf } from "./streams.ts";
import { Wake } from "./wake.ts";

/** The most changes that one batch takes. */
const mostChanges = 1_000;
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
  readonly #pageSize = new BatchSize();
  /** Whose turn it is, where there is a pass. */
  #passIsNext = false;

  private constructor(parts: SourceParts, table: ChangeTable, watch: Watch, wake: Wake) {
    this.#parts = parts;
    this.#table = table;
    this.#watch = watch;
    this.#wake = wake;
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

  async reread(event: ResolvedEvent, keys: readonly (readonly string[])[], signal: AbortSignal): Promise<RaisedRows> {
    return await this.#watch.look((moment) => readRows(this.#parts, event, { by: "keys", keys }, asking(moment)), signal);
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
    const changes = (await moment.ask(changesQuestion(this.#table, place, mostChanges, patienceMs))).map(changeOf);
    const final = changes.at(-1);
    if (final === undefined) return { batch: undefined };
    const ahead = new Set(place.ahead);
    const last = lastOfEachRow(this.#parts.feed.events, changes, ahead);
    const raised = raisings(last, await this.#laterOf(moment, { ...place, txid: final.txid, id: final.id }, last));
    const events: FeedEvent[] = [];
    const poison: PoisonRow[] = [];
    let done = 0;
    for (let bytes = 0; done < raised.length && bytes < enoughBytes; ) {
      const slice = sliceOf(raised, done, this.#changeSize.rows);
      const read = await this.#readSlice(moment, slice, refused);
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
      ...notBefore({ events, poison }, this.#floor),
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
    const answers = asked.length === 0 ? [] : await moment.ask(laterQuestion(this.#table, place, asked));
    const later = new Map(last.map((candidate, at) => [candidate, laterOf(answers[at] ?? [])]));
    return (candidate) => later.get(candidate) ?? { isReadable: false, open: [] };
  }

  /** The rows of some changes, in the order of these. Rows that are gone, or that `when` does not choose, raise nothing. */
  async #readSlice(moment: Moment, slice: readonly Raising[], refused: ReadonlyMap<string, PoisonRow>): Promise<SliceRead> {
    const found = new Map<string, FeedEvent | PoisonRow>();
    let bytes = 0;
    for (const event of new Set(slice.map((each) => each.event))) {
      const wanted = slice.filter((each) => each.event === event && !refused.has(aheadName(each.change.id, event.type)));
      if (wanted.length === 0) continue;
      try {
        const keys = wanted.map(({ change }) => change.row);
        const read = await readRows(this.#parts, event, { by: "keys", keys }, asking(moment));
        for (const each of [...read.events, ...read.poison]) found.set(`${event.type}\n${rowName(each.row)}`, each);
        bytes += read.bytes;
      } catch (error) {
        if (!isOfData(error)) throw error;
        return { failed: error, raising: wanted[0]! };
      }
    }
    const events: FeedEvent[] = [];
    const poison: PoisonRow[] = [];
    for (const { event, change } of slice) {
      const each = refused.get(aheadName(change.id, event.type)) ?? found.get(`${event.type}\n${rowName(change.row)}`);
      if (each === undefined) continue;
      if ("value" in each) events.push(each);
      else poison.push(each);
    }
    return { events, poison, bytes };
  }

  async #page(position: FeedPosition, pass: Pass, signal: AbortSignal): Promise<FeedBatch> {
    for (;;) {
      const limit = this.#pageSize.rows;
      try {
        const page = await this.#watch.look((moment) => this.#readPage(moment, position, pass, limit), signal);
        this.#pageSize.weighed(page?.rows ?? 0, page?.bytes ?? 0);
        return this.#pageBatch(position, pass, page);
      } catch (error) {
        if (!isOfData(error)) throw error;
        if (this.#pageSize.halve()) continue;
        return this.#pageBatch(
          position,
          pass,
          await this.#watch.look((moment) => skipRow(this.#parts, pass, error, asking(moment)), signal),
        );
      }
    }
  }

  #pageBatch(position: FeedPosition, pass: Pass, page: Page | undefined): FeedBatch {
    const { next } = page ?? withoutType(pass);
    return {
      ...notBefore(page ?? { events: [], poison: [] }, this.#floor),
      position: behindPage(position, pass, next),
      pass,
    };
  }

  /** A page; of a snapshot without the rows that have changed since it began, which the changes tell of. */
  async #readPage(moment: Moment, position: FeedPosition, pass: Pass, limit: number): Promise<Page | undefined> {
    await this.#history.check(moment, placeOf(position));
    const page = await readPage(this.#parts, pass, limit, asking(moment));
    if (page === undefined || pass.since === undefined) return page;
    const rows = [...page.events, ...page.poison].map(({ row }) => row);
    if (rows.length === 0) return page;
    const { extract, raise } = page.event;
    const asked = { stream: streamOf(extract.template).label, rows, operations: [...raise] };
    const answers = await moment.ask(changedQuestion(this.#table, pass.since, asked));
    const changed = new Set(answers.map(([row]) => rowName(JSON.parse(row ?? "[]") as string[])));
    const stays = ({ row }: { readonly row: readonly string[] }): boolean => !changed.has(rowName(row));
    return { ...page, events: page.events.filter(stays), poison: page.poison.filter(stays) };
  }

  /** Before it nothing is ever sent. */
  get #floor(): string | undefined {
    const { snapshot } = this.#parts.feed;
    return typeof snapshot === "string" ? undefined : withMicroseconds(snapshot.from);
  }
}

type Failed = { readonly failed: DatafeedError; readonly raising: Raising };
type Found = Failed | { readonly batch: FeedBatch | undefined };
type SliceRead =
  | Failed
  | { readonly events: readonly FeedEvent[]; readonly poison: readonly PoisonRow[]; readonly bytes: number };

function asking(moment: Moment): Asking {
  return { dialect: "postgres", ask: (query: Query) => moment.read(query) };
}

function placeOf({ changes }: FeedPosition): ChangePosition {
  if (changes === undefined) throw new TypeError("The position has no place in a change table.");
  return changes;
}

type Cells = readonly (string | null)[];

function changeOf([txid, id, changedAt, isOld, stream, operation, rowText, row]: Cells): Change {
  return {
    txid: txid!,
    id: id!,
    changedAt: changedAt!,
    isOld: isOld === "t",
    stream: stream!,
    operation: operation as RaisedBy,
    rowText: rowText!,
    row: (JSON.parse(row!) as (string | null)[]).map((part) => part ?? ""),
  };
}

function laterOf([isReadable, open]: Cells): Later {
  return { isReadable: isReadable === "t", open: open == null ? [] : open.split(",") };
}

/** Some raisings from a place on; those of one change stay together. */
function sliceOf(raised: readonly Raising[], from: number, rows: number): readonly Raising[] {
  let to = Math.min(raised.length, from + rows);
  while (to < raised.length && raised[to]!.change === raised[to - 1]!.change) to++;
  return raised.slice(from, to);
}

import type { ResolvedEvent } from "../../load/project-documents.ts";
import type { Warehouse, Watch } from "../../warehouse/warehouse.ts";
import { feedError } from "../errors.ts";
import type { ChangePosition, FeedPosition, Pass } from "../position.ts";
import { askingIn } from "./asking.ts";
import { ChangeHistory } from "./change-history.ts";
import { ChangeReader } from "./change-reader.ts";
import { Pager } from "./pager.ts";
import { endOfTime, withMicroseconds } from "./pass.ts";
import { placeOf } from "./place-of.ts";
import { lagQuestion, mostCounted } from "./questions/lag-question.ts";
import { madeToday, type RaisedRows, type SourceParts } from "./read-rows.ts";
import { rereadRows } from "./reread-rows.ts";
import type { FeedBatch, FeedSource, SourceLag } from "./source.ts";
import { type ChangeTable, changeTable, streamsOf } from "./streams.ts";
import { unchangedRows } from "./unchanged-rows.ts";
import { Wake } from "./wake.ts";

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
  readonly #reader: ChangeReader;
  readonly #pager: Pager;
  /** Whose turn it is, where there is a pass. */
  #passIsNext = false;

  private constructor(parts: SourceParts, table: ChangeTable, watch: Watch, wake: Wake) {
    this.#parts = parts;
    this.#table = table;
    this.#watch = watch;
    this.#wake = wake;
    this.#pager = new Pager(parts);
    this.#reader = new ChangeReader(parts, table);
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
    const from = { table: this.#table, place: placeOf(at) };
    return await this.#watch.look((moment) => rereadRows(moment, this.#parts, { event, keys }, from), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watch[Symbol.asyncDispose]();
  }

  async #changes(position: FeedPosition, signal: AbortSignal): Promise<FeedBatch | undefined> {
    return await this.#reader.next(position, (read) => {
      this.#wake.looks();
      return this.#watch.look(async (moment) => {
        const state = await this.#history.check(moment, placeOf(position));
        this.#wake.looked(state.isWaiting);
        return await read(moment);
      }, signal);
    });
  }

  async #page(position: FeedPosition, pass: Pass, signal: AbortSignal): Promise<FeedBatch> {
    return await this.#pager.next(position, pass, (read) =>
      this.#watch.look(async (moment) => {
        await this.#history.check(moment, placeOf(position));
        const page = await read(askingIn(moment));
        return page === undefined ? undefined : await unchangedRows(moment, this.#table, pass, page);
      }, signal),
    );
  }
}

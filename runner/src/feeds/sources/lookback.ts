import { randomUUID } from "node:crypto";
import type { Query } from "../../compile/plan.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { ResolvedEvent } from "../../load/project-documents.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { FeedPosition, Pass } from "../position.ts";
import { Pager } from "./pager.ts";
import { withMicroseconds } from "./pass.ts";
import { type Asking, madeToday, type SourceParts } from "./read-rows.ts";
import type { FeedBatch, FeedSource, SourceLag } from "./source.ts";
import { Wake } from "./wake.ts";
import { WarehouseClock } from "./warehouse-clock.ts";

/**
 * Source (b) of DESIGN 8, for warehouses without change tables: again and again a look at the rows whose time lies less than
 * `lookback` before the end of the last look. What was sent already is left out by whoever sends it. A row that is committed
 * later than `lookback` after its time is not found.
 */
export class LookbackSource implements FeedSource {
  readonly #parts: SourceParts;
  readonly #warehouse: Warehouse;
  readonly #lookbackMs: number;
  readonly #everyMs: number;
  readonly #pager: Pager;
  readonly #wake = new Wake();
  readonly #clock = new WarehouseClock();
  /** Monotonic, when the last look began here. */
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** Whose turn it is, where there is a snapshot or a replay, too. */
  #lookIsNext = false;

  constructor(parts: SourceParts, warehouse: Warehouse) {
    const { source, name } = parts.feed;
    if (!("lookbackMs" in source)) throw new TypeError(`The feed ${name} does not look back.`);
    this.#parts = parts;
    this.#warehouse = warehouse;
    this.#pager = new Pager(parts);
    this.#lookbackMs = source.lookbackMs;
    this.#everyMs = source.everyMs;
  }

  async begin(signal: AbortSignal): Promise<FeedPosition> {
    const begun = await this.#clock.ask(this.#asking(signal));
    const { snapshot } = this.#parts.feed;
    if (snapshot === "none") return { lookedUntil: begun, notBefore: begun, passes: [] };
    const from = snapshot === "all" ? {} : { from: withMicroseconds(snapshot.from) };
    const pass: Pass = { id: "snapshot", purpose: "snapshot", ...from, to: begun, types: this.#types, rows: 0 };
    return { lookedUntil: begun, passes: [pass] };
  }

  async next(position: FeedPosition, signal: AbortSignal): Promise<FeedBatch | undefined> {
    const begun = await this.#withLook(position, signal);
    const look = begun.passes.find(({ purpose }) => purpose === "lookback");
    const other = begun.passes.find(({ purpose }) => purpose !== "lookback");
    this.#lookIsNext = !this.#lookIsNext;
    const pass = this.#lookIsNext ? (look ?? other) : (other ?? look);
    return pass === undefined ? undefined : await this.#page(begun, pass, signal);
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.#wake.wait(signal, Math.max(0, this.#lookedMs + this.#everyMs - performance.now()));
  }

  /** A position that lies ahead of the clock is not to be trusted either: it counts as so far behind, until the next look. */
  async lag({ lookedUntil }: FeedPosition, signal: AbortSignal): Promise<SourceLag> {
    if (lookedUntil === undefined) return { seconds: 0, readAgo: 0 };
    const seconds = Math.abs((await this.#clock.about(this.#asking(signal))) - Date.parse(lookedUntil)) / 1000;
    return { seconds, readAgo: seconds };
  }

  madeOf(event: ResolvedEvent): string {
    return madeToday(this.#parts, event, this.#warehouse.dialect);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  get #types(): readonly string[] {
    return this.#parts.feed.events.map(({ type }) => type);
  }

  /** The position with a look under way, where it is time for one. One that lies ahead of the clock comes back to it. */
  async #withLook(position: FeedPosition, signal: AbortSignal): Promise<FeedPosition> {
    const isUnderWay = position.passes.some(({ purpose }) => purpose === "lookback");
    if (isUnderWay || performance.now() - this.#lookedMs < this.#everyMs) return position;
    const to = await this.#clock.ask(this.#asking(signal));
    this.#lookedMs = performance.now();
    const { lookedUntil = to, notBefore: floor = "" } = position;
    const last = lookedUntil < to ? lookedUntil : to;
    const back = withMicroseconds(new Date(Date.parse(last) - this.#lookbackMs).toISOString());
    const from = back > floor ? back : floor;
    if (from >= to) return position;
    const pass: Pass = { id: `look-${randomUUID()}`, purpose: "lookback", from, to, types: this.#types, rows: 0 };
    return { ...position, passes: [...position.passes, pass] };
  }

  async #page(position: FeedPosition, pass: Pass, signal: AbortSignal): Promise<FeedBatch> {
    const asking = this.#asking(signal);
    const batch = await this.#pager.next(position, pass, (read) => read(asking));
    const isLookOver = pass.purpose === "lookback" && batch.position.passes.every(({ id }) => id !== pass.id);
    return isLookOver ? { ...batch, position: { ...batch.position, lookedUntil: pass.to } } : batch;
  }

  #asking(signal: AbortSignal): Asking {
    const warehouse = this.#warehouse;
    return {
      dialect: warehouse.dialect,
      async *ask(query: Query): AsyncGenerator<RowBatch, void, undefined> {
        await using reading = await warehouse.read(query, { signal });
        yield* reading.batches;
      },
    };
  }
}

import { randomUUID } from "node:crypto";
import type { Query } from "../../compile/plan.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { FeedPosition, Pass } from "../position.ts";
import { BatchSize } from "./batch-size.ts";
import { behindPage, notBefore, type Page, readPage, skipRow, withMicroseconds, withoutType } from "./pass.ts";
import { type Asking, isOfData, type SourceParts } from "./read-rows.ts";
import type { FeedBatch, FeedSource, SourceLag } from "./source.ts";
import { Wake } from "./wake.ts";

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
  readonly #pageSize = new BatchSize();
  readonly #wake = new Wake();
  /** Monotonic, when the last look began here. */
  #lookedMs = Number.NEGATIVE_INFINITY;
  /** Whose turn it is, where there is a snapshot or a replay, too. */
  #lookIsNext = false;

  constructor(parts: SourceParts, warehouse: Warehouse) {
    const { source, name } = parts.feed;
    if (!("lookbackMs" in source)) throw new TypeError(`The feed ${name} does not look back.`);
    this.#parts = parts;
    this.#warehouse = warehouse;
    this.#lookbackMs = source.lookbackMs;
    this.#everyMs = source.everyMs;
  }

  async begin(signal: AbortSignal): Promise<FeedPosition> {
    signal.throwIfAborted();
    const begun = now();
    const { snapshot } = this.#parts.feed;
    if (snapshot === "none") return { lookedUntil: begun, notBefore: begun, passes: [] };
    const from = snapshot === "all" ? {} : { from: withMicroseconds(snapshot.from) };
    const pass: Pass = { id: "snapshot", purpose: "snapshot", ...from, to: begun, types: this.#types, rows: 0 };
    return { lookedUntil: begun, passes: [pass] };
  }

  async next(position: FeedPosition, signal: AbortSignal): Promise<FeedBatch | undefined> {
    const begun = this.#withLook(position);
    const look = begun.passes.find(({ purpose }) => purpose === "lookback");
    const other = begun.passes.find(({ purpose }) => purpose !== "lookback");
    this.#lookIsNext = !this.#lookIsNext;
    const pass = this.#lookIsNext ? (look ?? other) : (other ?? look);
    return pass === undefined ? undefined : await this.#page(begun, pass, signal);
  }

  async wait(signal: AbortSignal): Promise<void> {
    await this.#wake.wait(signal, Math.max(0, this.#lookedMs + this.#everyMs - performance.now()));
  }

  async lag({ lookedUntil }: FeedPosition): Promise<SourceLag> {
    return { seconds: lookedUntil === undefined ? 0 : Math.max(0, (Date.now() - Date.parse(lookedUntil)) / 1000) };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  get #types(): readonly string[] {
    return this.#parts.feed.events.map(({ type }) => type);
  }

  /** The position with a look under way, where it is time for one. */
  #withLook(position: FeedPosition): FeedPosition {
    const isUnderWay = position.passes.some(({ purpose }) => purpose === "lookback");
    if (isUnderWay || performance.now() - this.#lookedMs < this.#everyMs) return position;
    const to = now();
    this.#lookedMs = performance.now();
    const { lookedUntil = to, notBefore: floor = "" } = position;
    const back = withMicroseconds(new Date(Date.parse(lookedUntil) - this.#lookbackMs).toISOString());
    const from = back > floor ? back : floor;
    if (from >= to) return position;
    const pass: Pass = { id: `look-${randomUUID()}`, purpose: "lookback", from, to, types: this.#types, rows: 0 };
    return { ...position, passes: [...position.passes, pass] };
  }

  async #page(position: FeedPosition, pass: Pass, signal: AbortSignal): Promise<FeedBatch> {
    const asking = this.#asking(signal);
    for (;;) {
      try {
        const page = await readPage(this.#parts, pass, this.#pageSize.rows, asking);
        this.#pageSize.weighed(page?.rows ?? 0, page?.bytes ?? 0);
        return this.#batch(position, pass, page);
      } catch (error) {
        if (!isOfData(error)) throw error;
        if (this.#pageSize.halve()) continue;
        return this.#batch(position, pass, await skipRow(this.#parts, pass, error, asking));
      }
    }
  }

  #batch(position: FeedPosition, pass: Pass, page: Page | undefined): FeedBatch {
    const { next } = page ?? withoutType(pass);
    const behind = behindPage(position, pass, next);
    const isLookOver = pass.purpose === "lookback" && next === undefined;
    const { snapshot } = this.#parts.feed;
    return {
      ...notBefore(
        page ?? { events: [], poison: [] },
        typeof snapshot === "string" ? undefined : withMicroseconds(snapshot.from),
      ),
      position: isLookOver ? { ...behind, lookedUntil: pass.to } : behind,
      pass,
    };
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

/** The clock of this machine. The looks are at times that others wrote: `lookback` covers what clocks differ. */
function now(): string {
  return withMicroseconds(new Date().toISOString());
}

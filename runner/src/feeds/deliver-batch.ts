import { commitBatch, type FeedWord, prepareBatch } from "../ledger/feeds/commit-batch.ts";
import { batchProgress } from "./batch-progress.ts";
import type { Delivery } from "./delivery.ts";
import { feedError } from "./errors.ts";
import { feedChange } from "./feed-change.ts";
import type { FeedEvent } from "./feed-event.ts";
import type { RunningFeed } from "./feed-parts.ts";
import { Rate } from "./feed-progress.ts";
import { type HeaderSource, headerSource } from "./headers.ts";
import { isTooLarge, recordsOf } from "./make-records.ts";
import type { HeldEvents } from "./order/held-events.ts";
import { orderArrivals } from "./order/order-arrivals.ts";
import type { Ordered } from "./order/order-batch.ts";
import { type OrderRules, orderRules } from "./order/order-rules.ts";
import type { OpenSink } from "./sinks/sink.ts";

/** Puts batches in order, sends them and commits them: one at a time. */
export class BatchDelivery {
  readonly #running: RunningFeed;
  readonly #sink: OpenSink;
  readonly #heldEvents: HeldEvents;
  readonly #rules: OrderRules;
  readonly #rate = new Rate(performance.now());
  /** The last one that was acknowledged. */
  #batch: number;
  #headers: { readonly day: string; readonly source: HeaderSource } | undefined;

  /** `batch`: the number of the last one, by the ledger. */
  constructor(running: RunningFeed, sink: OpenSink, { heldEvents, batch }: { heldEvents: HeldEvents; batch: number }) {
    this.#running = running;
    this.#sink = sink;
    this.#heldEvents = heldEvents;
    this.#rules = orderRules(running.feed);
    this.#batch = batch;
  }

  /** Events a second. */
  get rate(): number {
    return this.#rate.at(performance.now());
  }

  /**
   * Delivers a batch: in order, sent, then committed; transactional: both as one. Without arrivals it is a new position alone.
   * Only the loss of the feed ends it before its end. Errors: `feed-lost`, those of the sink, ledger-*.
   */
  async deliver(delivery: Delivery): Promise<FeedWord> {
    const { ledger, owner, faults, transactional, onEvent } = this.#running;
    const startedAt = performance.now();
    const now = await ledger.time();
    const headers = this.#headersOn(now.slice(0, 10));
    const ordered = await this.#order(delivery, now, headers);
    await faults?.reach("ordered");
    const change = feedChange(this.#batch + 1, delivery, ordered);
    const records = recordsOf(ordered.outgoing, headers, now);
    if (records.length > 0) {
      if (transactional && !(await prepareBatch(ledger, owner, change))) throw this.#lost();
      if (transactional) await faults?.reach("prepared");
      // Whoever was stopped for longer than its lease must not begin to send.
      if (!owner.isHeld) throw this.#lost();
      const place = { batch: change.batch, position: delivery.position };
      await this.#sink.send({ records, ...(transactional ? { position: JSON.stringify(place) } : {}) }, owner.signal);
      await faults?.reach("sent");
    }
    const word = await commitBatch(ledger, owner, change);
    if (word === undefined) throw this.#lost();
    await faults?.reach("committed");
    this.#batch = change.batch;
    if (change.held.length > 0) this.#heldEvents.grown();
    this.#rate.add(change.sent, performance.now());
    onEvent?.(batchProgress(delivery, ordered, records, { tookMs: performance.now() - startedAt, rate: this.rate }));
    return word;
  }

  #order(delivery: Delivery, now: string, headers: HeaderSource): Promise<Ordered> {
    const { ledger, owner } = this.#running;
    const refusal = (event: FeedEvent) => {
      const { maxRecordBytes } = this.#sink;
      if (!isTooLarge(event, headers, maxRecordBytes)) return undefined;
      const message = `The event has ${event.value.length} bytes; the topic takes records of ${maxRecordBytes}.`;
      return { code: "feed-record-too-large", message };
    };
    return orderArrivals(delivery, {
      ...{ ledger, key: owner.key, heldEvents: this.#heldEvents },
      ...{ rules: this.#rules, refusal, now },
    });
  }

  #headersOn(day: string): HeaderSource {
    if (this.#headers?.day !== day) this.#headers = { day, source: headerSource(this.#running.feed, day) };
    return this.#headers.source;
  }

  #lost(): Error {
    this.#running.owner.lose();
    return feedError("feed-lost", `The feed ${this.#running.feed.name} has another owner.`);
  }
}

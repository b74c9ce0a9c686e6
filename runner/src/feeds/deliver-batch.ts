import { commitBatch, type FeedChange, type FeedWord, prepareBatch } from "../ledger/feeds/commit-batch.ts";
import { seenOf } from "../ledger/feeds/forget.ts";
import { type HeldEvent, type HeldQuery, heldWith, settledOf } from "../ledger/feeds/holds.ts";
import { feedError } from "./errors.ts";
import { eventSchema, schemaVersion } from "./event-schema.ts";
import type { RunningFeed } from "./feed-parts.ts";
import { Rate } from "./feed-progress.ts";
import type { HeaderSource } from "./headers.ts";
import { isTooLarge, recordsOf } from "./make-records.ts";
import { type Arrival, subjectOf } from "./order/arrival.ts";
import { poisonLetter } from "./order/dead-event.ts";
import { type Ordered, type Outgoing, orderBatch } from "./order/order-batch.ts";
import { type OrderRules, orderRules, settlement } from "./order/order-rules.ts";
import type { FeedPosition } from "./position.ts";
import { positionText } from "./read-position.ts";
import type { OpenSink } from "./sinks/sink.ts";
import { rememberedFrom } from "./sources/remembered.ts";
import type { FeedBatch } from "./sources/source.ts";

/** More events that wait with the external ids of one batch are not looked at together. */
const mostHeld = 1_000;

/** What is to be delivered, and what else is true after it. */
export interface Delivery {
  readonly arrivals: readonly Arrival[];
  readonly position: FeedPosition;
  /** Held events that the arrivals stand for; default: those with their external ids. */
  readonly held?: readonly HeldEvent[];
  readonly purpose?: "snapshot" | "lookback" | "replay";
  readonly seen?: FeedChange["seen"];
  readonly requests?: readonly string[];
}

/** Puts batches in order, sends them and commits them: one at a time. */
export class BatchDelivery {
  readonly #running: RunningFeed;
  readonly #sink: OpenSink;
  readonly #rules: OrderRules;
  readonly #rate = new Rate(performance.now());
  #batch: number;
  #headers: { readonly day: string; readonly source: HeaderSource } | undefined;
  /** Whether the ledger may hold anything. */
  mayHold: boolean;
  /** Events are held that need not wait any more. */
  mustDrain = true;

  constructor(running: RunningFeed, sink: OpenSink, { batch, mayHold }: { readonly batch: number; readonly mayHold: boolean }) {
    this.#running = running;
    this.#sink = sink;
    this.#rules = orderRules(running.feed);
    this.#batch = batch;
    this.mayHold = mayHold;
  }

  /** Events a second. */
  get rate(): number {
    return this.#rate.at(performance.now());
  }

  /** Of the next position, without anything to send. Errors: as `deliver`. */
  async move(position: FeedPosition, requests: readonly string[] = []): Promise<FeedWord> {
    return this.deliver({ arrivals: [], position, requests });
  }

  /** The arrivals of what a source gave, but for what was taken in before. Errors: ledger-*. */
  async arrivalsOf(batch: FeedBatch): Promise<Pick<Delivery, "arrivals" | "seen">> {
    const { feed, ledger, owner } = this.#running;
    const arrivals: Arrival[] = [
      ...batch.events.map((event): Arrival => ({ event })),
      ...batch.poison.map((row): Arrival => ({ dead: poisonLetter(feed, row) })),
    ];
    const { pass } = batch;
    if ("changes" in feed.source || pass === undefined) return { arrivals };
    const known = pass.purpose === "replay" ? new Set<string>() : await seenOf(ledger, owner.key, arrivals.map(idOf));
    const fresh = arrivals.filter((arrival) => !known.has(idOf(arrival)));
    const from = rememberedFrom(batch.position, feed.source.lookbackMs) ?? "";
    const seen = fresh.flatMap((arrival): FeedChange["seen"] => {
      const at = "event" in arrival ? arrival.event.raisedAt : pass.to;
      return pass.purpose === "lookback" || at >= from ? [[idOf(arrival), at]] : [];
    });
    return { arrivals: fresh, seen };
  }

  /**
   * Delivers a batch: in order, sent, then committed; transactional: both as one. Only the loss of the feed ends it before its
   * end. Errors: `feed-lost`, those of the sink, ledger-*.
   */
  async deliver(delivery: Delivery): Promise<FeedWord> {
    const { ledger, owner, faults, transactional } = this.#running;
    const startedAt = performance.now();
    const now = await ledger.time();
    const source = this.#headerSource(now.slice(0, 10));
    const ordered = await this.#order(delivery, now, source);
    await faults?.reach("ordered");
    const change = this.#change(delivery, ordered);
    const records = recordsOf(ordered.outgoing, source, now);
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
    if (change.held.length > 0) this.mayHold = true;
    this.#rate.add(change.sent, performance.now());
    this.#tell(delivery, ordered, records, startedAt);
    return word;
  }

  async #order({ arrivals, held: given }: Delivery, now: string, source: HeaderSource): Promise<Ordered> {
    const { ledger, owner } = this.#running;
    const { after, leads, holdMs } = this.#rules;
    const wanted = new Map<string, readonly [string, string]>();
    const concerned = new Set<string>();
    const rows: (readonly [string, string])[] = [];
    for (const arrival of arrivals) {
      const { type, externalId } = subjectOf(arrival);
      if (externalId === undefined) continue;
      // What it waits for was said when it was held, whatever the document says since.
      const first = "expired" in arrival ? arrival.expired.after : after.get(type);
      if (first !== undefined) wanted.set(settlement(first, externalId), [first, externalId]);
      if (first !== undefined || leads.has(type)) concerned.add(externalId);
      if (first !== undefined && "event" in arrival) rows.push([type, JSON.stringify(arrival.event.row)]);
    }
    const settled = await settledOf(ledger, owner.key, [...wanted.values()]);
    const held = given ?? (await this.#heldWith({ externalIds: [...concerned], rows }));
    if (held === undefined) this.mustDrain = true;
    return orderBatch({
      arrivals,
      rules: this.#rules,
      settled: new Set(settled.map((each) => settlement(...each))),
      held,
      deadlineOf: (type) => new Date(Date.parse(now) + (holdMs.get(type) ?? 0)).toISOString(),
      refusal: (event) => {
        if (!isTooLarge(event, source, this.#sink.maxRecordBytes)) return undefined;
        const message = `The event has ${event.value.length} bytes; the topic takes records of ${this.#sink.maxRecordBytes}.`;
        return { code: "feed-record-too-large", message };
      },
    });
  }

  async #heldWith(query: HeldQuery): Promise<readonly HeldEvent[] | undefined> {
    if (!this.mayHold) return [];
    const held = await heldWith(this.#running.ledger, this.#running.owner.key, query, mostHeld + 1);
    return held.length > mostHeld ? undefined : held;
  }

  #change({ position, seen = [], requests = [] }: Delivery, { outgoing, held, released, settled }: Ordered): FeedChange {
    const events = outgoing.flatMap((each) => ("event" in each ? [each.event] : []));
    const last = events.at(-1);
    return {
      batch: this.#batch + 1,
      position: positionText(position),
      sent: events.length,
      ...(last === undefined ? {} : { last: { type: last.type, id: last.id, raisedAt: last.raisedAt } }),
      ...{ held, released, settled, seen, requests },
      deadLetters: uniqueById(outgoing),
    };
  }

  #tell(
    { purpose }: Delivery,
    { outgoing, held, released }: Ordered,
    records: readonly { value: Uint8Array }[],
    startedAt: number,
  ) {
    const events = outgoing.flatMap((each) => ("event" in each ? [each.event] : []));
    const sent = new Map<string, number>();
    for (const { type } of events) sent.set(type, (sent.get(type) ?? 0) + 1);
    this.#running.onEvent?.({
      what: "batch",
      sent,
      deadLetters: outgoing.length - events.length,
      held: held.length,
      released: released.length,
      bytes: records.reduce((sum, { value }) => sum + value.length, 0),
      tookMs: Math.round(performance.now() - startedAt),
      rate: this.rate,
      ...(purpose === undefined ? {} : { purpose }),
    });
  }

  /** Masks and with them schemas may change from one day to the next. */
  #headerSource(day: string): HeaderSource {
    const { feed } = this.#running;
    if (this.#headers?.day !== day) {
      const versions = feed.events.map((event) => [event.type, schemaVersion(eventSchema(feed, event, day))] as const);
      this.#headers = { day, source: { feed: feed.name, tenant: feed.tenant, schemaVersions: new Map(versions) } };
    }
    return this.#headers.source;
  }

  #lost(): Error {
    this.#running.owner.lose();
    return feedError("feed-lost", `The feed ${this.#running.feed.name} has another owner.`);
  }
}

function idOf(arrival: Arrival): string {
  const subject = "event" in arrival ? arrival.event : "dead" in arrival ? arrival.dead : undefined;
  return subject?.id ?? "";
}

/** One row of a statement can't take the place of another of the same statement. */
function uniqueById(outgoing: readonly Outgoing[]): FeedChange["deadLetters"] {
  const dead = outgoing.flatMap((each) => ("dead" in each ? [each.dead] : []));
  return [...new Map(dead.map((each) => [each.id, each])).values()];
}

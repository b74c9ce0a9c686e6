import { setTimeout as after } from "node:timers/promises";
import type { FeedWord } from "../ledger/feeds/commit-batch.ts";
import { forgetDeadLetters, forgetSeen, forgetSent } from "../ledger/feeds/forget.ts";
import { noteFeed } from "../ledger/feeds/own-feed.ts";
import { listRequests } from "../ledger/feeds/requests.ts";
import { BatchDelivery } from "./deliver-batch.ts";
import { feedError } from "./errors.ts";
import type { FeedResult, RunningFeed } from "./feed-parts.ts";
import { LedgerWords } from "./ledger-words.ts";
import { HeldEvents } from "./order/held-events.ts";
import { heldNow, revisedArrivals } from "./order/revise-held.ts";
import type { FeedPosition, Pass } from "./position.ts";
import { readPosition } from "./read-position.ts";
import { recoverFeed, stateNow } from "./recover-feed.ts";
import type { OpenSink } from "./sinks/sink.ts";
import { rememberedFrom } from "./sources/remembered.ts";
import type { FeedBatch, FeedSource } from "./sources/source.ts";
import { takeIn } from "./take-in.ts";

/** How often a feed that goes on without a rest says how far behind it is, and looks for what is overdue. */
const upkeepMs = 5_000;
/** How often one that has nothing to do looks for the word of a person. */
const idleMs = 2_000;
/** So long the ledger lists dead letters; their topic keeps them for as long as it is told. */
const deadLettersMs = 90 * 24 * 3_600_000;

export interface SessionOptions {
  readonly once: boolean;
  /** Ends it after the batch that is under way. */
  readonly signal: AbortSignal;
}

interface Opened {
  readonly source: FeedSource;
  readonly delivery: BatchDelivery;
  readonly held: HeldEvents;
  /** Undefined: it never ran. */
  readonly position: FeedPosition | undefined;
}

/** A feed while its source and sink are open. */
export class FeedSession {
  readonly #running: RunningFeed;
  readonly #source: FeedSource;
  readonly #delivery: BatchDelivery;
  readonly #held: HeldEvents;
  readonly #once: boolean;
  readonly #signal: AbortSignal;
  #position: FeedPosition | undefined;
  #upkeepAt = Number.NEGATIVE_INFINITY;
  #ahead: Promise<FeedBatch | undefined> | undefined;
  #words: LedgerWords | undefined;
  #isCaughtUp = false;

  private constructor(running: RunningFeed, { source, delivery, held, position }: Opened, { once, signal }: SessionOptions) {
    this.#running = running;
    this.#source = source;
    this.#delivery = delivery;
    this.#held = held;
    this.#position = position;
    this.#once = once;
    this.#signal = signal;
  }

  /**
   * Works until it is paused, its signal aborts, or with `once` nothing is left. Errors: of the source, the sink and the ledger;
   * feed-*.
   */
  static async work(
    running: RunningFeed,
    opened: { readonly source: FeedSource; readonly sink: OpenSink },
    options: SessionOptions,
  ): Promise<FeedResult> {
    const { ledger, owner, transactional, onEvent } = running;
    const { sink, source } = opened;
    let state = await stateNow(ledger, owner);
    const { place } = running.sink;
    const isElsewhere = state.partitionsOf !== undefined && state.partitionsOf !== place;
    if (state.partitions !== undefined && !isElsewhere && state.partitions !== sink.partitions) {
      const message = `${place} has ${sink.partitions} partitions; it had ${state.partitions}.`;
      throw feedError("feed-partitions-changed", message);
    }
    if (state.partitionsOf !== place) await noteFeed(ledger, owner, { partitions: { count: sink.partitions, of: place } });
    const committed = transactional ? sink.committed : undefined;
    state = await recoverFeed(ledger, owner, state, { committed, onEvent });
    const held = new HeldEvents(ledger, owner.key);
    const delivery = new BatchDelivery(running, sink, { heldEvents: held, batch: state.batch });
    const position = state.position === undefined ? undefined : readPosition(state.position);
    const session = new FeedSession(running, { source, delivery, held, position }, options);
    try {
      return await session.#work();
    } finally {
      // The source is closed next: nobody may be reading then.
      await session.#settleAhead();
      await session.#words?.[Symbol.asyncDispose]();
    }
  }

  async #work(): Promise<FeedResult> {
    // Kept before anything is read: what changes from now on is not passed over by another beginning.
    if (this.#position === undefined) await this.#move(await this.#source.begin(this.#signal));
    const first = await this.#word();
    if (first !== undefined) return first;
    for (;;) {
      this.#check();
      const word = (await this.#revise()) ?? (await this.#drain()) ?? (await this.#step());
      if (word === undefined) continue;
      if (word === "done") return { state: "done" };
      if (!word.paused && !word.requests) continue;
      const result = await this.#word();
      if (result !== undefined) return result;
    }
  }

  get #place(): FeedPosition {
    if (this.#position === undefined) throw new Error("The feed has no position yet.");
    return this.#position;
  }

  /** One batch, or a rest. */
  async #step(): Promise<FeedWord | "done" | undefined> {
    const { faults } = this.#running;
    const ahead = this.#ahead ?? this.#source.next(this.#place, this.#signal);
    this.#ahead = undefined;
    const batch = await ahead;
    if (batch === undefined) return this.#rest();
    await faults?.reach("read");
    const isTime = await this.#keepUp();
    this.#isCaughtUp = false;
    // The next one is read while this one is sent.
    this.#ahead = this.#source.next(batch.position, this.#signal);
    this.#ahead.catch(() => {});
    const word = await this.#delivery.deliver(await takeIn(this.#running, batch));
    this.#position = batch.position;
    const expired = isTime ? await this.#expire() : undefined;
    return expired ?? word;
  }

  async #rest(): Promise<FeedWord | "done" | undefined> {
    const { onEvent } = this.#running;
    const expired = await this.#expire();
    if (expired !== undefined) return expired;
    await this.#keepUp();
    if (!this.#isCaughtUp) onEvent?.({ what: "caught-up" });
    this.#isCaughtUp = true;
    if (this.#once) return "done";
    await this.#wait();
    return { paused: false, requests: true };
  }

  /** Until the source, the ledger or the time says that a look is worth it. */
  async #wait(): Promise<void> {
    const woken = new AbortController();
    const signal = AbortSignal.any([this.#signal, woken.signal]);
    this.#words ??= new LedgerWords(this.#running.ledger);
    try {
      const idle = after(idleMs, undefined, { signal }).catch(() => {});
      await Promise.race([this.#source.wait(signal), idle, this.#words.said]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      woken.abort();
      this.#words.heard();
    }
  }

  /** What a person has said: a pause ends the session, replays become passes. */
  async #word(): Promise<FeedResult | undefined> {
    const { ledger, owner } = this.#running;
    const state = await stateNow(ledger, owner);
    await this.#held.look();
    if (state.paused !== undefined) {
      const { by, reason } = state.paused;
      return { state: "paused", by, ...(reason === undefined ? {} : { reason }) };
    }
    const requests = await listRequests(ledger, owner.key);
    if (requests.length === 0) return undefined;
    const passes = requests.map(({ id, from, to, types }): Pass => ({ id, purpose: "replay", from, to, types, rows: 0 }));
    const ids = requests.map(({ id }) => id);
    await this.#dropAhead();
    await this.#move({ ...this.#place, passes: [...this.#place.passes, ...passes] }, ids);
    return undefined;
  }

  async #move(position: FeedPosition, requests: readonly string[] = []): Promise<void> {
    await this.#delivery.deliver({ arrivals: [], position, requests });
    this.#position = position;
  }

  /** A source answers one question at a time. */
  async #settleAhead(): Promise<void> {
    await this.#ahead?.catch(() => {});
  }

  /** What was read after another position is read again. */
  async #dropAhead(): Promise<void> {
    await this.#settleAhead();
    this.#ahead = undefined;
  }

  /** Sends what is held and need not be; undefined when there is nothing of it. */
  async #drain(): Promise<FeedWord | undefined> {
    const held = await this.#held.releasable();
    if (held.length === 0) return undefined;
    const arrivals = held.map(({ after: first, externalId }) => ({ ready: [first, externalId] as const }));
    return this.#delivery.deliver({ arrivals, held, position: this.#place });
  }

  /** Has what is held be as it would be now; undefined when it is. */
  async #revise(): Promise<FeedWord | undefined> {
    const { feed } = this.#running;
    const held = await this.#held.outdated(new Date().toISOString().slice(0, 10), () => heldNow(feed, this.#source));
    if (held.length === 0) return undefined;
    await this.#settleAhead();
    const arrivals = await revisedArrivals(feed, this.#source, held, this.#place, this.#signal);
    return this.#delivery.deliver({ arrivals, held, position: this.#place });
  }

  /**
   * Gives up what has waited for too long, as far as all is read that may have come meanwhile; undefined when there is nothing of
   * it. How long ago that was, the source says by its own clock: the ledger's may be another.
   */
  async #expire(): Promise<FeedWord | undefined> {
    if (this.#place.passes.some(({ purpose }) => purpose === "snapshot")) return undefined;
    const overdue = await this.#held.overdue(async () => {
      await this.#settleAhead();
      return (await this.#source.lag(this.#place, this.#signal)).readAgo;
    });
    if (overdue.length === 0) return undefined;
    return this.#delivery.deliver({ arrivals: overdue.map((expired) => ({ expired })), position: this.#place });
  }

  /** Says how far it is behind, and forgets what is not needed any more; false while it is not time for that. */
  async #keepUp(): Promise<boolean> {
    if (performance.now() - this.#upkeepAt < upkeepMs) return false;
    this.#upkeepAt = performance.now();
    const { feed, ledger, owner, onEvent } = this.#running;
    await forgetSent(ledger, owner.key, feed.rememberMs);
    await forgetDeadLetters(ledger, owner.key, deadLettersMs);
    const from = "lookbackMs" in feed.source ? rememberedFrom(this.#place, feed.source.lookbackMs) : undefined;
    if (from !== undefined) await forgetSeen(ledger, owner.key, from);
    const lag = await this.#source.lag(this.#place, this.#signal);
    const { rate } = this.#delivery;
    if (!(await noteFeed(ledger, owner, { lag, rate, error: null })))
      throw feedError("feed-lost", "The feed has another owner.");
    onEvent?.({ what: "lag", lag, rate });
    return true;
  }

  #check(): void {
    this.#signal.throwIfAborted();
    if (!this.#running.owner.isHeld) throw feedError("feed-lost", "The lease of the feed is over.");
  }
}

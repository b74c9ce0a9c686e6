import type { FeedWord } from "../ledger/feeds/commit-batch.ts";
import { listRequests } from "../ledger/feeds/requests.ts";
import { awaitWork } from "./await-work.ts";
import type { BatchDelivery } from "./deliver-batch.ts";
import type { Delivery } from "./delivery.ts";
import { feedError } from "./errors.ts";
import type { FeedResult, RunningFeed } from "./feed-parts.ts";
import { expiry, type HeldParts, release, revision } from "./held-deliveries.ts";
import { LedgerWords } from "./ledger-words.ts";
import { pausedResult, replaysTakenUp } from "./person-word.ts";
import type { FeedPosition } from "./position.ts";
import { ReadAhead } from "./read-ahead.ts";
import { stateNow } from "./recover-feed.ts";
import type { OpenSink } from "./sinks/sink.ts";
import type { FeedSource } from "./sources/source.ts";
import { type StartedFeed, startFeed } from "./start-feed.ts";
import { takeIn } from "./take-in.ts";
import { forgetOld, noteLag } from "./upkeep.ts";

/** How often a feed that goes on without a rest says how far behind it is, and looks for what is overdue. */
const upkeepMs = 5_000;

export interface SessionOptions {
  readonly once: boolean;
  /** Ends it after the batch that is under way. */
  readonly signal: AbortSignal;
}

/**
 * Works with an open source and sink until the feed is paused, the signal aborts, or with `once` nothing is left. Errors: of
 * the source, the sink and the ledger; feed-*.
 */
export async function workFeed(
  running: RunningFeed,
  opened: { readonly source: FeedSource; readonly sink: OpenSink },
  options: SessionOptions,
): Promise<FeedResult> {
  // What is being read when it ends is nobody's any more.
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const session = new FeedSession(running, await startFeed(running, opened, signal), { ...options, signal });
  try {
    return await session.work();
  } finally {
    ended.abort();
    await session.end();
  }
}

/** The loop of a feed: what is held and need not be, else the next batch, else a rest. */
class FeedSession {
  readonly #running: RunningFeed;
  readonly #delivery: BatchDelivery;
  readonly #held: HeldParts;
  readonly #source: FeedSource;
  readonly #ahead: ReadAhead;
  readonly #once: boolean;
  readonly #signal: AbortSignal;
  #position: FeedPosition;
  #words: LedgerWords | undefined;
  /** The last upkeep, by the process's clock, in milliseconds. */
  #upkeepAt = Number.NEGATIVE_INFINITY;
  /** The last look for what is overdue found some: there may be more. */
  #mayBeOverdue = false;
  /** Nothing was unread at the last look. */
  #isCaughtUp = false;

  constructor(running: RunningFeed, started: StartedFeed, { once, signal }: SessionOptions) {
    const { source, heldEvents } = started;
    this.#running = running;
    this.#delivery = started.delivery;
    this.#source = source;
    this.#ahead = new ReadAhead(source, signal);
    this.#held = { feed: running.feed, heldEvents, source, ahead: this.#ahead, signal };
    this.#position = started.position;
    this.#once = once;
    this.#signal = signal;
  }

  async work(): Promise<FeedResult> {
    let result = await this.#hear();
    while (result === undefined) {
      this.#check();
      const fromHeld = (await revision(this.#held, this.#position)) ?? (await release(this.#held, this.#position));
      const word = fromHeld === undefined ? await this.#step() : await this.#deliver(fromHeld);
      if (word === "done") return { state: "done" };
      if (word.paused || word.requests) result = await this.#hear();
    }
    return result;
  }

  /** The source is closed next: nobody may be reading then. */
  async end(): Promise<void> {
    await this.#ahead.settle();
    await this.#words?.[Symbol.asyncDispose]();
  }

  #check(): void {
    this.#signal.throwIfAborted();
    if (!this.#running.owner.isHeld) throw feedError("feed-lost", "The lease of the feed is over.");
  }

  /** What a person has said: a pause ends the session, replays become passes. */
  async #hear(): Promise<FeedResult | undefined> {
    const { ledger, owner } = this.#running;
    const state = await stateNow(ledger, owner);
    await this.#held.heldEvents.look();
    const paused = pausedResult(state);
    if (paused !== undefined) return paused;
    const requests = await listRequests(ledger, owner.key);
    if (requests.length === 0) return undefined;
    await this.#ahead.drop();
    await this.#deliver(replaysTakenUp(requests, this.#position));
    return undefined;
  }

  /** One batch, or a rest. */
  async #step(): Promise<FeedWord | "done"> {
    const batch = await this.#ahead.next(this.#position);
    if (batch === undefined) return this.#rest();
    await this.#running.faults?.reach("read");
    const isTime = this.#isTime;
    const looks = isTime || this.#mayBeOverdue;
    if (isTime) await this.#keepUp();
    this.#isCaughtUp = false;
    // The next one is read while this one is sent.
    this.#ahead.begin(batch.position);
    const word = await this.#deliver(await takeIn(this.#running, batch));
    const expired = looks ? await expiry(this.#held, this.#position) : undefined;
    this.#mayBeOverdue = expired !== undefined;
    return expired === undefined ? word : this.#deliver(expired);
  }

  async #rest(): Promise<FeedWord | "done"> {
    const expired = await expiry(this.#held, this.#position);
    if (expired !== undefined) return this.#deliver(expired);
    if (this.#isTime) await this.#keepUp();
    if (!this.#isCaughtUp) this.#running.onEvent?.({ what: "caught-up" });
    this.#isCaughtUp = true;
    if (this.#once) return "done";
    this.#words ??= new LedgerWords(this.#running.ledger);
    await awaitWork(this.#source, this.#words, this.#signal);
    return { paused: false, requests: true };
  }

  async #deliver(delivery: Delivery): Promise<FeedWord> {
    const word = await this.#delivery.deliver(delivery);
    this.#position = delivery.position;
    return word;
  }

  get #isTime(): boolean {
    return performance.now() - this.#upkeepAt >= upkeepMs;
  }

  /** Says how far the feed is behind. Nobody may be reading: the source is asked. */
  async #keepUp(): Promise<void> {
    this.#upkeepAt = performance.now();
    await forgetOld(this.#running, this.#position);
    const lag = await this.#source.lag(this.#position, this.#signal);
    await noteLag(this.#running, lag, this.#delivery.rate);
  }
}

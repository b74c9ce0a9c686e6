import { ledgerName } from "../../commands/local/feed-desk.ts";
import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import { connectionKey } from "../../connect/open-connections.ts";
import { type FeedControl, feedControls } from "../../ledger/feeds/feed-control.ts";
import { listRunners } from "../../ledger/runners.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import { aborted } from "../aborted.ts";
import { BackOff } from "../back-off.ts";
import type { DaemonContext, Part } from "../part.ts";
import { isTooMany, mayTake, type Spread } from "./spread.ts";

/** Runs a feed until `signal` aborts (then its batch is finished), it stops, or it is another runner's. */
export type RunOne = (feed: ResolvedFeed, signal: AbortSignal) => Promise<void>;

export interface FeedsTimes {
  /** How often it is looked which feeds are to be run; word of the ledger comes sooner. */
  readonly tickMs: number;
  readonly spread: Spread;
}

/** With the usual lease of 10 s another runner goes on within 15 s of a runner's death. */
export const feedsTimes: FeedsTimes = { tickMs: 1_000, spread: { patienceMs: 2_000, settledMs: 30_000 } };

interface Running {
  readonly feed: ResolvedFeed;
  /** What it was opened from. */
  readonly made: string;
  readonly since: number;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
}

/**
 * Runs every enabled feed in force, each by one runner of all. A feed that is changed ends after its batch and begins anew with
 * what is in force then; one that is paused, stopped, disabled or removed stands still.
 */
export class Feeds implements Part {
  readonly name = "feeds";
  readonly #context: DaemonContext;
  readonly #runOne: RunOne;
  readonly #madeFrom: (feed: ResolvedFeed) => string;
  readonly #times: FeedsTimes;
  /** By key. */
  readonly #running = new Map<string, Running>();
  /** Since when feeds have been seen without a runner, by key. */
  readonly #freeSince = new Map<string, number>();
  readonly #backOff = new BackOff({ firstMs: 1_000, mostMs: 60_000 });
  #timer: NodeJS.Timeout | undefined;
  #listening: AsyncDisposable | undefined;
  #looking: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(
    context: DaemonContext,
    options: { readonly runOne: RunOne; readonly madeFrom: (feed: ResolvedFeed) => string; readonly times?: FeedsTimes },
  ) {
    this.#context = { ...context, log: context.log.child({ part: this.name }) };
    this.#runOne = options.runOne;
    this.#madeFrom = options.madeFrom;
    this.#times = options.times ?? feedsTimes;
  }

  async start(): Promise<void> {
    if (this.#timer !== undefined || this.#stopped) return;
    this.#timer = setInterval(() => this.wake(), this.#times.tickMs);
    this.#listening = this.#context.ledger.listen(() => this.wake());
    this.wake();
  }

  /** Looks at once which feeds are to be run. */
  wake(): void {
    if (this.#timer === undefined) return;
    this.#again = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = undefined;
    });
  }

  /** Batches in flight are finished, leases let go. */
  async stop(deadline: AbortSignal): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    this.#timer = undefined;
    await this.#listening?.[Symbol.asyncDispose]();
    await this.#looking;
    const all = [...this.#running.values()];
    for (const { stopping } of all) stopping.abort();
    await Promise.race([Promise.all(all.map(({ ended }) => ended)), aborted(deadline)]);
  }

  async #lookWhileAsked(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#look().catch((err: unknown) => this.#context.log.warn({ err }, "feeds could not be looked at; soon again"));
    }
  }

  async #look(): Promise<void> {
    const { ledger, documents, runner } = this.#context;
    const wanted = new Map([...documents().feeds.values()].filter(isEnabled).map((feed) => [ledgerName(feed).key, feed]));
    const states = await feedControls(ledger, [...wanted.keys()]);
    if (this.#stopped) return;
    for (const [key, running] of this.#running) {
      if (!this.#isStill(running, wanted.get(key), states.get(key))) running.stopping.abort();
    }
    const free = [...wanted].filter(([key]) => !this.#running.has(key) && isFree(states.get(key), runner.id));
    for (const key of this.#freeSince.keys()) if (!free.some(([other]) => other === key)) this.#freeSince.delete(key);
    if (free.length === 0 && this.#running.size === 0) return;
    const goes = [...wanted.keys()].filter((key) => mayGo(states.get(key)));
    const runners = (await listRunners(ledger)).filter(({ alive, roles }) => alive && roles.includes("feeds"));
    const share = { feeds: goes.length, runners: Math.max(1, runners.length) };
    const now = performance.now();
    // What is ending is on its way to others.
    const mine = () => [...this.#running.values()].filter(({ stopping }) => !stopping.signal.aborted);
    for (const [key, feed] of free) {
      const since = this.#freeSince.get(key) ?? now;
      this.#freeSince.set(key, since);
      if (!this.#backOff.isReady(key)) continue;
      if (mayTake(share, mine().length, now - since, this.#times.spread)) this.#begin(key, feed);
    }
    const settled = mine().filter(({ since }) => now - since > this.#times.spread.settledMs);
    if (isTooMany(share, mine().length)) settled[0]?.stopping.abort();
  }

  #isStill({ made }: Running, feed: ResolvedFeed | undefined, state: FeedControl | undefined): boolean {
    return feed !== undefined && mayGo(state) && made === this.#made(feed);
  }

  #begin(key: string, feed: ResolvedFeed): void {
    const stopping = new AbortController();
    const log = this.#context.log.child({ feed: feed.name });
    const run = async (): Promise<void> => {
      try {
        await this.#runOne(feed, stopping.signal);
        this.#backOff.succeeded(key);
      } catch (err) {
        this.#backOff.failed(key);
        log.warn({ err }, "the feed could not be run; it is tried again");
      }
    };
    const ended = run().finally(() => {
      this.#running.delete(key);
      this.#freeSince.delete(key);
      // One that was changed goes on at once; one that another runner has is looked at with the others.
      if (stopping.signal.aborted) this.wake();
    });
    this.#running.set(key, { feed, made: this.#made(feed), since: performance.now(), stopping, ended });
  }

  #made(feed: ResolvedFeed): string {
    return `${feedDefinitionHash(feed)} ${this.#madeFrom(feed)}`;
  }
}

/** What a feed's parts are opened from: another text, other connections. */
export function connectionsOf(inForce: Parameters<typeof connectionKey>[0], feed: ResolvedFeed): string {
  return [connectionKey(inForce, "warehouses", feed.product.warehouse), connectionKey(inForce, "brokers", feed.broker)].join(
    " ",
  );
}

function isEnabled({ enabled }: ResolvedFeed): boolean {
  return enabled;
}

/** Nobody has said that it shall stand still. */
function mayGo(state: FeedControl | undefined): boolean {
  return state?.stands !== true;
}

/** One that this runner let go of a moment ago is free, too. */
function isFree(state: FeedControl | undefined, self: string): boolean {
  return mayGo(state) && (state?.runner === undefined || state.runner === self);
}

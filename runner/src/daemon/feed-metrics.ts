import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Estate } from "../commands/estate.ts";
import { ledgerName } from "../commands/local/feed-desk.ts";
import { stateOf } from "../commands/local/feed-views.ts";
import { type FeedState, listFeeds } from "../ledger/feeds/feed-state.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";

/** So many shared feeds are named; the others are counted. */
const mostNamed = 100;

/** How feeds stand, as of one look at the ledger. */
export interface FeedFigures {
  readonly states: ReadonlyMap<string, FeedState>;
  /** UTC, ISO 8601. */
  readonly now: string;
}

/** The feeds in force, as the ledger has them. Errors: ledger-*. */
export async function feedFigures({ ledger, documents }: Pick<Estate, "ledger" | "documents">): Promise<FeedFigures> {
  const keys = [...documents().feeds.values()].map((feed) => ledgerName(feed).key);
  return { states: await listFeeds(ledger, keys), now: await ledger.time() };
}

/** The part of /metrics that is about feeds. Only shared feeds are named: whoever may read figures learns no private name. */
export class FeedMetrics {
  readonly #registry: Registry;

  readonly #batches: Histogram;
  readonly #ofLedger;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#batches = new Histogram({
      name: "datafeed_feed_batch_duration_seconds",
      help: "From a batch's order to its commit, of feeds in this process.",
      labelNames: ["product"],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
      registers: [registry],
    });
    const labelNames = ["feed"];
    this.#ofLedger = {
      feeds: this.#gauge("datafeed_feeds", "Feeds by state.", ["state"]),
      state: this.#gauge("datafeed_feed_state", "1 for the state that a feed is in.", ["feed", "state"]),
      sent: this.#counter("datafeed_feed_events_total", "Events sent since the feed was first run, repeats included."),
      lagEvents: this.#gauge("datafeed_feed_lag_events", "Changes that are not read yet.", labelNames),
      lagSeconds: this.#gauge("datafeed_feed_lag_seconds", "Since the oldest change that is not read.", labelNames),
      lagAt: this.#gauge("datafeed_feed_lag_timestamp_seconds", "When the lag was last measured.", labelNames),
      heldUp: this.#gauge(
        "datafeed_feed_held_up_seconds",
        "For how long an open transaction has kept changes back.",
        labelNames,
      ),
      held: this.#gauge("datafeed_feed_held_events", "Events that wait for the one before them.", labelNames),
      // They are forgotten after a while, which a counter would take for a new start.
      deadLetters: this.#gauge(
        "datafeed_feed_dead_letters",
        "Events that could not be sent, as far as they are kept.",
        labelNames,
      ),
      lastEvent: this.#gauge("datafeed_feed_last_event_timestamp_seconds", "When the last event was raised.", labelNames),
    };
  }

  /** A batch of this process was sent and committed. */
  batch(product: string, seconds: number): void {
    this.#batches.observe({ product }, seconds);
  }

  show(feeds: ReadonlyMap<string, ResolvedFeed>, { states, now }: FeedFigures): void {
    this.hide();
    const all = [...feeds.values()].map((feed) => ({ feed, state: states.get(ledgerName(feed).key) }));
    const counts = Map.groupBy(all, ({ feed, state }) => stateOf(feed, state));
    for (const [state, its] of counts) this.#ofLedger.feeds.set({ state }, its.length);
    for (const { feed, state } of all.filter(({ feed }) => feed.shared).slice(0, mostNamed)) {
      this.#ofLedger.state.set({ feed: feed.name, state: stateOf(feed, state) }, 1);
      if (state !== undefined) this.#showFeed(feed.name, state, now);
    }
  }

  /** What is not known is not shown. */
  hide(): void {
    for (const metric of Object.values(this.#ofLedger)) {
      metric.reset();
      metric.remove({});
    }
  }

  #showFeed(feed: string, { sent, lag, held, deadLetters, lastEvent }: FeedState, now: string): void {
    const figures = this.#ofLedger;
    figures.sent.inc({ feed }, sent);
    figures.held.set({ feed }, held);
    figures.deadLetters.set({ feed }, deadLetters);
    if (lastEvent !== undefined) figures.lastEvent.set({ feed }, Date.parse(lastEvent.at) / 1000);
    if (lag === undefined) return;
    figures.lagSeconds.set({ feed }, lag.seconds);
    figures.lagAt.set({ feed }, Date.parse(lag.at) / 1000);
    if (lag.events !== undefined) figures.lagEvents.set({ feed }, lag.events);
    const heldUpMs = lag.heldUpSince === undefined ? 0 : Date.parse(now) - Date.parse(lag.heldUpSince);
    figures.heldUp.set({ feed }, Math.max(0, heldUpMs) / 1000);
  }

  #gauge(name: string, help: string, labelNames: readonly string[]): Gauge {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #counter(name: string, help: string): Counter {
    return new Counter({ name, help, labelNames: ["feed"], registers: [this.#registry] });
  }
}

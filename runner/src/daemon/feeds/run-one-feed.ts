import type { Logger } from "pino";
import { ledgerName } from "../../commands/local/feed-desk.ts";
import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import type { ConnectionsInForce } from "../../connect/connections-in-force.ts";
import { openBroker } from "../../connect/open-connections.ts";
import type { LeaseTimes } from "../../execute/lease.ts";
import { ownFeed } from "../../feeds/feed-owner.ts";
import type { FeedProgress } from "../../feeds/feed-progress.ts";
import { EventRaiser } from "../../feeds/raise-events.ts";
import { runFeed } from "../../feeds/run-feed.ts";
import { openSource } from "../../feeds/sources/open-source.ts";
import type { DaemonContext } from "../part.ts";
import type { RunOne } from "./feeds-part.ts";

/** After so long without a sign of its runner a feed is free. */
export const feedLeaseTimes: LeaseTimes = { leaseMs: 8_000, heartbeatMs: 2_000 };

export interface RunOneOptions {
  /** The connections in force now. */
  inForce(): ConnectionsInForce;
  /** Hears of each batch that was committed. */
  onBatch(product: string, seconds: number): void;
  readonly lease?: LeaseTimes;
}

/** Runs feeds to the brokers of the connections, each while this runner has its lease. */
export function runOneFeed(context: DaemonContext, options: RunOneOptions): RunOne {
  return async (feed, signal) => {
    const { ledger, runner } = context;
    const log = context.log.child({ feed: feed.name });
    const name = { ...ledgerName(feed), definitionHash: feedDefinitionHash(feed) };
    await using owner = await ownFeed(ledger, name, runner.id, options.lease ?? feedLeaseTimes);
    if (owner === undefined) return;
    log.info({ topic: feed.topic }, "this runner has the feed from now on");
    await using sink = openBroker(options.inForce(), feed.broker, { events: feed.topic, deadLetters: feed.deadLetterTopic });
    const parts = { feed, raiser: new EventRaiser(feed), today: () => new Date().toISOString().slice(0, 10) };
    const result = await runFeed(
      feed,
      {
        ledger,
        owner,
        sink,
        openSource: async (ending) => openSource(parts, await context.warehouse(feed.product.warehouse), ending),
        transactional: feed.delivery === "transactional",
        onEvent: (progress) => {
          tell(log, progress);
          if (progress.what === "batch") options.onBatch(feed.product.id, progress.tookMs / 1000);
        },
      },
      { signal },
    );
    if (result.state === "stopped") log.error({ error: result.error }, "the feed has stopped until it is resumed");
    else log.info({ state: result.state }, "this runner lets go of the feed");
  };
}

function tell(log: Logger, progress: FeedProgress): void {
  if (progress.what === "batch") log.debug({ ...progress, sent: Object.fromEntries(progress.sent) }, "sent a batch");
  if (progress.what === "retry") log.warn({ err: progress.error, inMs: progress.inMs }, "the feed failed; it is tried again");
  if (progress.what === "recovered") {
    log.info({ batch: progress.batch, was: progress.was }, "found the end of a transaction of the last runner");
  }
}

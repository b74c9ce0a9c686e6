import type { Logger } from "pino";
import { ledgerName } from "../../commands/local/feed-desk.ts";
import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import type { ConnectionsInForce } from "../../connect/connections-in-force.ts";
import { type FeedSink, loadFeedClients, openFeedTopics } from "../../connect/open-feed-sink.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type FeedOwner, ownFeed } from "../../feeds/feed-owner.ts";
import type { FeedProgress } from "../../feeds/feed-progress.ts";
import { openFeedSource } from "../../feeds/open-feed-source.ts";
import { runFeed } from "../../feeds/run-feed.ts";
import { noteFeed } from "../../ledger/feeds/own-feed.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { DaemonContext } from "../part.ts";
import type { RunOne } from "./feeds-part.ts";

export interface RunOneOptions {
  /** The connections in force now. */
  inForce(): ConnectionsInForce;
  /** Hears of each batch that was committed. */
  onBatch(product: string, seconds: number): void;
}

/** Runs feeds to the brokers of the connections, each while this runner has its lease. */
export function runOneFeed(context: DaemonContext, options: RunOneOptions): RunOne {
  const { ledger, runner } = context;
  return async (feed, signal) => {
    const log = context.log.child({ feed: feed.name });
    const name = { ...ledgerName(feed), definitionHash: feedDefinitionHash(feed) };
    await loadFeedClients(options.inForce(), feed);
    await using owner = await ownFeed(ledger, name, runner.id, context.lease);
    if (owner === undefined) return;
    log.info({ topic: feed.topic }, "this runner has the feed from now on");
    const { sink: opened, transactional } = await openSink(feed, owner);
    await using sink = opened;
    const result = await runFeed(
      feed,
      {
        ledger,
        owner,
        sink,
        openSource: async (ending) => openFeedSource(feed, await context.warehouse(feed.product.warehouse), ending),
        transactional,
        onEvent: (progress) => {
          tell(log, progress);
          if (progress.what === "batch") options.onBatch(feed.product.id, progress.tookMs / 1000);
        },
      },
      { signal },
    );
    if (result.state === "stopped")
      log.error({ error: result.error }, `the feed has stopped; if that is mended: datafeed feed resume "${feed.name}"`);
    else log.info({ state: result.state }, "this runner lets go of the feed");
  };

  /** What keeps a broker from being opened is shown like any other failure of the feed. */
  async function openSink(feed: ResolvedFeed, owner: FeedOwner): Promise<FeedSink> {
    try {
      return openFeedTopics(options.inForce(), feed);
    } catch (error) {
      if (error instanceof DatafeedError) {
        await noteFeed(ledger, owner, { error: { code: error.code, message: error.message } });
      }
      throw error;
    }
  }
}

function tell(log: Logger, progress: FeedProgress): void {
  if (progress.what === "batch") log.debug({ ...progress, sent: Object.fromEntries(progress.sent) }, "sent a batch");
  if (progress.what === "retry") log.warn({ err: progress.error, inMs: progress.inMs }, "the feed failed; it is tried again");
  if (progress.what === "began") log.info({ at: progress.at }, "the feed is new: it listens from now on");
  if (progress.what === "recovered") {
    log.info({ batch: progress.batch, was: progress.was }, "found the end of a transaction of the last runner");
  }
}

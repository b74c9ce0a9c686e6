import { type FeedTarget, feedKey } from "../feeds/feed-key.ts";
import { fileSink } from "../feeds/sinks/file.ts";
import { loadKafka } from "../feeds/sinks/kafka/connect-kafka.ts";
import type { EventSink } from "../feeds/sinks/sink.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { ConnectionsInForce } from "./connections-in-force.ts";
import { loadDriver, openBroker } from "./open-connections.ts";

/** A feed's sink, and what of its run depends on that. */
export interface FeedSink {
  readonly sink: EventSink;
  readonly key: string;
  readonly transactional: boolean;
}

/**
 * Loads driver and client library of a feed that sends to its broker. For a second or two nothing else is done, so nobody should
 * hold a lease meanwhile. What can't be loaded is an error of its use alone.
 */
export async function loadFeedClients(around: ConnectionsInForce, feed: ResolvedFeed): Promise<void> {
  await Promise.all([loadDriver(around, feed.product.warehouse), loadKafka()]);
}

/** The topics of a feed's document. Errors: those of `openBroker`. */
export function openFeedTopics(around: ConnectionsInForce, feed: ResolvedFeed): FeedSink {
  return {
    sink: openBroker(around, feed.broker, { events: feed.topic, deadLetters: feed.deadLetterTopic }),
    key: feedKey(feed),
    transactional: feed.delivery === "transactional",
  };
}

/** A file in the place of a feed's topics. */
export function openFeedFile(feed: ResolvedFeed, target: FeedTarget & { readonly to: "file" }, withHeaders: boolean): FeedSink {
  return { sink: fileSink(target.path, { withHeaders }), key: feedKey(feed, target), transactional: false };
}

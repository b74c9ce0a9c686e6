import { type FeedTarget, feedKey } from "../feeds/feed-key.ts";
import { fileSink } from "../feeds/sinks/file.ts";
import type { EventSink } from "../feeds/sinks/sink.ts";
import type { ResolvedFeed } from "../load/project-documents.ts";
import type { ConnectionsInForce } from "./connections-in-force.ts";
import { openBroker } from "./open-connections.ts";

/** A feed's sink, and what of its run depends on that. */
export interface FeedSink {
  readonly sink: EventSink;
  readonly key: string;
  readonly transactional: boolean;
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

import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { feedSourceWords, type ResolvedFeed } from "../../../runner/src/language.ts";

/** What the document alone says of a feed, while nobody can be asked how it stands. */
export function writtenFeed(feed: ResolvedFeed): FeedView {
  return {
    name: feed.name,
    ...(feed.description === undefined ? {} : { description: feed.description }),
    owner: feed.owner,
    shared: feed.shared,
    product: { id: feed.product.id, name: feed.product.name },
    file: feed.file,
    source: feedSourceWords(feed.source),
    broker: feed.broker,
    topic: feed.topic,
    deadLetterTopic: feed.deadLetterTopic,
    delivery: feed.delivery,
    events: feed.events.map(({ type, extract, raise, after }) => ({
      type,
      template: extract.template.name,
      raise: [...raise],
      ...(after === undefined ? {} : { after }),
    })),
    definitionHash: "",
    state: feed.enabled ? "waiting" : "disabled",
    sent: 0,
    held: 0,
    deadLetters: 0,
    passes: [],
  };
}

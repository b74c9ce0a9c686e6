import type { FeedView } from "../../../runner/src/commands/commands.ts";
import type { ResolvedFeed } from "../../../runner/src/language.ts";

/** What the document alone says of a feed, while nobody can be asked how it stands. */
export function writtenFeed(feed: ResolvedFeed): FeedView {
  const { source } = feed;
  return {
    name: feed.name,
    ...(feed.description === undefined ? {} : { description: feed.description }),
    owner: feed.owner,
    shared: feed.shared,
    product: { id: feed.product.id, name: feed.product.name },
    file: feed.file,
    source: "changes" in source ? `changes of ${source.changes}` : lookback(source),
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

function lookback({ lookbackMs, everyMs }: { readonly lookbackMs: number; readonly everyMs: number }): string {
  return `looks back ${duration(lookbackMs)} every ${duration(everyMs)}`;
}

/** As documents write it: 10m. */
function duration(milliseconds: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "m"],
    [1000, "s"],
  ] as const;
  const [size, unit] = units.find(([each]) => milliseconds % each === 0) ?? [1, "ms"];
  return `${milliseconds / size}${unit}`;
}

import { durationText, type ExplainedExtract, explainFilter, toYaml } from "./explain-extract.ts";
import type { Filter, ResolvedEvent, ResolvedFeed } from "./project-documents.ts";

/** A feed as it is understood: every default filled in. Reading the result as a document gives the same feed. */
export function explainFeed(feed: ResolvedFeed): ExplainedExtract {
  const value = explainedFeed(feed);
  return { value, yaml: toYaml(value) };
}

/**
 * The value alone.
 *
 * @param shownFilter What is shown of an event's filter.
 */
export function explainedFeed(
  feed: ResolvedFeed,
  shownFilter = (filter: Filter, _event: ResolvedEvent): Filter => filter,
): Readonly<Record<string, unknown>> {
  const { source, snapshot } = feed;
  const explained = (event: ResolvedEvent): Readonly<Record<string, unknown>> => {
    const { filter, template } = event.extract;
    return {
      template: template.name,
      raise: event.raise.size === 1 ? [...event.raise][0] : [...event.raise],
      ...(filter !== undefined && { when: explainFilter(shownFilter(filter, event)) }),
      ...(event.after !== undefined && { after: event.after, hold: durationText(event.holdMs) }),
      key: event.key,
      ...(event.version !== undefined && { version: event.version }),
    };
  };
  return {
    kind: "Feed",
    name: feed.name,
    ...(feed.id !== undefined && { id: feed.id }),
    ...(feed.description !== undefined && { description: feed.description }),
    product: feed.product.id,
    owner: feed.owner,
    shared: feed.shared,
    ...(feed.breaking === true && { breaking: feed.breaking }),
    enabled: feed.enabled,
    source:
      "changes" in source
        ? { changes: source.changes }
        : { lookback: durationText(source.lookbackMs), every: durationText(source.everyMs) },
    snapshot: typeof snapshot === "string" ? snapshot : snapshot.from,
    to: { broker: feed.broker, topic: feed.topic, deadLetter: feed.deadLetterTopic },
    key: feed.events[0]?.key,
    tenant: feed.tenant,
    delivery: feed.delivery,
    timestampFormat: feed.timestampFormat,
    remember: durationText(feed.rememberMs),
    lateAfter: durationText(feed.lateAfterMs),
    events: Object.fromEntries(feed.events.map((event) => [event.type, explained(event)])),
    ...(feed.notify.length > 0 && { notify: feed.notify }),
  };
}

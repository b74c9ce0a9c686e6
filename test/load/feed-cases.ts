/** An event that follows the one of `feedText`. */
export const analyzed = "  Analyzed: { template: Analysis, raise: insert, after: Created, key: ConversationExternalId }";

/** A sound feed with one event; lines that are indented are more events, the others keys of the feed. */
export function feedText(...lines: readonly string[]): string {
  const events = lines.filter((line) => line.startsWith(" "));
  return [
    "kind: Feed",
    "name: calls",
    "product: customer",
    "owner: amy",
    ...(lines.some((line) => line.startsWith("source:")) ? [] : ["source: { lookback: 10m }"]),
    "to: { broker: main, topic: calls }",
    "key: ExternalId",
    ...lines.filter((line) => !line.startsWith(" ")),
    "events:",
    "  Created: { template: Calls, raise: insert }",
    ...events,
    "",
  ].join("\n");
}

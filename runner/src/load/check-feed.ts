import type { Feed } from "../../../schemas/generated/documents.ts";
import { checkDateTime } from "./check-window.ts";
import { deadLetterTopicOf, positionsTopicOf } from "./feed-defaults.ts";
import type { DocumentFindings } from "./findings.ts";
import type { FeedSurroundings } from "./resolve-feed.ts";
import { shown } from "./shown-value.ts";
import { sayUndeclared } from "./undeclared.ts";

/** What the schema can't say of a feed as a whole. */
export function checkFeed(findings: DocumentFindings, feed: Feed, around: FeedSurroundings): void {
  checkSource(findings, feed, around);
  const { snapshot } = feed;
  if (snapshot !== undefined && snapshot !== "none" && snapshot !== "all") checkDateTime(findings, snapshot, ["snapshot"]);
  if (feed.delivery === "transactional" && feed.source.changes === undefined) {
    const message = "`delivery: transactional` needs a change table: a look at the newest rows has no position to keep.";
    findings.error("feed-delivery", ["delivery"], message, "Write `source: { changes: … }`, or leave `delivery` out.");
  }
  checkTopics(findings, feed);
  checkBroker(findings, feed, around);
  checkNotify(findings, feed, around);
}

function checkSource(findings: DocumentFindings, { product, source }: Feed, { project, connections }: FeedSurroundings): void {
  const { changes, lookback, every } = source;
  if (changes === undefined && lookback === undefined) {
    const message = "The source does not say how changes are found; expected one of `changes` and `lookback`.";
    findings.error("feed-source", ["source"], message, "Write `changes: datafeed.changes` or `lookback: 10m`.");
  }
  if (changes !== undefined && lookback !== undefined) {
    const message = "The source has `changes` and `lookback`; expected one of them.";
    findings.errorAtKey("feed-source", ["source", "lookback"], message, "Keep the one that is meant.");
  }
  if (every !== undefined && lookback === undefined) {
    findings.errorAtKey("key-unused", ["source", "every"], "`every` means nothing without `lookback`.");
  }
  if (changes === undefined) return;
  const name = Object.hasOwn(project.products, product) ? project.products[product]?.warehouse : undefined;
  const warehouses = connections?.warehouses ?? {};
  const warehouse = name !== undefined && Object.hasOwn(warehouses, name) ? warehouses[name] : undefined;
  if (warehouse === undefined || warehouse.type === "postgres") return;
  const message = `A change table is PostgreSQL's; the warehouse ${shown(name)} of the product ${shown(product)} is of type ${shown(warehouse.type)}.`;
  findings.errorAtKey("feed-source", ["source", "changes"], message, "Write `lookback`.");
}

/** The longest name that Kafka allows. */
const maxTopicLength = 249;

function checkTopics(findings: DocumentFindings, feed: Feed): void {
  const { topic, deadLetter } = feed.to;
  if (deadLetter === topic) {
    const message = `The dead letters would go to the topic of the events, ${shown(topic)}.`;
    findings.error("feed-topic", ["to", "deadLetter"], message, "Name another topic, or leave `deadLetter` out.");
  }
  const name = deadLetterTopicOf(feed);
  if (deadLetter !== undefined || name.length <= maxTopicLength) return;
  const message = `The topic of the dead letters would have ${name.length} characters; a topic has ${maxTopicLength} at most.`;
  findings.error("feed-topic", ["to", "topic"], message, "Name one in `deadLetter`.");
}

function checkBroker(findings: DocumentFindings, { to }: Feed, { connections, trusted }: FeedSurroundings): void {
  const known = connections?.brokers ?? {};
  if (connections === undefined) return;
  const broker = Object.hasOwn(known, to.broker) ? known[to.broker] : undefined;
  if (broker !== undefined) {
    checkPositions(findings, to, positionsTopicOf(broker));
    return;
  }
  const undeclared = {
    code: "broker-undeclared",
    what: "broker",
    name: to.broker,
    known: Object.keys(known),
    trusted,
  } as const;
  sayUndeclared(findings, ["to", "broker"], undeclared);
}

/** Kafka keeps the last record of a key alone there: events would be removed, or be read as positions. */
function checkPositions(findings: DocumentFindings, to: Feed["to"], positions: string): void {
  const hint = "Name another topic, or another one as `positions` of the broker in connections.yaml.";
  const said = `is the one in which the broker ${shown(to.broker)} keeps the positions of feeds.`;
  if (to.topic === positions) findings.error("feed-topic", ["to", "topic"], `The topic ${shown(to.topic)} ${said}`, hint);
  if (deadLetterTopicOf({ to }) !== positions) return;
  const path = to.deadLetter === undefined ? ["to", "topic"] : ["to", "deadLetter"];
  findings.error("feed-topic", path, `The topic of the dead letters, ${shown(positions)}, ${said}`, hint);
}

const impossible: Readonly<Record<string, string>> = {
  success: "A feed publishes all the time and is never done: there is no success to be told of.",
  drift: "A feed has no windows into which rows could come late.",
};

function checkNotify(findings: DocumentFindings, { notify }: Feed, { connections, trusted }: FeedSurroundings): void {
  const known = Object.keys(connections?.notifiers ?? {});
  notify?.forEach(({ to, events }, index) => {
    events.forEach((event, at) => {
      const why = impossible[event];
      if (why === undefined) return;
      const hint = "Expected `failure`, `late` or `recovery`.";
      findings.error("feed-notify", ["notify", index, "events", at], why, hint);
    });
    if (connections === undefined || known.includes(to)) return;
    sayUndeclared(findings, ["notify", index, "to"], { code: "notifier-unknown", what: "notifier", name: to, known, trusted });
  });
}

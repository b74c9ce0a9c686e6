import type { Feed, FeedEvent, Template } from "../../../schemas/generated/documents.ts";
import { checkFeed } from "./check-feed.ts";
import { checkEvent } from "./check-feed-event.ts";
import { checkName } from "./check-name.ts";
import { checkRepeatedData } from "./check-repeated-data.ts";
import { durationMs, instantOf, parseDateTime } from "./date-time.ts";
import { defaults } from "./defaults.ts";
import { eventsInOrder } from "./events-in-order.ts";
import { deadLetterTopicOf, raisedBy } from "./feed-defaults.ts";
import { readFilter } from "./filter.ts";
import { checkOwner, findProduct, findTemplate } from "./find-parts.ts";
import type { DocumentFindings } from "./findings.ts";
import { grantFor } from "./grants.ts";
import { piiClassOf } from "./pii.ts";
import type { NotifyRule, ResolvedEvent, ResolvedExtract, ResolvedFeed } from "./project-documents.ts";
import { keysInOrder, type PlainObject } from "./read-value.ts";
import type { Surroundings } from "./resolve-extract.ts";
import { checkSharedPii } from "./rules.ts";
import { shownFields } from "./select-fields.ts";
import { shown } from "./shown-value.ts";

/** What feeds are resolved against. */
export type FeedSurroundings = Omit<Surroundings, "schedules">;

/** A feed with its references followed, its rules checked and its defaults filled in; undefined when it has an error. */
export function resolveFeed(findings: DocumentFindings, feed: Feed, around: FeedSurroundings): ResolvedFeed | undefined {
  checkName(findings, feed.name);
  checkOwner(findings, feed.owner, around);
  const product = findProduct(findings, feed.product, around);
  checkFeed(findings, feed, around);
  const written = keysInOrder(feed.events).flatMap((type) => {
    const event = feed.events[type];
    return event === undefined ? [] : [{ type, event }];
  });
  const parts = written.flatMap(({ type, event }) => {
    const path = ["events", type, "template"];
    const template = findTemplate(findings, { name: event.template, product: feed.product, path }, around);
    return template === undefined ? [] : [{ type, event, template }];
  });
  const read = parts.map((part) => ({ ...part, filter: readEvent(findings, { feed, ...part }, around) }));
  const events = eventsInOrder(findings, written);
  if (findings.failed || product === undefined) return undefined;

  const { project } = around;
  const feedProduct = { id: feed.product, name: product.name, warehouse: product.warehouse };
  const resolved = events.flatMap((type): readonly ResolvedEvent[] => {
    const part = read.find((one) => one.type === type);
    if (part === undefined) return [];
    const { event, template, filter } = part;
    const extract = payloadOf({ findings, feed, type, template, filter, product: feedProduct, project });
    return [resolveEvent({ type, feed, event, extract })];
  });
  checkRepeatedData(findings, resolved);
  return Object.freeze({
    name: feed.name,
    ...(feed.id !== undefined && { id: feed.id }),
    ...(feed.description !== undefined && { description: feed.description }),
    file: findings.places.file,
    product: feedProduct,
    owner: feed.owner,
    shared: feed.shared ?? defaults.shared,
    ...(feed.breaking === true && { breaking: feed.breaking }),
    enabled: feed.enabled ?? defaults.enabled,
    source: sourceOf(feed),
    snapshot: snapshotOf(feed.snapshot ?? defaults.feed.snapshot),
    broker: feed.to.broker,
    topic: feed.to.topic,
    deadLetterTopic: deadLetterTopicOf(feed),
    tenant: feed.tenant ?? feed.product,
    delivery: feed.delivery ?? defaults.feed.delivery,
    timestampFormat: feed.timestampFormat ?? defaults.feed.timestampFormat,
    rememberMs: durationMs(feed.remember ?? defaults.feed.remember),
    lateAfterMs: durationMs(feed.lateAfter ?? defaults.feed.lateAfter),
    notify: feed.notify ?? (project.defaults?.notify ?? []).flatMap(ofFeeds),
    events: resolved,
    project,
  });
}

interface ReadPart {
  readonly feed: Feed;
  readonly type: string;
  readonly event: FeedEvent;
  readonly template: Template;
}

/** Checks an event against its template; what `when` says. */
function readEvent(findings: DocumentFindings, part: ReadPart, { project, today }: FeedSurroundings) {
  const { feed, type, event, template } = part;
  checkEvent(findings, part);
  const clear = (field: string) =>
    grantFor(project, { extract: feed.name, template: template.name, field }, today) !== undefined;
  const refusal = (field: string) => {
    const pii = piiClassOf(template, field);
    if (pii === undefined || clear(field)) return undefined;
    return `${shown(field)} holds personal data (${pii}), and no grant in datafeed.yaml lets this feed compare it.`;
  };
  const fields = shownFields(template).map((field) => ({ field, as: field }));
  const shared = feed.shared ?? defaults.shared;
  checkSharedPii(findings, { project, name: feed.name, template, fields, shared, event: type }, today);
  return event.when && readFilter({ findings, template, refusal }, event.when as PlainObject, ["events", type, "when"]);
}

interface Payload extends Pick<ResolvedExtract, "template" | "product" | "project"> {
  readonly findings: DocumentFindings;
  readonly feed: Feed;
  readonly type: string;
  readonly filter: ResolvedExtract["filter"] | undefined;
}

function payloadOf({ findings, feed, type, template, filter, product, project }: Payload): ResolvedExtract {
  return Object.freeze({
    name: feed.name,
    file: findings.places.file,
    product,
    owner: feed.owner,
    shared: feed.shared ?? defaults.shared,
    ...(feed.breaking === true && { breaking: feed.breaking }),
    template,
    templateFields: keysInOrder(template.fields),
    fields: shownFields(template).map((field) => ({ field, as: field })),
    ...(filter !== undefined && { filter }),
    timezone: "UTC",
    output: payloadOutput,
    operation: payloadOperation,
    event: { type, broker: feed.to.broker, topic: feed.to.topic },
    project,
  });
}

/** One line of JSON for each row. Where it goes is the feed's to say. */
const payloadOutput: ResolvedExtract["output"] = {
  format: "ndjson",
  compress: "none",
  to: defaults.to,
  order: "none",
  empty: defaults.empty,
  reconcile: defaults.reconcile,
  delimiter: defaults.delimiter,
  header: defaults.header,
  bom: defaults.bom,
  formulas: defaults.formulas,
  pretty: defaults.pretty,
};

const payloadOperation: ResolvedExtract["operation"] = {
  enabled: defaults.enabled,
  retries: { max: defaults.retries, backoffMs: durationMs(defaults.backoff) },
  notify: [],
  lateAfterMs: durationMs(defaults.lateAfter),
};

interface EventPart {
  readonly type: string;
  readonly feed: Feed;
  readonly event: FeedEvent;
  readonly extract: ResolvedExtract;
}

function resolveEvent({ type, feed, event, extract }: EventPart): ResolvedEvent {
  const raise = raisedBy(event);
  return Object.freeze({
    type,
    extract,
    raise,
    key: event.key ?? feed.key,
    ...(raise.has("update") && event.version !== undefined && { version: event.version }),
    ...(event.after !== undefined && { after: event.after }),
    holdMs: durationMs(event.hold ?? defaults.feed.hold),
  });
}

function sourceOf({ source }: Feed): ResolvedFeed["source"] {
  if (source.changes !== undefined) return { changes: source.changes };
  const { lookback = "0s", every = defaults.feed.every } = source;
  return { lookbackMs: durationMs(lookback), everyMs: durationMs(every) };
}

function snapshotOf(snapshot: string): ResolvedFeed["snapshot"] {
  if (snapshot === "none" || snapshot === "all") return snapshot;
  const from = parseDateTime(snapshot);
  return from === undefined ? "none" : { from: instantOf(from, "UTC").toString() };
}

/** What a project wants to be told of every extract is told of feeds as far as it can happen to them. */
function ofFeeds({ to, events }: NotifyRule): readonly NotifyRule[] {
  const possible = events.filter((event) => event !== "success" && event !== "drift");
  return possible.length === 0 ? [] : [{ to, events: possible }];
}

import { isDeepStrictEqual } from "node:util";
import { feedId } from "../../load/feed-id.ts";
import type { ResolvedEvent, ResolvedFeed } from "../../load/project-documents.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import type { Comparison } from "../comparison.ts";
import type { DocumentChange, PlanFinding } from "../plan-report.ts";
import { severityOf } from "./exposure-findings.ts";
import { inExtract } from "./places.ts";

/** Something that a feed says, why it sends again or otherwise with it, and where it stands. */
interface Remark {
  readonly message: string;
  readonly hint: string;
  readonly path: readonly (string | number)[];
}

/**
 * That a feed will send again, or what its readers can't put together with what they have: other event ids, another topic, a
 * position that can't be carried over. Warnings: it may be what is wanted.
 */
export function feedFindings(document: DocumentChange, head: ResolvedFeed, comparison: Comparison): readonly PlanFinding[] {
  const base = comparison.base.loaded.feeds.get(document.previousName ?? document.name);
  if (base === undefined) return [];
  return [...ofIdentity(base, head), ...ofSource(base, head), ...ofTopic(base, head), ...ofEvents(base, head)].map(
    ({ message, hint, path }) => ({
      code: "plan-feed-again",
      severity: "warning",
      message: `${shown(head.name)}: ${message}`,
      hint,
      ...inExtract(comparison.head, document, path),
      document: { kind: document.kind, name: document.name },
    }),
  );
}

function ofIdentity(base: ResolvedFeed, head: ResolvedFeed): readonly Remark[] {
  const [before, after] = [feedId(base), feedId(head)];
  if (before === after) return [];
  const message = `it is known as ${shown(after)} in place of ${shown(before)}: it begins anew without a position, and its events have other ids.`;
  const hint = `Write \`id: ${before}\` to keep both.`;
  return [{ message, hint, path: [head.id === undefined ? "name" : "id"] }];
}

function ofSource(base: ResolvedFeed, head: ResolvedFeed): readonly Remark[] {
  const [before, after] = [base.source, head.source].map((source) => ("changes" in source ? source.changes : "lookback"));
  if (before === after) return [];
  const message = `its source is ${shown(after)} in place of ${shown(before)}, and its position can't be carried over.`;
  const hint = "Set the position with `datafeed feed position` before it goes on, or let a snapshot send what lies between.";
  return [{ message, hint, path: ["source"] }];
}

function ofTopic(base: ResolvedFeed, head: ResolvedFeed): readonly Remark[] {
  if (base.topic === head.topic && base.broker === head.broker) return [];
  const message = `its events go to ${shown(head.topic)} of ${shown(head.broker)}, where readers find nothing of what was sent before.`;
  return [{ message, hint: "Send it again with `datafeed feed replay`, if they need it.", path: ["to"] }];
}

function ofEvents(base: ResolvedFeed, head: ResolvedFeed): readonly Remark[] {
  const before = new Map(base.events.map((event) => [event.type, event]));
  return head.events.flatMap((event) => {
    const old = before.get(event.type);
    const what = old && otherIds(old, event);
    if (what === undefined) return [];
    const message = `${what} of ${shown(event.type)} is another one, and so are the ids of its events: what is sent again does not look like a repeat.`;
    const hint = "Readers who know events by their ids alone will take them for new ones: tell them.";
    return [{ message, hint, path: ["events", event.type] }];
  });
}

/** What an event's id is made of, beside the feed and the type. */
function otherIds(before: ResolvedEvent, after: ResolvedEvent): string | undefined {
  if (before.key !== after.key) return "the key";
  if (before.extract.template.key.join("\0") !== after.extract.template.key.join("\0")) return "the template's key";
  return before.version === after.version ? undefined : "the version";
}

/** That a removed feed breaks its readers; there is no place left where its author could say that they know. */
export function removedFeedFindings(
  { kind, name, file }: DocumentChange,
  { base, head }: Comparison,
  { breaking }: RulesInForce,
): readonly PlanFinding[] {
  if (severityOf(breaking) === undefined) return [];
  const removed = base.loaded.feeds.get(name);
  const twin = removed && [...head.loaded.feeds.values()].find((feed) => isDeepStrictEqual(unnamed(removed), unnamed(feed)));
  const hint =
    twin === undefined
      ? "Tell the readers; there is nothing to write."
      : `${shown(twin.name)} says the same: it begins anew, and its events have other ids. For a rename, give it \`id: ${name}\`.`;
  const message = `${shown(name)} is removed: its readers get no new events.`;
  return [{ code: "plan-breaking", severity: "warning", message, hint, file, document: { kind, name } }];
}

function unnamed({ name: _, id: _id, file: _file, project: _project, events, ...feed }: ResolvedFeed): unknown {
  return { ...feed, events: events.map(({ extract, ...event }) => ({ ...event, template: extract.template.name })) };
}

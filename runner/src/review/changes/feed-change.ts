import { isDeepStrictEqual } from "node:util";
import { feedDefinitionHash } from "../../compile/feed-hash.ts";
import type { Diagnostic } from "../../errors/diagnostic.ts";
import { explainedFeed } from "../../load/explain-feed.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Comparison, ExtractPair } from "../comparison.ts";
import type { DocumentChange, ValueChange } from "../plan-report.ts";
import type { StateDocument } from "./documents-of.ts";
import { type EventChange, eventChange } from "./event-change.ts";
import { changedValue } from "./extract-change.ts";
import { withoutValues } from "./extract-values.ts";
import { feedBreakingReasons } from "./feed-breaking.ts";
import { outline } from "./kind-of-change.ts";
import type { Matched } from "./match-documents.ts";
import { valueChanges } from "./value-changes.ts";

/** A change of a feed, and the payloads of its events in both states. */
export interface FeedChange {
  readonly change: DocumentChange;
  readonly pairs: readonly ExtractPair[];
  /** What can't be compiled in the head. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What changes for a feed; undefined when nothing does. */
export function feedChange(matched: Matched<StateDocument<ResolvedFeed>>, comparison: Comparison): FeedChange | undefined {
  const [base, head] = [matched.base?.value, matched.head?.value];
  const known = outline("Feed", matched);
  if (known === undefined) return undefined;
  const pairs = payloadPairs(base, head);
  if (known.unsound !== undefined) {
    // Against a base that nobody can read, whatever the head shows counts as new.
    return { change: { ...known, because: [] }, pairs: base === undefined ? pairs : [], diagnostics: [] };
  }
  const events = pairs.flatMap((pair) => eventChange(pair, comparison) ?? []);
  const values = base === undefined || head === undefined ? createdValues(head) : feedValues(base, head);
  const facts = {
    ...changedValue("owner", base?.owner, head?.owner),
    ...changedValue("shared", base?.shared, head?.shared),
    ...changedValue("destination", base && placeOf(base), head && placeOf(head)),
  };
  const differs = values.length > 0 || events.length > 0 || Object.keys(facts).length > 0 || base?.breaking !== head?.breaking;
  if (known.change === "changed" && !differs) return undefined;
  const written = base !== undefined && head !== undefined && isDeepStrictEqual(ownMeaning(base), ownMeaning(head));
  const isAffected = known.change === "changed" && written;
  const breaking = feedBreakingReasons({ base, head }, events);
  const columns = columnsOf(events, breaking, head?.breaking === true, head === undefined);
  const sql = events.flatMap((event) => event.sql);
  return {
    change: {
      ...known,
      ...(isAffected && { change: "affected" as const }),
      because: [...new Set(events.flatMap(({ because }) => because))],
      ...(values.length > 0 && { values }),
      definitionHash: { ...(base && { base: feedDefinitionHash(base) }), ...(head && { head: feedDefinitionHash(head) }) },
      ...facts,
      ...(sql.length > 0 && { sql }),
      ...(columns !== undefined && { columns }),
    },
    pairs,
    diagnostics: events.flatMap(({ diagnostics }) => diagnostics),
  };
}

function payloadPairs(base: ResolvedFeed | undefined, head: ResolvedFeed | undefined): readonly ExtractPair[] {
  const before = new Map(base?.events.map(({ type, extract }) => [type, extract]));
  const after = new Map(head?.events.map(({ type, extract }) => [type, extract]));
  return [...new Set([...after.keys(), ...before.keys()])].map((type) => {
    const [one, other] = [before.get(type), after.get(type)];
    return { ...(one && { base: one }), ...(other && { head: other }) };
  });
}

function placeOf({ broker, topic }: ResolvedFeed): string {
  return `${topic} of ${broker}`;
}

/** What other parts of the plan tell. */
const toldElsewhere = new Set<string | number | undefined>(["kind", "name", "owner", "shared"]);

function feedValues(base: ResolvedFeed, head: ResolvedFeed): readonly ValueChange[] {
  const [before, after] = [base.product.warehouse, head.product.warehouse];
  const warehouse = before === after ? [] : [{ path: ["product", "warehouse"], base: before, head: after }];
  return [...warehouse, ...valueChanges(shownValue(base), shownValue(head)).filter(isUntold)];
}

/** Of a new feed what decides on what is sent, when and to whom. */
function createdValues(head: ResolvedFeed | undefined): readonly ValueChange[] {
  if (head === undefined) return [];
  const { source, snapshot, delivery, events } = shownValue(head);
  return valueChanges({ events: {} }, { source, snapshot, delivery, events });
}

function shownValue(feed: ResolvedFeed): Readonly<Record<string, unknown>> {
  const { key: _, ...value } = explainedFeed(feed, (filter, { extract }) => withoutValues(filter, extract));
  return value;
}

function isUntold({ path }: ValueChange): boolean {
  return !toldElsewhere.has(path[0]) && path.join(".") !== "to.broker" && path.join(".") !== "to.topic";
}

/** What a feed's document says, defaults filled in: without what its templates and the policy bring. */
function ownMeaning({ file: _, project: _p, events, ...own }: ResolvedFeed): unknown {
  return {
    ...own,
    events: events.map(({ extract, ...event }) => ({ ...event, template: extract.template.name, filter: extract.filter })),
  };
}

function columnsOf(
  events: readonly EventChange[],
  breaking: readonly string[],
  acknowledged: boolean,
  isRemoved: boolean,
): DocumentChange["columns"] {
  const all = (key: "added" | "removed" | "renamed" | "retyped") => events.flatMap(({ lists }) => lists[key] as never[]);
  const lists = {
    added: all("added"),
    removed: isRemoved ? [] : all("removed"),
    renamed: all("renamed"),
    retyped: all("retyped"),
    reordered: events.flatMap((event) => event.lists.reordered),
  };
  if (breaking.length === 0 && Object.values(lists).every((list) => list.length === 0)) return undefined;
  return { ...lists, format: {}, breaking, acknowledged };
}

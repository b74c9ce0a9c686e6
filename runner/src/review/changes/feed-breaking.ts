import type { ResolvedEvent, ResolvedFeed } from "../../load/project-documents.ts";
import { quoted } from "../../load/shown-value.ts";
import { columnReasons } from "./breaking-reasons.ts";
import type { EventChange } from "./event-change.ts";

/** A feed in both states. */
export interface FeedPair {
  readonly base: ResolvedFeed | undefined;
  readonly head: ResolvedFeed | undefined;
}

/** Why who reads the events of the base would not get on with those of the head; empty: they would. Fields are read by name. */
export function feedBreakingReasons({ base, head }: FeedPair, events: readonly EventChange[]): readonly string[] {
  if (base === undefined) return [];
  if (head === undefined) return ["No new events come: the feed is removed."];
  const stays = events.filter(({ pair }) => pair.base !== undefined && pair.head !== undefined);
  return [
    ...placeReasons(base, head),
    ...eventReasons(base, head),
    ...stays.flatMap(({ lists }) => columnReasons(lists, false)),
  ];
}

function placeReasons(base: ResolvedFeed, head: ResolvedFeed): readonly string[] {
  const moved = (what: string, before: string, after: string): readonly string[] => {
    return before === after ? [] : [`${what} ${quoted(after)} in place of ${quoted(before)}.`];
  };
  return [
    ...moved("Events go to the broker", base.broker, head.broker),
    ...moved("Events go to the topic", base.topic, head.topic),
    ...moved("Headers name the feed", base.name, head.name),
    ...moved("Headers name the tenant", base.tenant, head.tenant),
    ...moved("The time of events has the form", base.timestampFormat, head.timestampFormat),
    ...(base.delivery === "transactional" && head.delivery !== "transactional" ? ["Events may come more than once."] : []),
  ];
}

function eventReasons(base: ResolvedFeed, head: ResolvedFeed): readonly string[] {
  const after = new Map(head.events.map((event) => [event.type, event]));
  return base.events.flatMap((before) => {
    const event = after.get(before.type);
    if (event === undefined) return [`Events of the type ${quoted(before.type)} come no more.`];
    return [...keyReasons(before, event), ...raiseReasons(before, event)];
  });
}

function keyReasons(before: ResolvedEvent, { type, key }: ResolvedEvent): readonly string[] {
  if (before.key === key) return [];
  return [`The records of ${quoted(type)} have the key ${quoted(key)} in place of ${quoted(before.key)}.`];
}

function raiseReasons(before: ResolvedEvent, { type, raise }: ResolvedEvent): readonly string[] {
  const fewer = [...before.raise].filter((by) => !raise.has(by));
  return fewer.map((by) => `${by === "insert" ? "New" : "Changed"} rows raise ${quoted(type)} no more.`);
}

import type { ResolvedFeed } from "../load/project-documents.ts";
import type { ChangePosition, FeedPosition, Pass } from "./position.ts";

/**
 * A position that a person gave, or what is wrong with it in words that follow "The position". Nothing is taken over that a feed
 * like this one would not write itself: no other members, forms or event types.
 */
export function parsePosition(text: string, feed: ResolvedFeed): FeedPosition | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "is no JSON";
  }
  const found = problemOf(value, feed);
  return found ?? (value as FeedPosition);
}

type Members = Readonly<Record<string, unknown>>;

function problemOf(value: unknown, feed: ResolvedFeed): string | undefined {
  const byChanges = "changes" in feed.source;
  const allowed = byChanges ? ["changes", "passes"] : ["lookedUntil", "notBefore", "passes"];
  const wrong = membersProblem(value, allowed, ["passes"]);
  if (wrong !== undefined) return wrong;
  const { changes, lookedUntil, notBefore, passes } = value as Members;
  if (byChanges && changes === undefined) return "lacks `changes`";
  const inChanges = changes === undefined ? undefined : changesProblem(changes, feed);
  if (inChanges !== undefined) return `has \`changes\` that ${inChanges}`;
  if (lookedUntil !== undefined && !isMoment(lookedUntil)) return "has a `lookedUntil` that is no UTC time with microseconds";
  if (notBefore !== undefined && !isMoment(notBefore)) return "has a `notBefore` that is no UTC time with microseconds";
  if (!Array.isArray(passes) || passes.length > mostPasses) return `has \`passes\` that are no list of at most ${mostPasses}`;
  const inPasses = passes.map((pass) => passProblem(pass, feed)).find((problem) => problem !== undefined);
  if (inPasses !== undefined) return `has a pass that ${inPasses}`;
  const ids = new Set((passes as readonly Pass[]).map(({ id }) => id));
  return ids.size === passes.length ? undefined : "has two passes with one id";
}

const mostPasses = 100;

function changesProblem(value: unknown, feed: ResolvedFeed): string | undefined {
  const wrong = membersProblem(value, [...changeMembers, "changedAt", "ahead"], changeMembers);
  if (wrong !== undefined) return wrong;
  const { system, timeline, txid, id, changedAt, ahead } = value as Readonly<Record<keyof ChangePosition, unknown>>;
  if (!isDigits(system)) return "have a `system` that is no number in digits";
  if (!Number.isSafeInteger(timeline) || (timeline as number) < 1) return "have a `timeline` that is no whole number from 1 on";
  if (!isDigits(txid)) return "have a `txid` that is no number in digits";
  if (!isDigits(id)) return "have an `id` that is no number in digits";
  if (changedAt !== undefined && !isMoment(changedAt)) return "have a `changedAt` that is no UTC time with microseconds";
  return ahead === undefined || isAhead(ahead, feed) ? undefined : "have `ahead` that names no changes of this feed";
}

/** Changes as `id type`. */
function isAhead(value: unknown, { events }: ResolvedFeed): boolean {
  if (!isTexts(value) || value.length > mostAhead) return false;
  return value.every((each) => isDigits(each.split(" ")[0]) && events.some(({ type }) => each.split(" ")[1] === type));
}

const mostAhead = 100_000;

const changeMembers = ["system", "timeline", "txid", "id"];

function passProblem(value: unknown, feed: ResolvedFeed): string | undefined {
  const wrong = membersProblem(value, passMembers, ["id", "purpose", "to", "types", "rows"]);
  if (wrong !== undefined) return wrong;
  const { id, purpose, from, to, types, after, since, rows } = value as Readonly<Record<keyof Pass, unknown>>;
  if (typeof id !== "string" || !/^[\w.:-]{1,100}$/.test(id)) return "has no sound `id`";
  if (!["snapshot", "lookback", "replay"].includes(purpose as string)) return "has an unknown `purpose`";
  if (from !== undefined && !isMoment(from)) return "has a `from` that is no UTC time with microseconds";
  if (!isMoment(to)) return "has a `to` that is no UTC time with microseconds";
  const known = feed.events.map(({ type }) => type);
  if (!isTexts(types) || types.length === 0 || new Set(types).size !== types.length)
    return "has `types` that are no event types";
  if (types.some((type) => !known.includes(type))) return "has `types` that are not all of this feed";
  if (after !== undefined && (!isTexts(after) || !isMoment(after[0]))) return "has an `after` that is no time with a row's key";
  if (since !== undefined && (purpose !== "snapshot" || !("changes" in feed.source))) return "has a `since` that it can't have";
  const inSince = since === undefined ? undefined : changesProblem(since, feed);
  if (inSince !== undefined) return `has a \`since\` whose members ${inSince}`;
  return Number.isSafeInteger(rows) && (rows as number) >= 0 ? undefined : "has `rows` that are no count";
}

const passMembers = ["id", "purpose", "from", "to", "types", "after", "since", "rows"];

function membersProblem(value: unknown, allowed: readonly string[], needed: readonly string[]): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "is no object";
  const odd = Object.keys(value).find((name) => !allowed.includes(name));
  if (odd !== undefined) return `has a member ${JSON.stringify(odd.slice(0, 40))} that it can't have`;
  const missing = needed.find((name) => !Object.hasOwn(value, name));
  return missing === undefined ? undefined : `lacks \`${missing}\``;
}

function isDigits(value: unknown): boolean {
  return typeof value === "string" && /^(0|[1-9]\d{0,19})$/.test(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string" && each.length <= 1000 && !each.includes("\0"));
}

/** UTC, ISO 8601 with microseconds, of a day that exists. */
function isMoment(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === value.slice(0, 19);
}

import type { DeadLetterView, FeedView } from "../commands/commands.ts";
import { formatAge, formatCount, formatTime } from "../commands/units.ts";
import { table } from "./table.ts";

/** How feeds stand, a line for each. `now` in milliseconds since 1970. */
export function feedTable(feeds: readonly FeedView[], now: number): string {
  return table(feeds, [
    { title: "FEED", value: ({ name }) => name, least: 16 },
    { title: "STATE", value: ({ state }) => state },
    { title: "LAG", value: (feed) => lagNow(feed, now, ({ events }) => events && formatCount(events)), align: "right" },
    { title: "BEHIND", value: (feed) => lagNow(feed, now, ({ seconds }) => secondsText(seconds)), align: "right" },
    { title: "PER SECOND", value: ({ rate }) => (rate === undefined ? "" : rateText(rate)), align: "right", leave: 3 },
    { title: "SENT", value: ({ sent }) => formatCount(sent), align: "right" },
    { title: "HELD", value: ({ held }) => formatCount(held), align: "right" },
    { title: "DEAD", value: ({ deadLetters }) => formatCount(deadLetters), align: "right" },
    { title: "LAST EVENT", value: ({ lastEvent }) => (lastEvent === undefined ? "" : secondOf(lastEvent.at)), leave: 1 },
    { title: "AGE", value: ({ lastEvent }) => (lastEvent === undefined ? "" : ageText(lastEvent.at, now)), leave: 2 },
  ]);
}

/** What could not be sent, a line for each. */
export function deadLetterTable(letters: readonly DeadLetterView[]): string {
  return table(letters, [
    { title: "AT", value: ({ at }) => formatTime(at) },
    { title: "REASON", value: ({ code }) => code },
    { title: "TYPE", value: ({ type }) => type, least: 16 },
    { title: "EXTERNAL ID", value: ({ externalId }) => externalId ?? "", least: 12 },
    { title: "EVENT", value: ({ id }) => id, leave: 2, least: 8 },
    { title: "MESSAGE", value: ({ message }) => message, leave: 1, least: 20 },
  ]);
}

/** "3 hours ago"; a row's time may lie ahead: "in 39 days". */
export function ageText(instant: string, now: number): string {
  return formatAge(instant, now, "en");
}

/** An instant in UTC, to the second: 2026-03-17 07:00:12Z. */
export function secondOf(instant: string): string {
  return `${instant.slice(0, 19).replace("T", " ")}Z`;
}

/** What was measured is old after that: a runner says every five seconds how far behind a feed is. */
const oldAfterMs = 60_000;

/** Whether nobody has measured for a while how far behind a feed is. */
export function isLagOld({ state, lag }: FeedView, now: number): boolean {
  return lag !== undefined && (state !== "running" || now - Date.parse(lag.at) > oldAfterMs);
}

/** A figure of the lag; a dash where it is old: more may wait. */
function lagNow(feed: FeedView, now: number, text: (lag: NonNullable<FeedView["lag"]>) => string | number | undefined): string {
  if (feed.lag === undefined) return "";
  return isLagOld(feed, now) ? "–" : String(text(feed.lag) ?? "");
}

/** How far it is behind: 0.4 s, 12 s, 3 min, 2 h, 4 d. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** Events a second: 0, <0.1, 0.3, 12, 4,500. */
export function rateText(rate: number): string {
  if (rate > 0 && rate < 0.05) return "<0.1";
  return rate > 0 && rate < 10 ? rate.toFixed(1) : formatCount(Math.round(rate));
}

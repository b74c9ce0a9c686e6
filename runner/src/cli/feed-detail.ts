import pc from "picocolors";
import type { FeedView } from "../commands/commands.ts";
import { formatCount, formatTime } from "../commands/units.ts";
import { count } from "./diagnostics.ts";
import { ageText, isLagOld, rateText, secondOf, secondsText } from "./feed-table.ts";
import { mendOf } from "./mend.ts";
import { wrapped } from "./schedule-table.ts";
import { oneLine, table } from "./table.ts";

/** All of one feed: what it sends where, how it stands, what went wrong, and what to do. `now` in milliseconds since 1970. */
export function feedDetail(feed: FeedView, now: number): string {
  const facts: readonly (readonly [string, string])[] = [
    ["state", stateText(feed)],
    ["behind", lagText(feed, now)],
    ["sent", sentText(feed)],
    ["last event", lastText(feed, now)],
    ["held", feed.held === 0 ? "none" : `${formatCount(feed.held)}, each waits for the event before it`],
    ["dead letters", formatCount(feed.deadLetters)],
    ["source", feed.source],
    ["topic", `${feed.broker}/${feed.topic}, ${feed.delivery}`],
    ["dead letter topic", feed.deadLetterTopic],
    ["owner", feed.owner],
    ["product", feed.product.name],
    ["file", feed.file],
  ];
  const blocks = [
    [pc.bold(oneLine(feed.name)), ...lines(facts)],
    errorLines(feed, now),
    [pc.bold("Events"), ...indented(eventTable(feed))],
    feed.passes.length === 0 ? [] : [pc.bold("Under way"), ...indented(passTable(feed))],
    steps(feed).map((line) => `  ${pc.cyan("→")} ${line}`),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n");
}

function lines(facts: readonly (readonly [string, string])[]): readonly string[] {
  const widest = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => {
    const [first = "", ...more] = wrapped(oneLine(value), room() - widest - 4);
    return [`  ${pc.dim(name.padEnd(widest))}  ${first}`, ...more.map((line) => " ".repeat(widest + 4) + line)].join("\n");
  });
}

function room(): number {
  return process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY;
}

function indented(text: string): readonly string[] {
  return text.split("\n").map((line) => `  ${line}`);
}

function stateText({ state, runner, pausedBy, pauseReason, lastError }: FeedView): string {
  switch (state) {
    case "running":
      return `running${runner === undefined ? "" : ` at ${runner}`}`;
    case "waiting":
      return "waiting: no runner has it";
    case "paused":
      return `paused${pausedBy === undefined ? "" : ` by ${pausedBy}`}${pauseReason === undefined ? "" : `: ${pauseReason}`}`;
    case "stopped":
      return `stopped${lastError === undefined ? "" : ` at ${secondOf(lastError.at)}`}: it can't go on until a person acts`;
    case "disabled":
      return "disabled by its document: `enabled: false`";
  }
}

function lagText(feed: FeedView, now: number): string {
  const { lag } = feed;
  if (lag === undefined) return "not measured yet";
  const { events, seconds, heldUpSince, at } = lag;
  const far = events === undefined ? secondsText(seconds) : `${count(events, "change")}, ${secondsText(seconds)}`;
  const held = heldUpSince === undefined ? "" : `; an open transaction holds it up since ${formatTime(heldUpSince)}`;
  const stale = isLagOld(feed, now) ? ` (as of ${secondOf(at)}; more may wait)` : "";
  return far + held + stale;
}

function sentText({ sent, rate }: FeedView): string {
  return `${formatCount(sent)}${rate === undefined ? "" : `, ${rateText(rate)} a second in the last minute`}`;
}

function lastText({ lastEvent }: FeedView, now: number): string {
  if (lastEvent === undefined) return "none yet";
  return `${secondOf(lastEvent.at)} (${ageText(lastEvent.at, now)})  ${lastEvent.type}  ${lastEvent.id}`;
}

function errorLines({ lastError, refused }: FeedView, now: number): readonly string[] {
  const of = ({ code, message }: { readonly code: string; readonly message: string }, when: string): readonly string[] => {
    const mend = mendOf(code);
    return [
      `  ${pc.red(code)}${when}  ${oneLine(message)}`,
      ...(mend === undefined ? [] : [`  ${pc.cyan("→")} ${oneLine(mend)}`]),
    ];
  };
  return [
    ...(lastError === undefined ? [] : of(lastError, ` ${ageText(lastError.at, now)}`)),
    ...(refused === undefined ? [] : of(refused, ", its newest text is not in force:")),
  ];
}

function eventTable({ events }: FeedView): string {
  return table(events, [
    { title: "TYPE", value: ({ type }) => type, least: 20 },
    { title: "TEMPLATE", value: ({ template }) => template, least: 12 },
    { title: "RAISED BY", value: ({ raise }) => raise.join(", ") },
    { title: "AFTER", value: ({ after }) => after ?? "", least: 12, leave: 1 },
  ]);
}

function passTable({ passes }: FeedView): string {
  return table(passes, [
    { title: "WHAT", value: ({ purpose }) => purpose },
    { title: "FROM", value: ({ from }) => (from === undefined ? "the first row" : formatTime(from)) },
    { title: "TO", value: ({ to }) => (to.startsWith("9999-") ? "the last row" : formatTime(to)) },
    { title: "ROWS SO FAR", value: ({ rows }) => formatCount(rows), align: "right" },
  ]);
}

/** What a person may want to do next. */
function steps({ name, state, deadLetters, held }: FeedView): readonly string[] {
  const named = /[^\w.-]/.test(name) ? `"${oneLine(name)}"` : name;
  return [
    ...(state === "paused" ? [`datafeed feed resume ${named}`] : []),
    ...(state === "stopped" ? [`if that is mended: datafeed feed resume ${named}`] : []),
    ...(state === "waiting" ? [`start a runner: datafeed serve, or datafeed feed run ${named}`] : []),
    ...(deadLetters > 0 ? [`datafeed feed dead-letters ${named}`] : []),
    ...(held > 0 && state === "running"
      ? ["what is held goes out by itself, or becomes a dead letter when its time is over"]
      : []),
  ];
}

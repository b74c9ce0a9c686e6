import pc from "picocolors";
import type { ScheduleView } from "../commands/commands.ts";
import { formatCount, formatTime } from "../commands/units.ts";
import { windowText } from "./run-table.ts";
import { oneLine, table, width } from "./table.ts";

/**
 * When each extract runs next, and how it went last. Names stay whole, for they are what one types next. Least needed is how a
 * schedule reads: one's detail says it, too.
 */
export function scheduleTable(schedules: readonly ScheduleView[]): string {
  return table(schedules, [
    { title: "EXTRACT", value: ({ extract }) => extract, least: 40 },
    { title: "RUNS", value: ({ words }) => words, least: 16, leave: 2 },
    { title: "NEXT RUN", value: nextText },
    { title: "LAST RUN", value: lastText, least: 10 },
    { title: "OWED", value: ({ owed }) => formatCount(owed), align: "right" },
    { title: "FAILED", value: ({ failed }) => formatCount(failed), align: "right" },
  ]);
}

/** "published 2026-03-18 05:00Z": its state is what is left where there is little room. */
function lastText({ lastRun }: ScheduleView): string {
  return lastRun === undefined ? "" : `${lastRun.state} ${formatTime(lastRun.startedAt)}`;
}

function nextText({ state, nextRuns }: ScheduleView): string {
  const [next] = nextRuns;
  if (state !== "active") return state;
  return next === undefined ? "never" : formatTime(next.due);
}

/** All of one schedule: words, frontier, the next runs, the last one, and what to do. */
export function scheduleDetail(schedule: ScheduleView): string {
  const { extract, words, state, nextRuns, lastRun, owed, failed, frontier, coveredFrom } = schedule;
  const begun = frontier !== undefined && coveredFrom !== undefined && coveredFrom !== frontier;
  const covered = begun ? `${formatTime(coveredFrom)} to ${formatTime(frontier)}` : "none yet";
  const facts: readonly (readonly [string, string])[] = [
    ["runs", words],
    ["state", stateText(schedule)],
    ["owner", schedule.owner],
    ["product", schedule.product.name],
    ["file", schedule.file],
    ["windows", covered],
    ["owed", formatCount(owed)],
    ["failed", formatCount(failed)],
    ["last run", lastRun === undefined ? "none yet" : `${lastRun.id}  ${lastRun.state}  ${windowText(lastRun)}`],
  ];
  const widest = Math.max(...facts.map(([name]) => name.length));
  const room = (process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY) - widest - 4;
  const lines = facts.map(([name, value]) => {
    const [first = "", ...more] = wrapped(oneLine(value), room);
    return [`  ${pc.dim(name.padEnd(widest))}  ${first}`, ...more.map((line) => " ".repeat(widest + 4) + line)].join("\n");
  });
  const error = lastRun?.error === undefined ? [] : [`  ${pc.red(lastRun.error.code)}  ${oneLine(lastRun.error.message)}`];
  const runs =
    nextRuns.length === 0
      ? [state === "active" ? "  no more runs" : `  none while it is ${state}`]
      : table(nextRuns, [
          { title: "DUE", value: ({ due }) => formatTime(due) },
          { title: "FOR THE WINDOW", value: windowText, least: 20 },
        ])
          .split("\n")
          .map((line) => `  ${line}`);
  return [pc.bold(extract), ...lines, ...error, "", pc.bold("Next runs"), ...runs, ...steps(schedule)].join("\n");
}

/** A text in lines of at most so many columns, broken between words; a longer word stays whole. */
export function wrapped(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && width(line) + 1 + width(word) <= room) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function stateText({ state, pausedBy, pauseReason }: ScheduleView): string {
  if (state !== "paused") return state;
  return `paused${pausedBy === undefined ? "" : ` by ${pausedBy}`}${pauseReason === undefined ? "" : `: ${pauseReason}`}`;
}

function steps({ extract, state, failed, owed }: ScheduleView): readonly string[] {
  const name = extract.includes(" ") ? `"${extract}"` : extract;
  const lines = [
    ...(state === "paused" ? [`datafeed resume ${name}`] : []),
    ...(failed + owed > 0 ? [`datafeed runs --owed --extract ${name}`] : []),
  ];
  return lines.length === 0 ? [] : ["", ...lines.map((line) => `  ${pc.cyan("→")} ${line}`)];
}

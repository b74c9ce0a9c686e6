import pc from "picocolors";
import type { ScheduleView } from "../commands/commands.ts";
import { windowText } from "./run-table.ts";
import { oneLine, table } from "./table.ts";
import { formatCount, formatTime } from "./units.ts";

/** When each extract runs next, and how it went last. */
export function scheduleTable(schedules: readonly ScheduleView[]): string {
  return table(schedules, [
    { title: "EXTRACT", value: ({ extract }) => extract, least: 16 },
    { title: "RUNS", value: ({ words }) => words, least: 16, leave: 2 },
    { title: "NEXT", value: nextText },
    { title: "LAST", value: ({ lastRun }) => (lastRun === undefined ? "" : formatTime(lastRun.startedAt)), leave: 1 },
    { title: "STATE", value: ({ lastRun }) => lastRun?.state ?? "" },
    { title: "OWED", value: ({ owed }) => formatCount(owed), align: "right" },
    { title: "FAILED", value: ({ failed }) => formatCount(failed), align: "right" },
  ]);
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
  const lines = facts.map(([name, value]) => `  ${pc.dim(name.padEnd(widest))}  ${oneLine(value)}`);
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

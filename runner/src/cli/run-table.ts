import pc from "picocolors";
import type { OwedView, RunView } from "../commands/commands.ts";
import { formatCount, formatElapsed, formatTime } from "../commands/units.ts";
import { oneLine, type TableColumn, table } from "./table.ts";

/** Runs, newest first, and below what went wrong. */
export function runTable(runs: readonly RunView[]): string {
  const columns: readonly TableColumn<RunView>[] = [
    { title: "ID", value: (run) => run.id },
    { title: "EXTRACT", value: (run) => run.extract, least: 12 },
    { title: "WINDOW", value: windowText, least: 20, leave: 4 },
    { title: "STATE", value: (run) => run.state },
    { title: "STARTED", value: (run) => formatTime(run.startedAt), leave: 2 },
    { title: "TOOK", value: duration, align: "right", leave: 3 },
    { title: "ROWS", value: (run) => (run.rows === undefined ? "" : formatCount(run.rows)), align: "right", leave: 1 },
    { title: "DEFINITION", value: definition, leave: 5 },
    { title: "ERROR", value: (run) => run.error?.code ?? "", least: 10 },
  ];
  return [table(runs, columns), ...wentWrong(runs)].join("\n");
}

/** What is owed, the most urgent first, and below what went wrong. */
export function owedTable(owed: readonly OwedView[]): string {
  const columns: readonly TableColumn<OwedView>[] = [
    { title: "ID", value: ({ id }) => id },
    { title: "EXTRACT", value: ({ extract }) => extract, least: 12 },
    { title: "WINDOW", value: windowText, least: 20, leave: 4 },
    { title: "STATE", value: ({ state }) => state },
    { title: "DUE", value: ({ dueAt }) => formatTime(dueAt), leave: 3 },
    { title: "NEXT TRY", value: (each) => (each.state === "owed" ? formatTime(each.nextTryAt) : ""), leave: 1 },
    { title: "TRIES", value: ({ tries }) => String(tries), align: "right", leave: 2 },
    { title: "ERROR", value: ({ error }) => error?.code ?? "", least: 10 },
  ];
  return [table(owed, columns), ...wentWrong(owed)].join("\n");
}

function wentWrong(all: readonly (RunView | OwedView)[]): readonly string[] {
  const failed = all.flatMap(({ id, error }) => (error === undefined ? [] : [{ id, error }]));
  if (failed.length === 0) return [];
  const lines = failed.map(({ id, error }) => `${pc.red(id)}  ${oneLine(error.message)}`);
  return [`\n${pc.bold("WHAT WENT WRONG")}`, ...lines];
}

/** "Daily 2026-03-17 05:00Z to 2026-03-18 05:00Z". */
export function windowText({ kind, window }: Pick<RunView, "kind" | "window">): string {
  return `${kind} ${formatTime(window.start)} to ${formatTime(window.end)}`;
}

/** The first digits of its hash, and whether a protected branch had it. */
function definition({ definitionHash, approval }: RunView): string {
  return `${definitionHash.slice(0, 12)}${approval === "unapproved" ? " (not approved)" : ""}`;
}

function duration(run: RunView): string {
  return run.endedAt === undefined ? "" : formatElapsed(Date.parse(run.endedAt) - Date.parse(run.startedAt));
}

import * as vscode from "vscode";
import type { ScheduleView } from "../../../runner/src/commands/commands.ts";
import { agoWords } from "../language/run-title.ts";
import { runStateWord } from "../runs/run-state-word.ts";

/** What a schedule looks like in the tree: its next run, or why there is none. */
export function scheduleItem(schedule: ScheduleView): vscode.TreeItem {
  const { extract, state } = schedule;
  const item = new vscode.TreeItem(extract, vscode.TreeItemCollapsibleState.None);
  item.id = `schedule:${extract}`;
  item.contextValue = `schedule ${state}`;
  item.description = beside(schedule);
  item.iconPath = iconOf(schedule);
  item.accessibilityInformation = { label: `${extract}, ${item.description}` };
  item.command = { title: vscode.l10n.t("Open YAML"), command: "datafeed.openYaml", arguments: [{ extract }] };
  return item;
}

/** What is told when somebody rests on it. */
export function scheduleTooltip(schedule: ScheduleView): vscode.MarkdownString {
  const { l10n } = vscode;
  const { extract, words, nextRuns, pausedBy, pauseReason, lastRun, owed, failed } = schedule;
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**").appendText(extract).appendMarkdown("**\n\n").appendText(words).appendMarkdown("\n\n");
  const line = (words: string): void => void text.appendMarkdown("- ").appendText(words).appendMarkdown("\n");
  if (pausedBy !== undefined) line(l10n.t("Paused by {0}: {1}", pausedBy, pauseReason ?? l10n.t("no reason given")));
  for (const { due } of nextRuns) line(l10n.t("Runs {0} ({1})", timeWords(due), utcWords(due)));
  if (lastRun !== undefined) {
    const [word, ago] = [runStateWord(lastRun.state, l10n.t), agoWords(lastRun.endedAt ?? lastRun.startedAt, new Date())];
    line(l10n.t("Last run: {0}, {1}", word, ago));
  }
  if (lastRun?.error !== undefined) line(lastRun.error.message);
  if (owed > 0) line(l10n.t("Owed windows: {0}", owed));
  if (failed > 0) line(l10n.t("Failed windows: {0}", failed));
  return text;
}

function beside({ state, pausedBy, nextRuns, failed }: ScheduleView): string {
  const { l10n } = vscode;
  const failing = failed === 0 ? [] : [l10n.t("{0} failed", failed)];
  switch (state) {
    case "disabled":
      return [l10n.t("disabled"), ...failing].join(" · ");
    case "paused":
      return [pausedBy === undefined ? l10n.t("paused") : l10n.t("paused by {0}", pausedBy), ...failing].join(" · ");
    case "active": {
      const next = nextRuns[0] === undefined ? l10n.t("no further run") : l10n.t("next {0}", timeWords(nextRuns[0].due));
      return [next, ...failing].join(" · ");
    }
  }
}

function iconOf({ state, failed }: ScheduleView): vscode.ThemeIcon {
  if (failed > 0) return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
  switch (state) {
    case "active":
      return new vscode.ThemeIcon("calendar");
    case "paused":
      return new vscode.ThemeIcon("debug-pause", new vscode.ThemeColor("list.warningForeground"));
    case "disabled":
      return new vscode.ThemeIcon("circle-slash");
  }
}

/** In the reader's zone. */
function timeWords(instant: string): string {
  const options = {
    weekday: "short",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  return new Intl.DateTimeFormat(vscode.env.language, options).format(new Date(instant));
}

function utcWords(instant: string): string {
  return `${new Date(instant).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

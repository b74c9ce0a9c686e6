import * as vscode from "vscode";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import { formatBytes, formatCount } from "../../../runner/src/commands/units.ts";
import { agoWords } from "../language/run-title.ts";
import { runStateWord } from "../runs/run-state-word.ts";
import type { ExtractEntry } from "./extract-entries.ts";
import { shortSchedule } from "./schedule-words.ts";

/** What an extract looks like in the tree. */
export function extractItem(entry: ExtractEntry, running: boolean): vscode.TreeItem {
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(entry.name, running ? Expanded : None);
  item.id = `extract:${entry.name}`;
  item.contextValue = "extract";
  item.description = beside(entry);
  item.iconPath = iconOf(entry, running);
  item.accessibilityInformation = { label: [entry.name, item.description, stateWords(entry, running)].join(", ") };
  item.command = { title: vscode.l10n.t("Open YAML"), command: "datafeed.openYaml", arguments: [{ extract: entry.name }] };
  return item;
}

/** What is told when somebody rests on it. */
export function extractTooltip(entry: ExtractEntry): vscode.MarkdownString {
  const { l10n } = vscode;
  const { name, description, product, owner, shared, template, words, lastRun, latestOutput, refused } = entry;
  const now = new Date();
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**").appendText(name).appendMarkdown("**\n\n");
  if (description !== undefined) text.appendText(description).appendMarkdown("\n\n");
  const line = (what: string, value: string): void => {
    text.appendMarkdown("- ").appendText(`${what}: ${value}`).appendMarkdown("\n");
  };
  line(l10n.t("Product"), product.name);
  line(l10n.t("Template"), template);
  line(l10n.t("Owner"), `${owner}, ${shared ? l10n.t("shared") : l10n.t("private")}`);
  line(l10n.t("Runs"), words ?? (entry.kind === "immediate" ? l10n.t("once") : l10n.t("when asked for")));
  if (latestOutput !== undefined) {
    const { name: file, bytes, rows, modifiedAt } = latestOutput;
    const figures = [formatBytes(bytes), l10n.t("{0} rows", formatCount(rows)), agoWords(modifiedAt, now)];
    line(l10n.t("Newest file"), `${file} (${figures.join(", ")})`);
  }
  if (lastRun !== undefined)
    line(l10n.t("Last run"), `${runStateWord(lastRun.state, l10n.t)}, ${agoWords(lastRun.endedAt ?? lastRun.startedAt, now)}`);
  if (lastRun?.error !== undefined) line(l10n.t("Why it failed"), lastRun.error.message);
  if (refused !== undefined) line(l10n.t("Newest text refused"), refused);
  return text;
}

function beside({ schedule, words, latestOutput, kind }: ExtractEntry): string {
  if (schedule !== undefined) return shortSchedule(schedule, vscode.l10n.t);
  if (latestOutput !== undefined)
    return `${formatBytes(latestOutput.bytes)} · ${agoWords(latestOutput.modifiedAt, new Date())}`;
  if (words !== undefined) return words;
  return kind === "scheduled"
    ? vscode.l10n.t("scheduled")
    : kind === "immediate"
      ? vscode.l10n.t("once")
      : vscode.l10n.t("on request");
}

const icons: Readonly<Partial<Record<RunView["state"], readonly [icon: string, color: string]>>> = {
  published: ["pass", "testing.iconPassed"],
  skipped: ["pass", "testing.iconPassed"],
  failed: ["error", "testing.iconFailed"],
  cancelled: ["circle-slash", "testing.iconSkipped"],
  discarded: ["circle-slash", "testing.iconSkipped"],
};

function iconOf({ lastRun, refused }: ExtractEntry, running: boolean): vscode.ThemeIcon {
  if (running || lastRun?.state === "running" || lastRun?.state === "decided") return new vscode.ThemeIcon("sync~spin");
  if (refused !== undefined) return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  const [icon, color] = (lastRun && icons[lastRun.state]) ?? [];
  if (icon === undefined || color === undefined) return new vscode.ThemeIcon("circle-outline");
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

function stateWords({ lastRun }: ExtractEntry, running: boolean): string {
  if (running) return runStateWord("running", vscode.l10n.t);
  if (lastRun === undefined) return vscode.l10n.t("did not run yet");
  return vscode.l10n.t("last run {0}", runStateWord(lastRun.state, vscode.l10n.t));
}

import * as vscode from "vscode";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { besideFeed, type FeedDetail, isFailing } from "./feed-words.ts";

/** What a feed looks like in the tree. */
export function feedItem(feed: FeedView): vscode.TreeItem {
  const item = new vscode.TreeItem(feed.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `feed:${feed.name}`;
  item.contextValue = `feed ${feed.state}`;
  item.description = besideFeed(feed, vscode.l10n.t, new Date());
  item.iconPath = iconOf(feed);
  item.accessibilityInformation = { label: `${feed.name}, ${item.description}` };
  return item;
}

/** What is told when somebody rests on a feed. */
export function feedTooltip(feed: FeedView): vscode.MarkdownString {
  const { name, description, lastError, owner, topic } = feed;
  const text = new vscode.MarkdownString();
  text.appendMarkdown("**").appendText(name).appendMarkdown("**\n\n");
  text.appendText(besideFeed(feed, vscode.l10n.t, new Date())).appendMarkdown("\n\n");
  if (description !== undefined) text.appendText(description).appendMarkdown("\n\n");
  text.appendMarkdown("- ").appendText(vscode.l10n.t("Topic: {0}", topic)).appendMarkdown("\n");
  text.appendMarkdown("- ").appendText(vscode.l10n.t("Owner: {0}", owner)).appendMarkdown("\n");
  if (lastError !== undefined) text.appendMarkdown("- ").appendText(lastError.message).appendMarkdown("\n");
  return text;
}

/** A line below a feed. */
export function detailItem(feed: string, { id, label, text, icon, tooltip }: FeedDetail): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = `feed:${feed}:${id}`;
  item.description = text;
  item.contextValue = "feedDetail";
  item.iconPath = new vscode.ThemeIcon(icon);
  // A narrow side bar cuts both off.
  item.tooltip = `${label}: ${tooltip ?? text}`;
  item.accessibilityInformation = { label: `${label}: ${text}` };
  return item;
}

/** Each state has a shape of its own; the colour only adds to it. */
function iconOf(feed: FeedView): vscode.ThemeIcon {
  if (isFailing(feed)) return new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  switch (feed.state) {
    case "running":
      return new vscode.ThemeIcon("broadcast", new vscode.ThemeColor("testing.iconPassed"));
    case "waiting":
      return new vscode.ThemeIcon("watch");
    case "paused":
      return new vscode.ThemeIcon("debug-pause", new vscode.ThemeColor("list.warningForeground"));
    case "stopped":
      return new vscode.ThemeIcon("error", new vscode.ThemeColor("testing.iconFailed"));
    case "disabled":
      return new vscode.ThemeIcon("circle-slash");
  }
}

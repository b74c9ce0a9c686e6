import * as vscode from "vscode";
import { formatBytes, formatCount } from "../../../runner/src/commands/units.ts";
import { runStateWord } from "../runs/run-state-word.ts";
import type { RunUnderWay } from "../services.ts";

/** What a product looks like in the tree, above its extracts. */
export function productItem(id: string, name: string, extracts: number): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = `product:${id}`;
  item.description = `${extracts}`;
  item.contextValue = "product";
  item.iconPath = new vscode.ThemeIcon("package");
  const words = extracts === 1 ? vscode.l10n.t("1 extract") : vscode.l10n.t("{0} extracts", extracts);
  item.accessibilityInformation = { label: `${name}, ${words}` };
  return item;
}

/** What a run under way looks like, below its extract. */
export function runItem({ id, extract, state, rows, bytes }: RunUnderWay): vscode.TreeItem {
  const figures = [
    ...(rows === undefined ? [] : [vscode.l10n.t("{0} rows", formatCount(rows))]),
    ...(bytes === undefined ? [] : [formatBytes(bytes)]),
  ].join(" · ");
  const word = runStateWord(state, vscode.l10n.t);
  const item = new vscode.TreeItem(word, vscode.TreeItemCollapsibleState.None);
  item.id = `run:${id}`;
  item.description = figures;
  item.contextValue = "run";
  item.iconPath = new vscode.ThemeIcon("loading~spin");
  item.tooltip = vscode.l10n.t("Run of {0}: {1}", extract, [word, figures].filter((each) => each !== "").join(", "));
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}

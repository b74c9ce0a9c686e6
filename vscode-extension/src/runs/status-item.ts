import * as vscode from "vscode";
import type { Runs } from "../services.ts";
import { stateWords } from "./run-words.ts";
import { showRunsUnderWay } from "./runs-under-way.ts";

const command = "datafeed.runsUnderWay";

/** Stands in the status bar while anything runs; a click lists what. */
export function createStatusItem(runs: Runs): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("datafeed.runs", vscode.StatusBarAlignment.Left, 10);
  item.name = vscode.l10n.t("Datafeed Runs");
  item.command = command;
  const show = (): void => {
    const { underWay } = runs;
    const [first] = underWay;
    if (first === undefined) {
      item.hide();
      return;
    }
    const what = underWay.length === 1 ? first.extract : vscode.l10n.t("{0} runs", underWay.length);
    item.text = `$(sync~spin) ${what}`;
    item.tooltip = underWay.map((run) => `${run.extract}: ${stateWords(run)}`).join("\n");
    item.accessibilityInformation = { label: vscode.l10n.t("Datafeed runs under way: {0}", what) };
    item.show();
  };
  const listening = runs.onDidChange(show);
  return vscode.Disposable.from(
    item,
    listening,
    vscode.commands.registerCommand(command, () => showRunsUnderWay(runs)),
  );
}

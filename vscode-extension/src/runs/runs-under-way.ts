import * as vscode from "vscode";
import { showFailure } from "../failure.ts";
import type { Runs, RunUnderWay } from "../services.ts";
import { stateWords } from "./run-words.ts";

interface RunItem extends vscode.QuickPickItem {
  readonly run: RunUnderWay;
}

const buttons = {
  cancel: { iconPath: new vscode.ThemeIcon("stop-circle"), tooltip: vscode.l10n.t("Cancel") },
  log: { iconPath: new vscode.ThemeIcon("output"), tooltip: vscode.l10n.t("Show Log") },
};

/** A list of what is under way, kept fresh, with a button to cancel each; choosing one shows its log. */
export async function showRunsUnderWay(runs: Runs): Promise<void> {
  const run = await pickRun(runs, vscode.l10n.t("Runs Under Way"), vscode.l10n.t("Choose one to see its log"));
  if (run !== undefined) await runs.showLog(run.id).catch(showFailure);
}

/** One of the runs under way; undefined when none is chosen, or none is there. */
export function pickRun(runs: Runs, title: string, placeholder: string): Promise<RunUnderWay | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<RunItem>();
    const show = (): void => {
      const active = pick.activeItems[0]?.run.id;
      pick.items = runs.underWay.map(itemOf);
      const kept = pick.items.filter(({ run }) => run.id === active);
      if (kept.length > 0) pick.activeItems = kept;
      pick.placeholder = pick.items.length === 0 ? vscode.l10n.t("Nothing is under way.") : placeholder;
    };
    pick.title = title;
    pick.keepScrollPosition = true;
    pick.matchOnDescription = true;
    show();
    const listening = [
      runs.onDidChange(show),
      pick.onDidTriggerItemButton(({ button, item }) => {
        if (button === buttons.cancel) void runs.cancel(item.run.id);
        else runs.showLog(item.run.id).catch(showFailure);
      }),
      pick.onDidAccept(() => {
        resolve(pick.activeItems[0]?.run);
        pick.hide();
      }),
      pick.onDidHide(() => {
        resolve(undefined);
        vscode.Disposable.from(...listening, pick).dispose();
      }),
    ];
    pick.show();
  });
}

function itemOf(run: RunUnderWay): RunItem {
  return { run, label: run.extract, description: stateWords(run), buttons: [buttons.log, buttons.cancel] };
}

import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { Page } from "../webview/page.ts";
import type { HistoryPage } from "./history-messages.ts";

/** The host's side of one history. */
export function fillHistory(
  { context, desks, runs }: Services,
  panel: vscode.WebviewPanel,
  extract: string,
): Page<HistoryPage> {
  const page = new Page<HistoryPage>(panel.webview, {
    name: "history",
    title: panel.title,
    extensionUri: context.extensionUri,
    answers: {
      about: () => ({ extract }),
      runs: async (_signal, number, pageSize) => {
        return (await desks.current()).listRuns({ extract, page: number, pageSize, sort: "-started" });
      },
      showLog: (_signal, run) => runs.showLog(run),
      // An output has the id of the run that made it. The download tells of itself.
      download: (_signal, run) => void vscode.commands.executeCommand("datafeed.download", { outputs: [run] }),
      run: () => void runs.run({ extract }),
      cancel: (_signal, run) => runs.cancel(run),
    },
  });
  const tell = (): void => {
    // A hidden page asks anew when it is shown.
    if (panel.visible) page.tell("changed", null);
  };
  const listening = vscode.Disposable.from(desks.onDidChange(tell), desks.onDidChangeResults(tell), runs.onDidChange(tell));
  panel.onDidDispose(() => listening.dispose());
  return page;
}

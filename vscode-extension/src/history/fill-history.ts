import * as vscode from "vscode";
import type { Services } from "../services.ts";
import { Page } from "../webview/page.ts";
import { checkPlace, type PanelSubject } from "../webview/panel-subject.ts";
import type { HistoryPage } from "./history-messages.ts";

/** The host's side of one history. */
export function fillHistory(
  { context, desks, runs }: Services,
  panel: vscode.WebviewPanel,
  subject: PanelSubject,
): Page<HistoryPage> {
  const { extract } = subject;
  /** What is done to runs is done where they are. */
  const check = (place = desks.place): void => checkPlace(subject, place, vscode.l10n.t);
  const page = new Page<HistoryPage>(panel.webview, {
    name: "history",
    title: panel.title,
    extensionUri: context.extensionUri,
    answers: {
      about: () => subject,
      runs: async (_signal, number, pageSize) => {
        check();
        const desk = await desks.current();
        check(desk.place);
        return desk.listRuns({ extract, page: number, pageSize, sort: "-started" });
      },
      showLog: (_signal, run) => {
        check();
        return runs.showLog(run);
      },
      // An output has the id of the run that made it. The download tells of itself.
      download: (_signal, run) => {
        check();
        void vscode.commands.executeCommand("datafeed.download", { outputs: [run] });
      },
      run: () => {
        check();
        void runs.run({ extract });
      },
      cancel: (_signal, run) => {
        check();
        return runs.cancel(run);
      },
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

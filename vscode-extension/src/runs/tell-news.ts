import * as vscode from "vscode";
import { sentenceOf } from "../webview/page-error.ts";
import { placeName } from "./place-key.ts";
import type { FollowedRun, RunNews } from "./run-state.ts";
import { tellEnd } from "./tell-end.ts";

/** Says what has become of runs, or of the way to them, to the person and to the log. */
export function tellNews(news: RunNews, log: vscode.LogOutputChannel, retry: (run: FollowedRun) => Promise<void>): void {
  const { l10n, window } = vscode;
  switch (news.type) {
    case "ended":
      log.info(`${news.end.run.extract} (${news.end.run.id}): ${news.end.outcome}`);
      void tellEnd(news.end, retry);
      return;
    case "lost": {
      log.warn(`${news.place}: ${news.error.code}: ${news.error.message}`);
      const why = sentenceOf(news.error);
      const words = l10n.t("The way to the runs under way is lost: {0} They go on; their end is told when it is back.", why);
      void window.showWarningMessage(words);
      return;
    }
    case "back":
      log.info(`${news.place}: back`);
      window.setStatusBarMessage(l10n.t("Datafeed: {0} answers again.", placeName(news.place)), 5000);
  }
}

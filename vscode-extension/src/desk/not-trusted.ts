import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";

/** Why nothing of a folder in Restricted Mode is started. */
export function notTrusted(): DatafeedError {
  return new DatafeedError("not-trusted", vscode.l10n.t("This folder is not trusted, so nothing is run or connected."), {
    hint: vscode.l10n.t("Trust it when you know who wrote it."),
  });
}

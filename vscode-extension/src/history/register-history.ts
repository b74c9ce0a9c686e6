import * as vscode from "vscode";
import { chooseExtract } from "../commands/choose-extract.ts";
import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import { ExtractPanels } from "../webview/extract-panels.ts";
import { fillHistory } from "./fill-history.ts";

/** The command that shows the runs of an extract, and its panels. */
export function registerHistory(services: Services): void {
  const panels = new ExtractPanels({
    viewType: "datafeed.history",
    icon: vscode.Uri.joinPath(services.context.extensionUri, "media", "icon.png"),
    retained: false,
    desks: services.desks,
    projects: services.projects,
    title: (name) => vscode.l10n.t("Runs: {0}", name),
    fill: (panel, subject) => fillHistory(services, panel, subject),
  });
  services.context.subscriptions.push(panels);
  registerCommand(services.context, "datafeed.showHistory", async (target?: unknown) => {
    const extract = await chooseExtract(services, target, vscode.l10n.t("Show Run History"));
    if (extract !== undefined) panels.show(extract);
  });
}

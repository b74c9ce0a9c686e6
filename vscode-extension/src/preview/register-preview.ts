import * as vscode from "vscode";
import { chooseExtract } from "../commands/choose-extract.ts";
import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import { ExtractPanels } from "../webview/extract-panels.ts";
import { fillPreview } from "./fill-preview.ts";
import { PreviewSql } from "./preview-sql.ts";

/** The command that shows the first rows of an extract, and its panels. */
export function registerPreview(services: Services): void {
  const sql = new PreviewSql();
  const panels = new ExtractPanels({
    viewType: "datafeed.preview",
    icon: vscode.Uri.joinPath(services.context.extensionUri, "media", "icon.png"),
    // Asking anew is a query in the warehouse.
    retained: true,
    desks: services.desks,
    projects: services.projects,
    title: (name) => vscode.l10n.t("Preview: {0}", name),
    fill: (panel, subject) => fillPreview(services, sql, panel, subject),
  });
  services.context.subscriptions.push(panels, sql);
  registerCommand(services.context, "datafeed.preview", async (target?: unknown) => {
    const extract = await chooseExtract(services, target, vscode.l10n.t("Preview Extract"));
    if (extract !== undefined) panels.show(extract)?.tell("again", null);
  });
}

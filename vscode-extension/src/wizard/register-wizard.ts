import * as vscode from "vscode";
import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import { continueExtract, createExtract } from "./create-extract.ts";
import { draftViewType } from "./form-panel.ts";
import type { KeptDraft } from "./kept-draft.ts";
import { continueRun, runOnce } from "./run-once.ts";

/** The wizard for a new extract, and the one for a narrowed run. */
export function registerWizard(services: Services): void {
  registerCommand(services.context, "datafeed.createExtract", () => createExtract(services));
  registerCommand(services.context, "datafeed.runOnce", (target?: unknown) => runOnce(services, target));
  const serializer = vscode.window.registerWebviewPanelSerializer(draftViewType, {
    deserializeWebviewPanel: async (panel, state: { readonly draft?: KeptDraft } | undefined) => {
      const kept = state?.draft;
      if (kept === undefined) panel.dispose();
      else if (kept.type === "extract") await continueExtract(services, kept, panel);
      else await continueRun(services, kept, panel);
    },
  });
  services.context.subscriptions.push(serializer);
}

import * as vscode from "vscode";
import { DatafeedError } from "../../../runner/src/errors/datafeed-error.ts";
import { registerCommand } from "../commands/register.ts";
import { notTrusted } from "../desk/not-trusted.ts";
import { commandLine } from "../launcher/command-line.ts";
import { saveAll } from "../projects/save-all.ts";
import type { OpenProject, Services } from "../services.ts";
import { chooseBase } from "./choose-base.ts";
import { makePlan } from "./make-plan.ts";
import { PlanDocuments } from "./plan-documents.ts";

/** `datafeed.planChanges`: what the working tree changes, made by the project's own `datafeed plan`. */
export function registerPlan({ context, projects, log }: Services): void {
  const documents = new PlanDocuments();
  context.subscriptions.push(documents);
  registerCommand(context, "datafeed.planChanges", async () => {
    // The program belongs to the folder.
    if (!vscode.workspace.isTrusted) throw notTrusted();
    await projects.ready();
    const project = projects.current;
    if (project === undefined || project.folder.scheme !== "file") throw noProject();
    const chosen = await chooseBase(project.folder);
    if (chosen === undefined || !(await saved(project, projects))) return;
    const markdown = await planned(project.folder.fsPath, chosen.base, log);
    if (markdown !== undefined) await documents.show(project.folder, markdown);
  });
}

/** The program reads from disk: what is edited is saved first. */
function saved(project: OpenProject, projects: Services["projects"]): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && projects.of(uri) === project);
  return saveAll(unsaved);
}

/** Undefined when it was cancelled. */
async function planned(project: string, base: string | undefined, log: vscode.LogOutputChannel): Promise<string | undefined> {
  const settings = vscode.workspace.getConfiguration("datafeed", vscode.Uri.file(project));
  const [cliPath, nodePath] = [settings.get("cli.path", ""), settings.get("cli.node", "")];
  const program = await commandLine({ project, cliPath, nodePath, env: process.env });
  const title = vscode.l10n.t("Planning the changes");
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return vscode.window.withProgress(options, async (_progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const connections = settings.get("connections", "").trim();
    const request = { program, project, base, connections, env: process.env, signal: controller.signal };
    try {
      return await makePlan({ ...request, log: (line) => log.info(`plan: ${line}`) });
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    }
  });
}

function noProject(): DatafeedError {
  return new DatafeedError("project-missing", vscode.l10n.t("A plan needs a checkout of the repository with the documents."), {
    hint: vscode.l10n.t("Clone it, open its folder in this window, and try again."),
  });
}

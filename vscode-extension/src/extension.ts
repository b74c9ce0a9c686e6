import * as vscode from "vscode";
import { openProjects } from "./projects/open-projects.ts";

/** Puts the parts together; each is in a folder of its own. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Datafeed", { log: true });
  context.subscriptions.push(log);
  openProjects(context, log);
}

import * as vscode from "vscode";
import type { OpenLocalDesk } from "./desks.ts";
import { openLocalDesk } from "./local-desk.ts";

/** Opens desks on local projects, as the settings say. */
export function openLocalWith(log: vscode.LogOutputChannel): OpenLocalDesk {
  return (project) => {
    const settings = vscode.workspace.getConfiguration("datafeed", vscode.Uri.file(project));
    return openLocalDesk({
      project,
      cliPath: settings.get("cli.path", ""),
      nodePath: settings.get("cli.node", ""),
      connections: settings.get("connections", "").trim(),
      log: (line) => log.info(line),
    });
  };
}

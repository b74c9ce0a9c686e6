import * as vscode from "vscode";
import { messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { notTrusted } from "../desk/not-trusted.ts";
import { type CommandLine, commandLine } from "../launcher/command-line.ts";
import type { OpenProject, Projects } from "../services.ts";
import { argumentsOf, type DatafeedTask, readTask, taskName, tasksOf } from "./task-definition.ts";

/** Both ways in which `datafeed validate` says where a finding is. */
const problemMatchers = ["$datafeed", "$datafeed-file"];

/** Offers `datafeed validate`, `datafeed run NAME` and others as tasks, with their findings among the problems. */
export function registerTasks(context: vscode.ExtensionContext, projects: Projects, log: vscode.LogOutputChannel): void {
  const provider: vscode.TaskProvider = {
    provideTasks: async () => {
      await projects.ready();
      return (await Promise.all(projects.all.map((project) => offered(project, log)))).flat();
    },
    resolveTask: async (task) => {
      const definition = readTask(task.definition);
      const folder = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
      if (definition === undefined || folder === undefined || !vscode.workspace.isTrusted) return undefined;
      const resolved = taskOf(definition, folder, await commandLineIn(definition, folder));
      // The editor knows it by the very definition that it handed in.
      resolved.definition = task.definition;
      return resolved;
    },
  };
  context.subscriptions.push(vscode.tasks.registerTaskProvider("datafeed", provider));
}

/** Runs a verb of the command line in a terminal. Errors: `cli-missing`, `node-missing`, `not-trusted`. */
export async function runTask(definition: DatafeedTask, folder: vscode.WorkspaceFolder): Promise<void> {
  // Looking for a Node.js runs the one that the folder brings.
  if (!vscode.workspace.isTrusted) throw notTrusted();
  await vscode.tasks.executeTask(taskOf(definition, folder, await commandLineIn(definition, folder)));
}

async function offered({ folder, loaded }: OpenProject, log: vscode.LogOutputChannel): Promise<readonly vscode.Task[]> {
  const around = vscode.workspace.getWorkspaceFolder(folder);
  if (around === undefined || folder.scheme !== "file" || !vscode.workspace.isTrusted) return [];
  const inside = folder.path.slice(around.uri.path.length).replace(/^\//, "");
  const definitions = tasksOf(loaded, inside);
  try {
    const line = await commandLineIn(inside === "" ? {} : { project: inside }, around);
    return definitions.map((definition) => taskOf(definition, around, line));
  } catch (error) {
    log.info(`No tasks are offered: ${messageOf(error)}`);
    return [];
  }
}

function taskOf(definition: DatafeedTask, folder: vscode.WorkspaceFolder, [program, ...args]: CommandLine): vscode.Task {
  const connections = vscode.workspace.getConfiguration("datafeed", folder.uri).get("connections", "");
  const all = [...args, ...argumentsOf(definition, connections)];
  const execution = new vscode.ProcessExecution(program, all, { cwd: folderOf(definition, folder) });
  const task = new vscode.Task({ ...definition }, folder, taskName(definition), "datafeed", execution, problemMatchers);
  if (definition.verb === "validate") task.group = vscode.TaskGroup.Test;
  return task;
}

function folderOf({ project }: Pick<DatafeedTask, "project">, { uri }: vscode.WorkspaceFolder): string {
  return (project === undefined ? uri : vscode.Uri.joinPath(uri, project)).fsPath;
}

/** Errors: `cli-missing`, `node-missing`. */
function commandLineIn(place: Pick<DatafeedTask, "project">, folder: vscode.WorkspaceFolder): Promise<CommandLine> {
  const settings = vscode.workspace.getConfiguration("datafeed", folder.uri);
  const [cliPath, nodePath] = [settings.get("cli.path", ""), settings.get("cli.node", "")];
  return commandLine({ project: folderOf(place, folder), cliPath, nodePath, env: process.env });
}

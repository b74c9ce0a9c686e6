import * as vscode from "vscode";
import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import { deleteCommand } from "./delete-command.ts";
import { PortalPanel } from "./portal-panel.ts";
import { registerScheduleCommands } from "./schedule-commands.ts";

/** The portal's tab, and the commands of files and schedules. */
export function registerPortal(services: Services): void {
  const { context, desks, projects } = services;
  const panel = new PortalPanel(services);
  context.subscriptions.push(panel);
  registerCommand(context, "datafeed.openPortal", () => panel.show("extracts"));
  registerCommand(context, "datafeed.openSchedules", () => panel.show("schedules"));
  registerCommand(context, "datafeed.deleteOutputs", async (target?: unknown) =>
    panel.deleted(await deleteCommand(services, target)),
  );
  registerCommand(context, "datafeed.refresh", async () => {
    await Promise.all(projects.all.map((project) => project.refresh()));
    desks.changed();
    // Whoever could not be asked before is asked again; the views say what is still wrong.
    await desks.status().catch(() => {});
    if (!vscode.workspace.isTrusted) return;
    desks.changed();
  });
  registerScheduleCommands(services);
}

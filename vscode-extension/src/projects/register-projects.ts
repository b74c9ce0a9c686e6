import { registerCommand } from "../commands/register.ts";
import type { Services } from "../services.ts";
import { registerTasks } from "../tasks/register-tasks.ts";
import { initProject } from "./init-project.ts";
import { registerProjectStatus } from "./project-status.ts";
import { validateProjects } from "./validate-projects.ts";

/** The commands about projects, and what the status bar says of them. */
export function registerProjects(services: Services): void {
  registerCommand(services.context, "datafeed.validate", () => validateProjects(services.projects));
  registerCommand(services.context, "datafeed.initProject", initProject);
  registerTasks(services.context, services.projects, services.log);
  registerProjectStatus(services);
}

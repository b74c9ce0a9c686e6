import * as vscode from "vscode";
import { createDesks } from "./desk/desks.ts";
import { openLocalWith } from "./desk/open-local.ts";
import { registerDownloads } from "./downloads/register-downloads.ts";
import { registerFeeds } from "./feeds/register-feeds.ts";
import { registerForm } from "./form/register-form.ts";
import { registerHistory } from "./history/register-history.ts";
import { registerLanguage } from "./language/register-language.ts";
import { registerPlace } from "./place/register-place.ts";
import { registerPlan } from "./plan/register-plan.ts";
import { registerPortal } from "./portal/register-portal.ts";
import { registerPreview } from "./preview/register-preview.ts";
import { openProjects } from "./projects/open-projects.ts";
import { registerProjects } from "./projects/register-projects.ts";
import { registerPullRequest } from "./pull-request/register-pull-request.ts";
import { createRuns } from "./runs/create-runs.ts";
import { registerRuns } from "./runs/register-runs.ts";
import type { Services } from "./services.ts";
import { Authentication } from "./sign-in/authentication.ts";
import { registerViews } from "./views/register-views.ts";
import { registerWizard } from "./wizard/register-wizard.ts";

/** Puts the parts together; each is in a folder of its own. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("Datafeed", { log: true });
  const projects = openProjects(context, log);
  const authentication = new Authentication(context);
  const desks = createDesks({
    projects,
    authentication,
    log,
    openLocal: openLocalWith(log),
  });
  const runs = createRuns(context, log, projects, desks);
  context.subscriptions.push(log, authentication, desks, runs);
  const services: Services = { context, log, projects, desks, runs };
  registerLanguage(services);
  registerProjects(services);
  registerPlace(services, authentication);
  registerPullRequest(services);
  registerPlan(services);
  registerViews(services);
  registerFeeds(services);
  registerPortal(services);
  registerRuns(services);
  registerPreview(services);
  registerHistory(services);
  registerDownloads(services);
  registerForm(services);
  registerWizard(services);
}

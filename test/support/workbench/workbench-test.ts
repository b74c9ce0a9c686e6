import type { Browser } from "playwright-core";
import { afterAll, inject, test } from "vitest";
import { connectBrowser } from "./browser.ts";
import { Workbench } from "./workbench.ts";
import { Workspace, type WorkspaceOptions } from "./workspace.ts";

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/** The browser that all test files share. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= connectBrowser(inject("browserEndpoint"));
  return browser;
}

export interface WorkbenchTestOptions extends Omit<WorkspaceOptions, "sample"> {
  /** Another server than the one that all test files share. */
  readonly url?: () => string;
}

/** A test in a new window on a folder of its own. */
export function workbenchTest(
  name: string,
  options: WorkbenchTestOptions,
  body: (workbench: Workbench, workspace: Workspace) => Promise<void>,
): void {
  test(name, async () => {
    using workspace = new Workspace({ sample: inject("workbenchSample"), ...options });
    await inWorkbench(options.url?.() ?? inject("workbenchUrl"), workspace, body);
  });
}

/** Opens a window on a folder, and keeps the evidence when what is done there fails. */
export async function inWorkbench(
  url: string,
  workspace: Workspace,
  body: (workbench: Workbench, workspace: Workspace) => Promise<void>,
): Promise<void> {
  await using workbench = await Workbench.open(await sharedBrowser(), url, workspace.folder);
  try {
    await body(workbench, workspace);
  } catch (error) {
    throw await workbench.withEvidence(error);
  }
}

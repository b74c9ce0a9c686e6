import { rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { TestProject } from "vitest/node";
import { launchBrowserServer } from "./browser.ts";
import { makeSample } from "./datafeed.ts";
import { installExtension, packageExtension } from "./extension.ts";
import { WorkbenchServer } from "./server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Folder in which the extension is installed from its VSIX. */
    workbenchExtensions: string;
    /** A server on Node 24 whose folders are trusted. */
    workbenchUrl: string;
    /** Its user's home folder. */
    workbenchHome: string;
    /** A DuckDB file with the sample. */
    workbenchSample: string;
    /** Playwright's address of the browser. */
    browserEndpoint: string;
  }
}

/** Once for all test files: the VSIX made and installed, a server and a browser. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = new AsyncDisposableStack();
  const vsix = await packageExtension();
  stack.defer(() => rm(dirname(vsix), { recursive: true, force: true }));
  const extensions = await installExtension(vsix);
  stack.defer(() => rm(dirname(extensions), { recursive: true, force: true }));
  const server = stack.use(await WorkbenchServer.start({ extensions }));
  const browser = await launchBrowserServer();
  stack.defer(() => browser.close());
  const sample = await makeSample();
  stack.defer(() => rm(dirname(sample), { recursive: true, force: true }));
  project.provide("workbenchSample", sample);
  project.provide("workbenchExtensions", extensions);
  project.provide("workbenchUrl", server.url);
  project.provide("workbenchHome", server.home);
  project.provide("browserEndpoint", browser.wsEndpoint());
  return () => stack.disposeAsync();
}

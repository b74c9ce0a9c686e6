import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const cache = process.env["DATAFEED_TEST_CACHE"] ?? join(homedir(), ".cache/datafeed-test");

export const repository = join(import.meta.dirname, "../../..");
export const chromium = "/usr/bin/chromium";

/** The Node that runs VS Code's server, and with it the extension host. */
export type NodeMajor = 22 | 24;

export interface Installed {
  /** VS Code's own server. */
  readonly server: string;
  node(major: NodeMajor): string;
}

/** What scripts/test-workbench installed; without it an error that says so. */
export function installed(): Installed {
  const name = existsSync(cache) ? readdirSync(cache).findLast((entry) => /^workbench-\d/.test(entry)) : undefined;
  if (name === undefined || !existsSync(chromium))
    throw new Error("There is no VS Code to test with: run scripts/test-workbench");
  const place = join(cache, name);
  return {
    server: join(place, "code-server/lib/vscode/out/server-main.js"),
    node: (major) => join(place, `node${major}/bin/node`),
  };
}

import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTests } from "@vscode/test-electron";
import { Workspace } from "../support/workbench/workspace.ts";
import { bundleTests } from "./bundle.ts";

/**
 * Runs the extension host's tests in a desktop VS Code, which is fetched: `node test/extension-host/run.ts [VERSION]`. Build the
 * extension first. On Linux without a screen: `xvfb-run -a`.
 */
const version = process.argv[2] ?? "stable";
using workspace = new Workspace();
// Short: a socket lies in it, and macOS allows no long paths for those.
const user = mkdtempSync(join(tmpdir(), "df-"));
await runTests({
  version,
  extensionDevelopmentPath: join(import.meta.dirname, "../../vscode-extension"),
  extensionTestsPath: await bundleTests(),
  launchArgs: [workspace.folder, "--disable-extensions", "--disable-workspace-trust", "--user-data-dir", user],
});

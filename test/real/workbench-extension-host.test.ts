import { readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { bundleTests } from "../extension-host/bundle.ts";
import { WorkbenchServer } from "../support/workbench/server.ts";
import { sharedBrowser } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

/** The oldest Node that an extension host of a supported VS Code has, and the newest. */
test.each([22, 24] as const)("the tests of test/extension-host pass in an extension host on Node %i", async (node) => {
  const extensions = inject("workbenchExtensions");
  const [installed] = readdirSync(extensions).filter((name) => name.startsWith("datafeed."));
  const tests = await bundleTests();
  using workspace = new Workspace();
  await using server = await WorkbenchServer.start({ extensions, node, forExtensionTests: true });
  const page = await (await sharedBrowser()).newPage();
  try {
    const said: string[] = [];
    const ended = new Promise<unknown>((resolve) => {
      void page.exposeFunction("codeAutomationLog", (_: string, words: readonly unknown[]) => said.push(words.join(" ")));
      void page.exposeFunction("codeAutomationExit", resolve);
    });
    const remote = (path: string) => `vscode-remote://${new URL(server.url).host}${path}`;
    const payload = JSON.stringify([
      ["extensionDevelopmentPath", remote(join(extensions, String(installed)))],
      ["extensionTestsPath", remote(tests)],
    ]);
    await page.goto(`${server.url}/?folder=${workspace.folder}&payload=${encodeURIComponent(payload)}`);
    const code = await ended;
    expect(said.filter((line) => line.includes("FAILED"))).toEqual([]);
    expect(said.join("\n")).toContain(`on Node ${node}.`);
    expect(code).toBe(0);
  } finally {
    await page.close();
    await rm(dirname(tests), { recursive: true, force: true });
  }
});

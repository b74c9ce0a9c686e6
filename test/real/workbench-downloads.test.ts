import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { Daemon, onWorkspace } from "../support/workbench/datafeed.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

/** Data files of a folder, without manifests. */
function dataFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".csv"));
}

test("a server's file comes whole to the folder of the settings, and beside itself when it comes again", async () => {
  using estate = new Workspace({ sample: inject("workbenchSample") });
  await onWorkspace(estate, "run", "contacts-for-excel");
  await using daemon = await Daemon.start(estate);
  const token = await daemon.token("amy");
  const settings = { "datafeed.server": daemon.url, "datafeed.downloads.folder": join(estate.folder, "downloads") };
  using client = new Workspace({
    only: [],
    program: "none",
    files: { "readme.md": "# Nothing here\n", ".vscode/settings.json": JSON.stringify(settings) },
  });
  mkdirSync(estate.path("downloads"));
  await inWorkbench(inject("workbenchUrl"), client, async (workbench) => {
    const { messages, quickInput, sideBar, editor } = workbench;
    await sideBar.show("Datafeed");
    await quickInput.command("Datafeed: Sign In");
    await quickInput.step("Sign In to");
    await quickInput.type(token);
    await messages.said("Signed in");
    const [published] = dataFiles(estate.path("out"));
    const original = readFileSync(join(estate.path("out"), published!));
    for (const times of [1, 2]) {
      await quickInput.command("Datafeed: Download Newest File");
      await quickInput.step("Download Newest File");
      await quickInput.pick("contacts-for-excel");
      await messages.said(times === 1 ? `${published}.` : "(1).csv");
    }
    const copies = dataFiles(estate.path("downloads"));
    expect(copies).toHaveLength(2);
    for (const copy of copies) expect(readFileSync(join(estate.path("downloads"), copy))).toEqual(original);
    // Opening shows the copy as text.
    await messages.answer("(1).csv", "Open");
    await editor.tab("(1).csv").waitFor();
  });
});

import { expect, inject, test } from "vitest";
import { WorkbenchServer } from "../support/workbench/server.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

const broken = `kind: Extract
name: broken
product: ixhello-employee
owner: amy
template: ContactDetials
fields: all
window: { start: "2026-03-17", end: "2026-03-18" }
`;

test("in Restricted Mode documents are checked and completed, and nothing is started", async () => {
  using workspace = new Workspace({ files: { "extracts/broken.extract.yaml": broken } });
  const settings = { "security.workspace.trust.startupPrompt": "never", "security.workspace.trust.banner": "never" };
  await using server = await WorkbenchServer.start({ extensions: inject("workbenchExtensions"), trusted: false, settings });
  await inWorkbench(server.url, workspace, async ({ editor, panel, sideBar, page, quickInput, messages }) => {
    await panel.statusItem("Restricted Mode").waitFor();
    await editor.open("broken.extract.yaml");
    await editor.errors.first().waitFor();
    await editor.goTo(5, 11);
    await editor.quickFix("ContactDetails");
    await editor.line("template: ContactDetails").waitFor();
    await editor.save();
    await quickInput.command("Datafeed: Run Extract");
    await messages.said("not trusted");
    await sideBar.show("Datafeed");
    await page.getByText("This folder is not trusted").first().waitFor();
    expect(workspace.programs()).toEqual([]);
  });
});

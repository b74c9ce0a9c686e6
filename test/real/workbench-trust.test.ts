import { existsSync } from "node:fs";
import { expect, inject, test, vi } from "vitest";
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

const settings = {
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "never",
  "datafeed.user": "amy",
};

test("in Restricted Mode documents are checked and completed, and nothing is started", async () => {
  using workspace = new Workspace({ files: { "extracts/broken.extract.yaml": broken } });
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
    await quickInput.command("Datafeed: Plan Changes");
    await quickInput.closed();
    await sideBar.show("Datafeed");
    await page.getByText("This folder is not trusted").first().waitFor();
    expect(workspace.programs()).toEqual([]);
  });
});

test("in Restricted Mode the wizard and its form write an extract, and say why it does not run", async () => {
  using workspace = new Workspace();
  await using server = await WorkbenchServer.start({ extensions: inject("workbenchExtensions"), trusted: false, settings });
  await inWorkbench(server.url, workspace, async (workbench) => {
    const { editor, panel, page, quickInput, messages } = workbench;
    await panel.statusItem("Restricted Mode").waitFor();
    await quickInput.command("Datafeed: Create Data Extract");
    await quickInput.step(/Create Data Extract.*1\//);
    await quickInput.type("calls of march");
    await quickInput.pick("IXHello - Employee");
    await quickInput.pick("Immediate");
    await quickInput.pick("Last Month");
    await quickInput.step(/5\/8/);
    await page.keyboard.press("Enter");
    await quickInput.step(/6\/8/);
    await page.keyboard.press("Enter");
    await quickInput.pick("ContactDetails");
    await quickInput.step(/8\/8/);
    await page.keyboard.press("Enter");
    const form = await workbench.webPage("datafeed-form");
    const button = (name: string) => form.locator("vscode-button", { hasText: name });
    await form.getByRole("checkbox", { name: "Recording File", exact: true }).click();
    await form.getByText("17 of 18 fields").waitFor();
    await button("Next").click();
    await button("Next").click();
    await button("Create").click();
    expect(await messages.said("calls of march is written")).toContain("not trusted");
    await vi.waitFor(() => expect(existsSync(workspace.path("extracts/calls-of-march.extract.yaml"))).toBe(true));
    await editor.line("name: calls of march").waitFor();
    expect(workspace.programs()).toEqual([]);
  });
});

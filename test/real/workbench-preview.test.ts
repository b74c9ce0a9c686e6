import { readFileSync } from "node:fs";
import { expect, inject, test, vi } from "vitest";
import { HeldWarehouse } from "../support/workbench/held-warehouse.ts";
import { inWorkbench, workbenchTest } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

/** For what happens in the warehouse. */
const outside = { timeout: 20_000, interval: 50 };

workbenchTest("the first rows stand beside the YAML, with the SQL as a document", {}, async (workbench, workspace) => {
  const { editor, quickInput, page } = workbench;
  await editor.open("contacts-for-excel.extract.yaml");
  await quickInput.command("Datafeed: Preview Extract");
  const preview = await workbench.webPage("df-preview [role=gridcell]");
  expect(await preview.locator("header p").innerText()).toMatch(/^First 100 rows, not sorted · Apr 5 – 11, 2026/);
  expect(await preview.getByRole("columnheader", { name: "Customer" }).innerText()).toContain("string, masked: full");
  // What is written is what is asked for: it is saved first.
  const file = workspace.path("extracts/contacts-for-excel.extract.yaml");
  await editor.goTo(15, 24);
  await editor.type("Dear");
  await editor.line("as: DearCustomer").waitFor();
  await preview.getByRole("button", { name: "Refresh" }).click();
  await preview.getByRole("columnheader", { name: "DearCustomer" }).waitFor();
  expect(readFileSync(file, "utf8")).toContain("DearCustomer");
  await preview.getByRole("button", { name: "SQL" }).click();
  await preview.getByRole("button", { name: "Open" }).click();
  await page.locator(".tabs-container .tab", { hasText: "contacts-for-excel.sql" }).click({ button: "middle" });
  // A mistake that hides everything: the preview says so, and leads there.
  await page.keyboard.press("Control+1");
  await editor.goTo(8, 1);
  await editor.type("- ");
  await preview.getByRole("button", { name: "Refresh" }).click();
  const alert = preview.getByRole("alert");
  expect(await alert.locator("code").innerText()).toBe("documents-unsound");
  await alert.getByText("Open YAML").click();
  await page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
});

test("closing the panel ends the query in the warehouse", async () => {
  await using warehouse = await HeldWarehouse.create();
  using workspace = new Workspace({ files: warehouse.files });
  await inWorkbench(inject("workbenchUrl"), workspace, async (workbench) => {
    const { editor, quickInput, page } = workbench;
    await editor.open("held.extract.yaml");
    await quickInput.command("Datafeed: Preview Extract");
    await vi.waitFor(async () => expect(await warehouse.waiting()).toBe(1), outside);
    await page.locator(".tabs-container .tab", { hasText: "Preview: held" }).click({ button: "middle" });
    await vi.waitFor(async () => expect(await warehouse.busy()).toBe(0), outside);
  });
});

workbenchTest("the runs of an extract are drawn, and each leads to its log", {}, async (workbench) => {
  const { editor, messages, quickInput, panel } = workbench;
  await editor.open("contacts-for-excel.extract.yaml");
  await quickInput.command("Datafeed: Run Extract");
  await messages.said("contacts-for-excel is ready");
  await quickInput.command("Datafeed: Show Run History");
  const history = await workbench.webPage("df-history g.run.published");
  expect(await history.locator("header").innerText()).toContain("1 run");
  await history.locator("g.run.published").focus();
  expect(await history.locator(".chart-words").innerText()).toMatch(/published · window Apr 5 – 11, 2026 .* 449 rows/);
  await history.getByRole("button", { name: "Show Log" }).click();
  await panel.output("published").waitFor();
});

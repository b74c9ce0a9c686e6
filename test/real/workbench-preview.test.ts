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
  await preview.getByText(/^First 100 rows, not sorted · Apr 5 – 11, 2026/).waitFor();
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
  await page.locator(".tabs-container .tab", { hasText: "contacts-for-excel.extract.yaml" }).click();
  await editor.goTo(8, 1);
  await editor.type("- ");
  await preview.getByRole("button", { name: "Refresh" }).click();
  const alert = preview.getByRole("alert");
  expect(await alert.locator("code").innerText()).toBe("documents-unsound");
  await alert.getByText("Open YAML").click();
  await page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
});

workbenchTest("a panel shows its own place alone, and says so elsewhere", {}, async (workbench, workspace) => {
  const { editor, quickInput, page } = workbench;
  const settings = (server: string): void =>
    workspace.write(".vscode/settings.json", JSON.stringify({ "datafeed.server": server }));
  await editor.open("contacts-for-excel.extract.yaml");
  await quickInput.command("Datafeed: Preview Extract");
  const preview = await workbench.webPage("df-preview [role=gridcell]");
  await preview.getByText(/^First 100 rows/).waitFor();
  await quickInput.command("Datafeed: Show Run History");
  const history = await workbench.webPage("df-history");
  await history.getByText("This extract has not run yet.").waitFor();

  const server = "http://127.0.0.1:9";
  settings(server);
  // What runs there is not asked for from here.
  await history.locator("code", { hasText: "other-place" }).waitFor();
  expect(await history.getByRole("alert").innerText()).toContain(server);
  expect(await history.getByRole("button", { name: "Run" }).count()).toBe(1);
  await history.getByRole("button", { name: "Run" }).click();
  await page.locator(".tabs-container .tab", { hasText: "Preview: contacts-for-excel" }).click();
  expect(await preview.locator("header p").innerText()).toMatch(/^First 100 rows/);
  await preview.getByRole("button", { name: "Refresh" }).click();
  await preview.locator("code", { hasText: "other-place" }).waitFor();
  expect(workspace.published()).toEqual([]);

  settings("");
  await vi.waitFor(async () => {
    await preview
      .getByRole("button", { name: /^(Try Again|Refresh)$/ })
      .first()
      .click();
    await preview.getByText(/^First 100 rows/).waitFor({ timeout: 3000 });
  }, outside);
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

import { existsSync } from "node:fs";
import type { Frame } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { onWorkspace } from "../support/workbench/datafeed.ts";
import type { Workbench } from "../support/workbench/workbench.ts";
import { inWorkbench } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

const days = Array.from({ length: 14 }, (_, day) => `2026-04-${String(day + 1).padStart(2, "0")}`);
const nameOf = (at: number): string => `grid-${String(at + 1).padStart(2, "0")}`;
/** One file a day, of two owners. */
const documents = days.slice(1).map((end, at) => {
  const owner = at < 4 ? "sam" : "amy";
  return `kind: Extract
name: ${nameOf(at)}
product: ixhello-employee
owner: ${owner}
shared: ${at % 2 === 0}
template: ContactDetails
fields: [Contact ID, Contact Start]
window: { start: "${days[at]}", end: "${end}" }
output: { format: csv, compress: none }
`;
});

let published: Workspace;
beforeAll(async () => {
  published = new Workspace({
    sample: inject("workbenchSample"),
    only: ["datafeed.yaml", "connections.yaml", "templates", "extracts/intents-not-matched.extract.yaml"],
    files: { "extracts/grid.extract.yaml": documents.join("---\n") },
  });
  await onWorkspace(published, "run", ...documents.map((_, at) => nameOf(at)));
});
afterAll(() => published[Symbol.dispose]());

/** The portal on 13 published files, in a folder of its own. */
async function inPortal(body: (portal: Frame, workbench: Workbench, workspace: Workspace) => Promise<void>): Promise<void> {
  using workspace = published.copy();
  await inWorkbench(inject("workbenchUrl"), workspace, async (workbench) => {
    await workbench.quickInput.command("Datafeed: Data Extracts");
    const portal = await workbench.webPage("df-grid .df-grid-row[data-id]");
    await body(portal, workbench, workspace);
  });
}

function names(portal: Frame): Promise<readonly string[]> {
  return portal
    .locator(".df-grid-row[data-id]")
    .evaluateAll((rows) => rows.map((row) => /grid-\d\d/.exec(row.textContent ?? "")?.[0] ?? ""));
}

function button(portal: Frame, name: string) {
  return portal.getByRole("button", { name });
}

test("files are paged ten at a time, sorted and narrowed by column", async () => {
  await inPortal(async (portal) => {
    await portal.getByText("1 to 10 of 13").waitFor();
    expect(await names(portal)).toHaveLength(10);
    await button(portal, "Next page").click();
    await portal.getByText("11 to 13 of 13").waitFor();
    expect(await names(portal)).toHaveLength(3);
    await portal.getByLabel("Rows per page").selectOption("25");
    await portal.getByText("1 to 13 of 13").waitFor();
    await portal.getByRole("columnheader", { name: "Extract Name" }).locator(".df-sort").click();
    await expect.poll(() => names(portal)).toEqual(documents.map((_, at) => nameOf(at)));
    await button(portal, "Filter by Extract Name").click();
    await portal.getByLabel("Extract Name contains").fill("grid-1");
    await expect.poll(() => names(portal)).toEqual(["grid-10", "grid-11", "grid-12", "grid-13"]);
    await button(portal, "Close").click();
    await button(portal, "Clear all filters").first().click();
    await button(portal, "Filter by Owner").click();
    await portal.getByLabel("Owner is").fill("sam");
    await portal.getByLabel("Owner is").press("Enter");
    await expect.poll(() => names(portal)).toEqual(["grid-01", "grid-02", "grid-03", "grid-04"]);
  });
});

test("several files are deleted at once, after a question that names them; their manifests stay", async () => {
  await inPortal(async (portal, { messages }, workspace) => {
    const before = workspace.published();
    expect(before).toHaveLength(13);
    for (const name of ["grid-12", "grid-13"]) await portal.getByRole("checkbox", { name: `Select ${name}` }).check();
    await button(portal, "Delete").filter({ hasText: "Delete" }).first().click();
    await messages.confirm("Delete 2 files?", "Delete 2 Files");
    await messages.said("2 files were deleted");
    const gone = before.filter((file) => /^grid-1[23]/.test(file));
    expect(gone).toHaveLength(2);
    expect(workspace.published()).toEqual(before.filter((file) => !gone.includes(file)));
    for (const file of gone) expect(existsSync(workspace.path(`out/${file}.manifest`))).toBe(true);
  });
});

test("the editor's menu on one of several ticked rows is about all of them", async () => {
  await inPortal(async (portal, { messages, page }) => {
    for (const name of ["grid-11", "grid-12", "grid-13"])
      await portal.getByRole("checkbox", { name: `Select ${name}` }).check();
    await portal.locator(".df-grid-row[data-id]", { hasText: "grid-12" }).getByText("amy").click({ button: "right" });
    const item = page.locator(".monaco-menu .action-item", { hasText: "Delete Files" });
    await item.waitFor();
    // A menu does not hear the mouse in its first tenth of a second.
    await page.waitForTimeout(250);
    await item.click();
    await messages.confirm("Delete 3 files?", "Delete 3 Files");
    await messages.said("3 files were deleted");
    await portal.getByText("1 to 10 of 10").waitFor();
  });
});

test("a file that another program publishes appears by itself", async () => {
  await inPortal(async (portal, _, workspace) => {
    await portal.getByText("1 to 10 of 13").waitFor();
    await onWorkspace(workspace, "run", "grid-01");
    await vi.waitFor(async () => expect(await portal.getByText("1 to 10 of 14").count()).toBe(1), {
      timeout: 40_000,
      interval: 100,
    });
  });
});

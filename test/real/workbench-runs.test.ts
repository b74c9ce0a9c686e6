import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test, vi } from "vitest";
import { HeldWarehouse } from "../support/workbench/held-warehouse.ts";
import { inWorkbench, workbenchTest } from "../support/workbench/workbench-test.ts";
import { Workspace } from "../support/workbench/workspace.ts";

/** For what happens outside of the window: in the warehouse, on the disk. */
const outside = { timeout: 40_000, interval: 50 };

workbenchTest(
  "an extract is run from its CodeLens, and its file copied where one wants it",
  {},
  async (workbench, workspace) => {
    const { editor, messages, quickInput } = workbench;
    await editor.open("contacts-for-excel.extract.yaml");
    await editor.lens("Run").click();
    expect(await messages.said("contacts-for-excel is ready")).toMatch(/449 rows, 49\.9 KB/);
    const [file = ""] = workspace.published();
    const bytes = readFileSync(join(workspace.path("out"), file));
    // A byte order mark, the chosen columns in their order, a line for each row.
    expect(bytes.subarray(0, 80).toString()).toMatch(
      /^\ufeffStart,Service,Channel,Outcome,Duration in ms,Customer,Contact ID\n/,
    );
    expect(bytes.toString().split("\n")).toHaveLength(451);
    const target = workspace.path("copies");
    workspace.write("copies/readme.txt", "files come here\n");
    await messages.answer("contacts-for-excel is ready", "Download");
    // What is typed before the box shows its first folder is put behind that folder.
    await quickInput.rows().first().waitFor();
    await quickInput.field.fill(`${target}/`);
    await quickInput.widget
      .locator(".monaco-list-row", { hasText: "readme.txt" })
      .or(quickInput.button("Download"))
      .first()
      .waitFor();
    await quickInput.widget.locator(".quick-input-action .monaco-button").first().click();
    await messages.said("Downloaded to");
    expect(readFileSync(join(target, file))).toEqual(bytes);
  },
);

test("a cancelled run's query is gone from the warehouse, and no file is there", async () => {
  await using warehouse = await HeldWarehouse.create();
  using workspace = new Workspace({ files: warehouse.files });
  await inWorkbench(inject("workbenchUrl"), workspace, async ({ editor, messages, panel, quickInput }) => {
    await editor.open("held.extract.yaml");
    await quickInput.command("Datafeed: Run Extract");
    await vi.waitFor(async () => expect(await warehouse.waiting()).toBe(1), outside);
    await panel.statusItem("held").waitFor();
    await messages.cancelProgress("held");
    await vi.waitFor(async () => expect(await warehouse.busy()).toBe(0), outside);
    expect(await messages.said("was cancelled")).toContain("No file was published");
    expect(workspace.published()).toEqual([]);
  });
});

test("a window that is loaded again in the middle of a run loses nothing", async () => {
  await using warehouse = await HeldWarehouse.create();
  using workspace = new Workspace({ files: warehouse.files });
  await inWorkbench(inject("workbenchUrl"), workspace, async (workbench) => {
    const { editor, messages, panel, quickInput } = workbench;
    await editor.open("held.extract.yaml");
    await quickInput.command("Datafeed: Run Extract");
    await vi.waitFor(async () => expect(await warehouse.waiting()).toBe(1), outside);
    await workbench.reload();
    await panel.statusItem("held").waitFor();
    expect(await warehouse.waiting()).toBe(1);
    await warehouse.letGo();
    expect(await messages.said("held is ready")).toMatch(/5 rows/);
    const [file = ""] = workspace.published();
    expect(readFileSync(join(workspace.path("out"), file), "utf8").split("\n")).toHaveLength(7);
    expect(workspace.published()).toHaveLength(1);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { expect, vi } from "vitest";
import { Daemon } from "../support/workbench/datafeed.ts";
import { storedState } from "../support/workbench/stored-state.ts";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

const nightly = "distinct-intents-nightly";
const file = `extracts/${nightly}.extract.yaml`;

workbenchTest(
  "extracts stand by product, schedules with their next run; a chosen product narrows both",
  {},
  async (workbench) => {
    const { sideBar, quickInput, page } = workbench;
    await sideBar.show("Datafeed");
    const extracts = sideBar.view("Data Extracts");
    const schedules = sideBar.view("Schedules");
    await extracts.getByRole("treeitem", { name: "IXHello - Customer v1, 10 extracts" }).waitFor();
    await extracts.getByRole("treeitem", { name: /^web-chat-weekly, weekly · Mon 06:00 Chicago/ }).waitFor();
    await schedules.getByRole("treeitem", { name: /^goals-monthly, next / }).waitFor();
    await quickInput.command("Datafeed: Select Product");
    await quickInput.pick("IXHello - Customer v2");
    await extracts.getByRole("treeitem", { name: /^checkpoints-gzip/ }).waitFor();
    await vi.waitFor(async () => {
      expect(await extracts.getByRole("treeitem").count()).toBe(4);
      expect(await schedules.getByRole("treeitem").count()).toBe(2);
    });
    await page.locator(".pane-header", { hasText: "IXHello - Customer v2" }).first().waitFor();
    await quickInput.command("Datafeed: Schedules");
    const portal = await workbench.webPage("df-schedules df-grid .df-grid-body .df-grid-row");
    await portal.getByText("1 to 2 of 2").waitFor();
    // The choice is one for all.
    await portal.getByRole("combobox", { name: "Product" }).selectOption({ label: "All products" });
    await schedules.getByRole("treeitem", { name: new RegExp(`^${nightly}`) }).waitFor();
  },
);

workbenchTest("a schedule is taken out of its document, and undo brings it back", {}, async (workbench, workspace) => {
  const { sideBar, messages, page } = workbench;
  const before = readFileSync(workspace.path(file), "utf8");
  await sideBar.show("Datafeed");
  const row = sideBar.view("Schedules").getByRole("treeitem", { name: new RegExp(`^${nightly}`) });
  await row.waitFor();
  await workbench.quickInput.command("Datafeed: Delete Schedule");
  await workbench.quickInput.pick(nightly);
  await messages.confirm(`Delete the schedule of ${nightly}?`, "Remove Schedule Only");
  await messages.said(`The schedule of ${nightly} was removed.`);
  await row.waitFor({ state: "detached" });
  const after = readFileSync(workspace.path(file), "utf8");
  expect(before).toContain("\nschedule:");
  expect(after).toBe(before.replace(/^schedule:.*\n/m, ""));
  await workbench.editor.focus();
  await page.keyboard.press("Control+z");
  await workbench.editor.save();
  await row.waitFor();
  expect(readFileSync(workspace.path(file), "utf8")).toBe(before);
});

workbenchTest("an extract's file is deleted as a whole, and its undo writes it again", {}, async (workbench, workspace) => {
  const { sideBar, messages, quickInput } = workbench;
  const before = readFileSync(workspace.path(file), "utf8");
  await sideBar.show("Datafeed");
  const row = sideBar.view("Schedules").getByRole("treeitem", { name: new RegExp(`^${nightly}`) });
  await row.waitFor();
  await quickInput.command("Datafeed: Delete Schedule");
  await quickInput.pick(nightly);
  await messages.dialog.filter({ hasText: `${file} is deleted, it holds nothing else.` }).waitFor();
  await messages.confirm(`Delete the schedule of ${nightly}?`, "Delete Extract");
  await messages.said(`${file} was deleted.`);
  await row.waitFor({ state: "detached" });
  expect(existsSync(workspace.path(file))).toBe(false);
  await messages.answer(`${file} was deleted.`, "Undo");
  await row.waitFor();
  expect(readFileSync(workspace.path(file), "utf8")).toBe(before);
});

workbenchTest("missing windows are made owed and skipped again, after a question", {}, async (workbench) => {
  // No daemon ran the schedule here: nothing of it was ever made, and nobody runs what becomes owed.
  const { quickInput, messages } = workbench;
  const asked = (question: string): Promise<void> => quickInput.widget.filter({ hasText: question }).waitFor();
  const answer = async (question: string, text: string): Promise<void> => {
    await asked(question);
    await quickInput.type(text);
  };
  await quickInput.command("Datafeed: Backfill");
  await quickInput.pick(nightly);
  await asked("From when?");
  await quickInput.field.fill("the day before");
  await quickInput.error.filter({ hasText: "2026-03-17" }).waitFor();
  await quickInput.type("2026-10-05");
  await answer("Until when?", "2026-10-07");
  await messages.dialog.filter({ hasText: "2026-10-05" }).waitFor();
  await messages.confirm(`${nightly}: 2 windows are missing.`, "Make 2 Owed");

  await quickInput.command("Datafeed: Skip Windows");
  await quickInput.pick(nightly);
  await answer("From when?", "2026-10-05");
  await answer("Until when?", "2026-10-07");
  await answer("Why?", "nobody needs them");
  await messages.said(`${nightly}: windows skipped: 2.`);
});

workbenchTest(
  "a schedule is paused with a reason and resumed; the portal's tab outlives a reload",
  {},
  async (workbench, workspace) => {
    await using daemon = await Daemon.start(workspace);
    const { quickInput } = workbench;
    await quickInput.command("Datafeed: Schedules");
    const portal = await workbench.webPage("df-schedules df-grid .df-grid-body .df-grid-row");
    await portal.getByRole("button", { name: `Pause: ${nightly}` }).click();
    await quickInput.step(`Pause ${nightly}`);
    await quickInput.type("the warehouse is being moved");
    await portal.getByRole("button", { name: `Resume: ${nightly}` }).waitFor();
    await workbench.sideBar.show("Datafeed");
    const row = workbench.sideBar.view("Schedules").getByRole("treeitem", { name: new RegExp(`^${nightly}, paused by `) });
    await row.waitFor();

    // A window in a browser stores its tabs every few seconds; the name without this prefix may be there sooner, and is no tab.
    await vi.waitFor(async () => expect(await storedState(workbench.page)).toContain("mainThreadWebview-datafeed.portal"), {
      timeout: 60_000,
      interval: 500,
    });
    await workbench.reload();
    // The window may not have stored yet which view it was: that the page keeps it is tried where nothing is lost by haste.
    const again = await workbench.webPage("df-portal df-grid");
    await again.getByRole("button", { name: "Schedules", exact: true }).click();
    await again.getByRole("button", { name: `View Details: ${nightly}` }).click();
    await again.locator(".df-detail", { hasText: "the warehouse is being moved" }).waitFor();
    await again.getByRole("button", { name: `Resume: ${nightly}` }).click();
    await quickInput.pick("Run what came due meanwhile");
    await again.getByRole("button", { name: `Pause: ${nightly}` }).waitFor();
    await daemon.stop();
  },
);

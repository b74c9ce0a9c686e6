import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Frame } from "playwright-core";
import { expect, vi } from "vitest";
import { storedState } from "../support/workbench/stored-state.ts";
import type { Workbench } from "../support/workbench/workbench.ts";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

const users = { ".vscode/settings.json": `{ "datafeed.user": "amy", "files.autoSave": "off" }\n` };
const button = (form: Frame, name: string) => form.locator("vscode-button", { hasText: name });

/** Answers the questions of an immediate extract. */
async function answer({ quickInput }: Workbench, name: string): Promise<void> {
  await quickInput.command("Datafeed: Create Data Extract");
  await quickInput.step(/Create Data Extract.*1\//);
  await quickInput.field.fill("con");
  await quickInput.error.getByText("device on Windows").waitFor();
  await quickInput.field.fill("Web-Chat-Weekly");
  await quickInput.error.getByText("differ by more than their case").waitFor();
  await quickInput.type(name);
  await quickInput.pick("IXHello - Employee");
  await quickInput.pick("Immediate");
  await quickInput.pick("Another Time Span");
  await quickInput.step(/5\/8/);
  await quickInput.type("2026-03-17");
  await quickInput.step(/6\/8/);
  await quickInput.field.fill("2026-03-16");
  await quickInput.error.getByText("must come after the start").waitFor();
  await quickInput.type("2026-03-18T06:00");
  await quickInput.step(/7\/8/);
  await quickInput.pick("ContactDetails");
  await quickInput.step(/8\/8/);
}

workbenchTest(
  "an extract is made by questions and the form, is written, opened and run",
  { files: users },
  async (workbench, workspace) => {
    const { quickInput, page, messages, editor } = workbench;
    await answer(workbench, "calls of march");
    // Back, and what was answered is there still.
    await quickInput.widget.getByRole("button", { name: "Back" }).click();
    await quickInput.step(/7\/8/);
    await quickInput.pick("ContactDetails");
    await quickInput.step(/8\/8/);
    await page.keyboard.press("Enter");
    const form = await workbench.webPage("datafeed-form");
    await form.getByText("18 of 18 fields").waitFor();
    await form.getByRole("checkbox", { name: "Recording File", exact: true }).click();
    await form.getByText("17 of 18 fields").waitFor();
    await form.getByRole("checkbox", { name: "Service", exact: true }).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await button(form, "Next").click();
    await form.getByRole("button", { name: "+ Condition" }).click();
    await form.getByLabel("Field", { exact: true }).fill("Channel");
    await page.keyboard.press("Tab");
    await form.getByLabel("Operator for Channel").selectOption("eq");
    await button(form, "Next").click();
    await form.getByText("Channel is Web-Chat").waitFor();
    await button(form, "Create").click();
    const file = workspace.path("extracts/calls-of-march.extract.yaml");
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });
    expect(readFileSync(file, "utf8")).toBe(`kind: Extract
name: calls of march
product: ixhello-employee
owner: amy
shared: false
template: ContactDetails
fields:
  - Contact ID
  - Contact Start
  - Contact Start (local)
  - Contact End
  - Contact End (local)
  - Duration(ms)
  - Channel
  - Contact Type
  - Direction
  - User Endpoint
  - System Endpoint
  - Contact Disposition
  - Service
  - Service Disposition
  - Stage
  - Location
  - User
filter: { Channel: { eq: Web-Chat } }
window: { start: "2026-03-17", end: "2026-03-18T06:00", timezone: America/Chicago }
output: { format: csv, compress: zip }
`);
    await editor.line("name: calls of march").waitFor();
    await messages.said("calls of march is ready");
    expect(workspace.published()).toEqual([
      expect.stringMatching(/^calls of march_P_RunOnce_2026-03-17-05-00-00-000_2026-03-18-11-00-00-000_\d+\.zip$/),
    ]);
  },
);

workbenchTest("a draft outlives a reload of the window", { files: users }, async (workbench, workspace) => {
  const { page, quickInput } = workbench;
  await answer(workbench, "calls of march");
  await page.keyboard.press("Enter");
  let form = await workbench.webPage("datafeed-form");
  await form.getByRole("checkbox", { name: "Recording File", exact: true }).click();
  await form.getByText("17 of 18 fields").waitFor();
  await button(form, "Next").click();
  // An editor in a browser writes its state every few seconds; one on the desktop when it is closed.
  await vi.waitFor(async () => expect(await storedState(page)).toMatch(/part[\\"]+:[\\"]+filter/), {
    timeout: 60_000,
    interval: 500,
  });
  await workbench.reload();
  form = await workbench.webPage("datafeed-form");
  await form.getByText("No filter").waitFor();
  await button(form, "Previous").click();
  await form.getByText("17 of 18 fields").waitFor();
  // The questions are answered as they were, too.
  await button(form, "Previous").click();
  await quickInput.step(/8\/8/);
  await page.keyboard.press("Enter");
  await form.getByText("17 of 18 fields").waitFor();
  await button(form, "Next").click();
  await button(form, "Next").click();
  await button(form, "Create").click();
  const file = workspace.path("extracts/calls-of-march.extract.yaml");
  await vi.waitFor(() => expect(existsSync(file)).toBe(true), { timeout: 20_000 });
  expect(readFileSync(file, "utf8")).toContain('window: { start: "2026-03-17", end: "2026-03-18T06:00"');
});

workbenchTest("who leaves the wizard leaves nothing", { files: users }, async (workbench, workspace) => {
  const { quickInput, page } = workbench;
  const before = readdirSync(workspace.path("extracts"));
  await answer(workbench, "left");
  await page.keyboard.press("Escape");
  await quickInput.closed();
  await answer(workbench, "left");
  await page.keyboard.press("Enter");
  const form = await workbench.webPage("datafeed-form");
  await form.getByText("18 of 18 fields").waitFor();
  // Previous leads back into the questions, with what was answered; the form follows.
  await button(form, "Previous").click();
  await quickInput.step(/8\/8/);
  await quickInput.widget.getByRole("button", { name: "Back" }).click();
  await quickInput.pick("TransferDetails");
  await quickInput.step(/8\/8/);
  await page.keyboard.press("Enter");
  await form.getByText("TransferDetails").first().waitFor();
  await button(form, "Cancel").click();
  await page.locator(".tabs-container .tab", { hasText: "Create left" }).waitFor({ state: "detached" });
  expect(readdirSync(workspace.path("extracts"))).toEqual(before);
});

workbenchTest(
  "a form and its YAML are one document: undo, save and comments are the editor's",
  {},
  async (workbench, workspace) => {
    const { quickInput, page, editor } = workbench;
    const file = workspace.path("extracts/long-conversations.extract.yaml");
    const before = readFileSync(file, "utf8");
    await editor.open("long-conversations.extract.yaml");
    await quickInput.command("Datafeed: Open as Form");
    const form = await workbench.webPage("datafeed-form");
    await form.getByText("9 of 24 fields").waitFor();
    await form.getByRole("checkbox", { name: "Result", exact: true }).focus();
    await page.keyboard.press("Alt+ArrowUp");
    await form.getByRole("checkbox", { name: "Stage", exact: true }).click();
    await form.getByText("8 of 24 fields").waitFor();
    await page.keyboard.press("Control+s");
    const changed = before.replace("Collect State, Result,", "Result, Collect State,").replace(", Stage]", "]");
    await vi.waitFor(() => expect(readFileSync(file, "utf8")).toBe(changed), { timeout: 10_000 });
    await page.keyboard.press("Control+z");
    await form.getByText("9 of 24 fields").waitFor();
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+s");
    await vi.waitFor(() => expect(readFileSync(file, "utf8")).toBe(before), { timeout: 10_000 });
    // A row of the summary is asked for by the wizard's own questions.
    await form.locator("#tab-summary").click();
    await form.getByRole("button", { name: "Change Data Start Time" }).click();
    await quickInput.pick("Weekly");
    await quickInput.pick("Monday");
    await quickInput.step(/3\/4/);
    await quickInput.type("07:30");
    await quickInput.pick("America/Chicago");
    await form.getByText("Every Monday at 07:30 America/Chicago").waitFor();
    expect(await form.locator(".runs tbody tr").count()).toBe(5);
    await page.keyboard.press("Control+s");
    const weekly = `schedule: { every: week, day: monday, at: "07:30", timezone: America/Chicago }`;
    await vi.waitFor(() => expect(readFileSync(file, "utf8")).toBe(before.replace(/window:.*/, weekly)), { timeout: 10_000 });
    await quickInput.command("Datafeed: Open YAML");
    await editor.line("name: long-conversations").waitFor();
  },
);

workbenchTest("a reviewed extract is run once with less in it", {}, async (workbench, workspace) => {
  const { quickInput, messages, editor, page } = workbench;
  await editor.open("ixHelloExtract1.extract.yaml");
  await quickInput.command("Datafeed: Run Once, Narrowed");
  await quickInput.step(/Run ixHelloExtract1 Once.*1\/3/);
  await quickInput.pick("Another Time Span");
  await quickInput.step(/2\/3/);
  await quickInput.type("2026-03-17T00:00");
  await quickInput.step(/3\/3/);
  await quickInput.type("2026-03-18T00:00");
  let form = await workbench.webPage("datafeed-form");
  await form.getByText("24 of 24 fields").waitFor();
  await form.getByRole("button", { name: "Select None" }).click();
  await form.getByText("0 of 24 fields").waitFor();
  await form.getByRole("checkbox", { name: "Contact ID", exact: true }).click();
  await form.getByRole("checkbox", { name: "Channel", exact: true }).click();
  await form.getByText("2 of 24 fields").waitFor();
  await button(form, "Next").click();
  await button(form, "Next").click();
  await form.getByLabel("Format of this run").selectOption("ndjson");
  // It outlives a reload of the window, too.
  await vi.waitFor(async () => expect(await storedState(page)).toMatch(/format[\\"]+:[\\"]+ndjson/), {
    timeout: 60_000,
    interval: 500,
  });
  await workbench.reload();
  form = await workbench.webPage("datafeed-form");
  await form.getByText("2 of 24 fields").waitFor();
  expect(await form.getByLabel("Format of this run").inputValue()).toBe("ndjson");
  await button(form, "Run Once").click();
  await messages.said("ixHelloExtract1 is ready");
  expect(workspace.published()).toEqual([expect.stringMatching(/_Adhoc_2026-03-17.*\.ndjson/)]);
});

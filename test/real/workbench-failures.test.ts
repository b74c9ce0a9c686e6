import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

workbenchTest("an extract without a window asks for which range it is run", {}, async ({ editor, messages, quickInput }) => {
  await editor.open("on-request.extract.yaml");
  await quickInput.command("Datafeed: Run Extract");
  await quickInput.step("Range of on-request");
  await quickInput.widget.getByText("America/Chicago").waitFor();
  await quickInput.field.fill("yesterday");
  await quickInput.error.filter({ hasText: "2026-03-17" }).waitFor();
  await quickInput.type("2026-03-01");
  await quickInput.widget.getByText("Until when?").waitFor();
  await quickInput.field.fill("2026-03-01 00:00");
  await quickInput.error.filter({ hasText: "must come after" }).waitFor();
  await quickInput.type("2026-04-01");
  expect(await messages.said("on-request is ready")).toMatch(/rows/);
});

workbenchTest("a run that fails says why and what to do, and runs when that is mended", {}, async (workbench, workspace) => {
  const { editor, messages, panel, quickInput } = workbench;
  const template = workspace.path("templates/ContactDetails.template.yaml");
  const sound = readFileSync(template, "utf8");
  writeFileSync(template, sound.replaceAll("reporting.contacts", "reporting.gone"));
  await editor.open("contacts-for-excel.extract.yaml");
  await quickInput.command("Datafeed: Run Extract");
  const said = await messages.said("contacts-for-excel failed");
  expect(said).toMatch(/reporting.*gone|gone.*exist/);
  expect(said).not.toMatch(/\bat .+:\d+:\d+|undefined|\[object/);
  await messages.answer("contacts-for-excel failed", "Show Log");
  await panel.output("warehouse-").waitFor();
  writeFileSync(template, sound);
  await quickInput.command("Datafeed: Run Extract");
  await messages.said("contacts-for-excel is ready");
});

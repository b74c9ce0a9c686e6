import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

const begun = `kind: Extract
name: begun
product: ixhello-employee
owner: amy
template: ContactDetails
fields: [Contact ID, ]
window: { start: "2026-04-05", end: "2026-04-06" }
`;
const file = "extracts/begun.extract.yaml";

workbenchTest(
  "a field is completed, and its hover tells what it is",
  { files: { [file]: begun } },
  async (workbench, workspace) => {
    const { editor, page } = workbench;
    await editor.open("begun.extract.yaml");
    await editor.goTo(6, 22);
    const suggestions = await editor.suggestions();
    await suggestions.filter({ hasText: "Channel" }).first().waitFor();
    expect((await suggestions.allInnerTexts()).some((text) => text.startsWith("Contact ID"))).toBe(false);
    await editor.type("Chan");
    await suggestions.first().filter({ hasText: "Channel" }).waitFor();
    await page.keyboard.press("Enter");
    await editor.line("fields: [Contact ID, Channel]").waitFor();
    await editor.save();
    expect(readFileSync(workspace.path(file), "utf8")).toBe(begun.replace("Contact ID, ", "Contact ID, Channel"));
    expect(await editor.hover("Contact ID, Channel", "Channel")).toMatch(/Channel/);
  },
);

workbenchTest(
  "a quick fix takes the name that was meant, and the error goes",
  { files: { [file]: begun.replace("ContactDetails", "ContactDetials").replace("[Contact ID, ]", "all") } },
  async ({ editor }, workspace) => {
    await editor.open("begun.extract.yaml");
    await editor.errors.first().waitFor();
    await editor.goTo(5, 13);
    await editor.quickFix("ContactDetails");
    await editor.line("template: ContactDetails").waitFor();
    await editor.errors.first().waitFor({ state: "detached" });
    await editor.save();
    expect(readFileSync(workspace.path(file), "utf8")).toBe(begun.replace("[Contact ID, ]", "all"));
  },
);

workbenchTest(
  "text that is no YAML at all is told in one sentence, and does not stop the rest",
  { files: { [file]: 'kind: Extract\nname: "begun\nfields: [a, {b\n' } },
  async ({ editor, panel }) => {
    await editor.open("begun.extract.yaml");
    await editor.errors.first().waitFor();
    await panel.showProblems();
    await panel.problem("begun.extract.yaml").waitFor();
    const problems = (await panel.problems()).join("\n");
    expect(problems).toMatch(/yaml-/);
    expect(problems).not.toMatch(/\bat .+:\d+:\d+|undefined|\[object/);
    await editor.open("ixHelloExtract1.extract.yaml");
    await editor.lens("Run").waitFor();
  },
);

import { expect } from "vitest";
import { workbenchTest } from "../support/workbench/workbench-test.ts";

const broken = `kind: Extract
name: broken
product: ixhello-employee
owner: amy
template: ContactDetials
fields: all
window: { start: "2026-03-17", end: "2026-03-18" }
`;

workbenchTest(
  "a broken extract is underlined, and told with its code among the problems",
  { files: { "extracts/broken.extract.yaml": broken } },
  async ({ editor, panel }) => {
    await editor.open("broken.extract.yaml");
    await editor.errors.first().waitFor();
    await panel.showProblems();
    await panel.problem("ContactDetials").waitFor();
    const problems = (await panel.problems()).join("\n");
    expect(problems).toContain("template-unknown");
    expect(problems).toContain("Did you mean `ContactDetails`?");
  },
);

import { expect, test } from "vitest";
import { loadDraft } from "../../runner/src/load/load-draft.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { projectTexts } from "../support/pages/project-texts.ts";

const today = "2026-11-21";
const path = "extracts/draft.extract.yaml";
const sound = `kind: Extract
name: draft
product: ixhello-employee
owner: amy
template: InteractionDetails
fields: [Contact ID, Channel]
filter: { Channel: { eq: Voice } }
schedule: nightly
`;

/** What loading the whole project says of the file. */
function whole(text: string) {
  const { diagnostics, extracts } = loadProject({ files: [...projectTexts, { path, text }] }, { today });
  return { diagnostics: diagnostics.filter(({ file }) => file === path), extract: extracts.get("draft") };
}

test.each([
  ["sound", sound],
  ["an unknown field", sound.replace("[Contact ID", "[Contact")],
  ["a value of another type", sound.replace("{ eq: Voice }", "{ gte: 5 }")],
  ["an unknown template", sound.replace("InteractionDetails", "Interactions")],
  ["a template that the product does not offer", sound.replace("InteractionDetails", "GoalDetails")],
  ["an unknown schedule", sound.replace("nightly", "nightli")],
  ["a key that is none", `${sound}colour: red\n`],
  ["broken YAML", `${sound}fields: [\n`],
  ["two extracts", `${sound}---\n${sound.replace("draft", "other")}`],
])("a draft is understood as in the whole project: %s", (_, text) => {
  const loaded = loadProject({ files: projectTexts }, { today });
  const draft = loadDraft(loaded, { path, text }, { today });
  const expected = whole(text);
  expect(draft.diagnostics).toEqual(expected.diagnostics);
  expect(draft.extracts.get("draft")).toEqual(expected.extract);
});

test("without a usable project nothing is understood, and what is wrong with the text alone is said", () => {
  const loaded = loadProject({ files: [] }, { today });
  const draft = loadDraft(loaded, { path, text: `${sound}colour: red\n` }, { today });
  expect(draft.extracts.size).toBe(0);
  expect(draft.diagnostics.map(({ code }) => code)).toEqual(["unknown-key"]);
});

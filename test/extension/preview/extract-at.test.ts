import { expect, test } from "vitest";
import { extractsIn } from "../../../runner/src/language.ts";
import { extractAt } from "../../../vscode-extension/src/commands/extract-at.ts";

const text = `# both
kind: Extract
name: first
---
kind: Schedule
name: nightly
---
kind: Extract
name: second
fields: [
`;

test("the extract at the cursor is the nearest one before it", () => {
  expect(extractsIn(text).map(({ name, index }) => [name, index])).toEqual([
    ["first", 0],
    ["second", 2],
  ]);
  expect(extractAt(text, 0)).toBe("first");
  expect(extractAt(text, text.indexOf("name: first"))).toBe("first");
  expect(extractAt(text, text.indexOf("fields"))).toBe("second");
});

test("without a kind the path tells what a document is, where one is given", () => {
  const unsaid = "name: calls\n";
  expect(extractsIn(unsaid)).toEqual([]);
  expect(extractsIn(unsaid, "extracts/calls.extract.yaml").map(({ name }) => name)).toEqual(["calls"]);
});

test("a text without one has none", () => {
  expect(extractAt("", 0)).toBeUndefined();
  expect(extractAt("kind: Template\nname: x\n", 5)).toBeUndefined();
});

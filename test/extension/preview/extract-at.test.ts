import { expect, test } from "vitest";
import { extractAt, extractsIn } from "../../../vscode-extension/src/commands/extract-at.ts";

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
  expect(extractsIn(text).map(({ name }) => name)).toEqual(["first", "second"]);
  expect(extractAt(text, 0)).toBe("first");
  expect(extractAt(text, text.indexOf("name: first"))).toBe("first");
  expect(extractAt(text, text.indexOf("fields"))).toBe("second");
});

test("a text without one has none", () => {
  expect(extractAt("", 0)).toBeUndefined();
  expect(extractAt("kind: Template\nname: x\n", 5)).toBeUndefined();
});

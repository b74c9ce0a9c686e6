import { expect, test } from "vitest";
import type { ProjectTexts } from "../../../runner/src/project/project-texts.ts";
import { type OpenText, withEdits } from "../../../vscode-extension/src/projects/with-edits.ts";

const saved: ProjectTexts = {
  root: "/p",
  files: [
    { path: "datafeed.yaml", text: "project" },
    { path: "extracts/b.extract.yaml", text: "b" },
    { path: "templates/T.template.yaml", text: "t" },
  ],
  connections: { path: "connections.yaml", text: "saved", trusted: false },
  diagnostics: [{ code: "file-not-utf8", severity: "error", message: "Line 1.", file: "extracts/bad.extract.yaml" }],
};

function open(path: string, text: string, unsaved = true): OpenText {
  return { path, text, unsaved };
}

test("text in the editor takes the place of what is saved", () => {
  const texts = withEdits(saved, [open("extracts/b.extract.yaml", "edited")]);
  expect(texts.files.find(({ path }) => path === "extracts/b.extract.yaml")?.text).toBe("edited");
  expect(texts.files).toHaveLength(3);
});

test("a new file is put in its place, datafeed.yaml stays first", () => {
  const texts = withEdits(saved, [open("extracts/a.extract.yaml", "a"), open("datafeed.yaml", "edited")]);
  expect(texts.files.map(({ path }) => path)).toEqual([
    "datafeed.yaml",
    "extracts/a.extract.yaml",
    "extracts/b.extract.yaml",
    "templates/T.template.yaml",
  ]);
});

test("a deleted file that still stands in the editor does not count until something is written in it", () => {
  expect(withEdits(saved, [open("extracts/gone.extract.yaml", "x", false)]).files).toHaveLength(3);
  expect(withEdits(saved, [open("extracts/gone.extract.yaml", "x", true)]).files).toHaveLength(4);
});

test("a file that can't be read keeps its finding until something is written in it", () => {
  const path = "extracts/bad.extract.yaml";
  expect(withEdits(saved, [open(path, "\uFFFD", false)]).diagnostics).toEqual(saved.diagnostics);
  const mended = withEdits(saved, [open(path, "kind: Extract", true)]);
  expect(mended.diagnostics).toEqual([]);
  expect(mended.files.map((file) => file.path)).toContain(path);
});

test("connections stay as little trusted as they were, and those that are not in force do not count", () => {
  expect(withEdits(saved, [open("connections.yaml", "edited")]).connections).toEqual({
    path: "connections.yaml",
    text: "edited",
    trusted: false,
  });
  const operator = { ...saved, connections: { path: "/home/me/connections.yaml", text: "mine", trusted: true } };
  expect(withEdits(operator, [open("connections.yaml", "edited")]).connections).toBe(operator.connections);
  expect(withEdits(operator, [open("/home/me/connections.yaml", "edited")]).connections).toMatchObject({
    text: "edited",
    trusted: true,
  });
});

test("text that is larger than a document may be is not read", () => {
  const texts = withEdits(saved, [open("extracts/b.extract.yaml", "é".repeat(2_500_001))]);
  expect(texts.files).toHaveLength(2);
  expect(texts.diagnostics.map(({ code, file }) => [code, file])).toContainEqual(["file-too-large", "extracts/b.extract.yaml"]);
});

test("files that are no documents do not count", () => {
  expect(withEdits(saved, [open("extracts/notes.yaml", "x"), open("README.md", "x")]).files).toEqual(saved.files);
});

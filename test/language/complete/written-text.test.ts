import { expect, test } from "vitest";
import { chosen, completionsIn, labelsIn, start } from "./completing.ts";

test("quotes that the author has opened are part of what is compared and replaced", () => {
  const [first] = completionsIn(`${start}fields: ['Am|']\n`);
  expect(first).toMatchObject({ filterText: "'Order ID", edit: { text: "'Order ID'" } });
});

test.each<[yaml: string, label: string, text: string]>([
  ["kind: Extract\nwin|", "window", 'kind: Extract\nwindow: { start: "$1", end: "$2" }'],
  ["window: |", "{ start, end }", 'window: { start: "$1", end: "$2" }'],
  ["window: { | }", "start", "window: { start:  }"],
  ["window: { start: | }", "2026-10-01", 'window: { start: "2026-10-01" }'],
  ["not|", "notify", "notify:\n  - "],
  ["notify: |", "to", "notify: [{ to: $0 }]"],
  ["out|", "output", "output:\n  "],
  ["output: { f|: csv }", "format", "output: { format: csv }"],
])("%s: %s is written", (yaml, label, text) => {
  expect(chosen(yaml, label)).toBe(text);
});

test("nothing is offered in comments and block scalars", () => {
  expect(labelsIn("kind: Extract # |\n")).toBe("");
  expect(labelsIn("kind: Extract\nready:\n  sql: ¦\n    select |\n")).toBe("");
});

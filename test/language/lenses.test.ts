import { expect, test } from "vitest";
import { lenses } from "../../runner/src/language/lenses.ts";
import { dedent } from "./cursor.ts";
import { exampleProject } from "./example.ts";

const path = "extracts/x.extract.yaml";
const sound = "product: ixhello-employee\nowner: amy\ntemplate: ContactDetails\n";

function lensesOf(text: string): string[] {
  return lenses({ path, text }, exampleProject({ path, text })).map(
    ({ name, kind, sound, start, end }) => `${name} ${kind} ${sound ? "sound" : "unsound"} at ${text.slice(start, end)}`,
  );
}

test("each extract of a file has one, by how it runs", () => {
  const text = [
    `# first\nkind: Extract\nname: one\n${sound}window: { start: "2026-03-01", end: "2026-03-02" }\n`,
    `kind: Extract\nname: two\n${sound}schedule: nightly\n`,
    `kind: Schedule\nname: not this\nevery: day\n`,
    `kind: Extract\nname: three\n${sound}`,
  ].join("---\n");
  expect(lensesOf(text)).toEqual([
    "one immediate sound at kind",
    "two scheduled sound at kind",
    "three dispatched sound at kind",
  ]);
});

test("one with mistakes is there, and says so", () => {
  expect(lensesOf(`kind: Extract\nname: one\n${sound}fields: [Nope]\n`)).toEqual(["one dispatched unsound at kind"]);
  expect(lensesOf(`kind: Extract\nname: one\n${sound}fields: [Contact ID\nwindow: `)).toEqual([
    "one dispatched unsound at kind",
  ]);
});

test("one without a name has none", () => {
  expect(lensesOf("kind: Extract\nname:\nproduct: x\n")).toEqual([]);
  expect(lensesOf(dedent(""))).toEqual([]);
});

test("a name that another file has too is not sound here", () => {
  const text = `kind: Extract\nname: on-request\n${sound}`;
  expect(lensesOf(text)).toEqual(["on-request dispatched unsound at kind"]);
});

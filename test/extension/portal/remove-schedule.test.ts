import { describe, expect, test } from "vitest";
import { applyEdits, type TextEdit } from "../../../runner/src/language.ts";
import { scheduleRemovals } from "../../../vscode-extension/src/portal/remove-schedule.ts";

const withoutDocument = (text: string, name: string): string =>
  applyEdits(text, scheduleRemovals(text, name)!.document as readonly TextEdit[]);
const withoutSchedule = (text: string, name: string): string => applyEdits(text, scheduleRemovals(text, name)!.schedule!);

const daily = `# Every night.
kind: Extract
name: nightly
fields: all
schedule: { every: day, at: "02:00" } # quiet hours
output: { format: csv }
`;
const weekly = `kind: Extract
name: weekly
schedule:
  every: week
  day: monday

# How it leaves.
output: { format: json }
`;

test("a schedule of its own file: the file, or the one key", () => {
  expect(scheduleRemovals(daily, "nightly")!.document).toBe("file");
  expect(withoutSchedule(daily, "nightly")).toBe(daily.replace(/schedule.*\n/, ""));
});

test("a block of several lines goes, what is said of the next key stays", () => {
  const left = withoutSchedule(weekly, "weekly");
  expect(left).not.toMatch(/schedule|monday/);
  expect(left).toContain("# How it leaves.\noutput:");
  expect(left.startsWith("kind: Extract\nname: weekly\n")).toBe(true);
});

test("one of several documents, wherever it stands", () => {
  const on = "kind: Extract\nname: on-request\n";
  const text = [daily, on, weekly].join("---\n");
  expect(withoutDocument(text, "nightly")).toBe([on, weekly].join("---\n"));
  expect(withoutDocument(text, "on-request")).toBe([daily, weekly].join("---\n"));
  expect(withoutDocument(text, "weekly")).toBe([daily, on].join("---\n"));
});

test("a file that opens with a marker, and one that was changed meanwhile", () => {
  const text = `---\n${daily}---\n${weekly}`;
  expect(withoutDocument(text, "nightly")).toBe(weekly);
  expect(scheduleRemovals(text, "other")).toBeUndefined();
  const plain = scheduleRemovals("kind: Extract\nname: plain\n", "plain");
  expect(plain).toEqual({ document: "file", hasSchedule: false, schedule: undefined });
});

test("documents parted only by the mark of an end keep their neighbours", () => {
  const [a, b, c] = ["a", "b", "c"].map((name) => `kind: Extract\nname: ${name}\n`);
  const text = [a, b, c].join("...\n");
  expect(withoutDocument(text, "a")).toBe(`${b}...\n${c}`);
  expect(withoutDocument(text, "b")).toBe(`${a}...\n${c}`);
  expect(withoutDocument(text, "c")).toBe(`${a}...\n${b}...\n`);
  // Without the mark after it, the one before and the one after would run together.
  expect(withoutDocument(`${a}---\n${b}...\n${c}`, "b")).toBe(`${a}...\n${c}`);
});

test("a document on one line keeps its other keys", () => {
  const text = "{ kind: Extract, name: a, schedule: nightly, template: T }\n";
  expect(withoutSchedule(text, "a")).toBe("{ kind: Extract, name: a, template: T }\n");
  expect(withoutSchedule("{ kind: Extract, name: a, schedule: nightly }\n", "a")).toMatch(/^\{ kind: Extract, name: a ?\}\n$/);
  expect(withoutDocument(`${text}--- { kind: Extract, name: b }\n`, "a")).toBe("--- { kind: Extract, name: b }\n");
});

describe("what can't be done safely is not offered", () => {
  test.each([
    ["a schedule that other text refers to", "kind: Extract\nname: a\nschedule: &s { every: day }\nnote: *s\n"],
    ["a neighbour that is no YAML", "kind: Extract\nname: a\nschedule: x\n---\nkind: [Extract\nname: c\n"],
    ["aliases that unfold to more than anybody reads", `kind: Extract\nname: a\nschedule: x\n${bomb()}`],
    ["a text that nests deeper than is read", `kind: Extract\nname: a\nschedule: x\n---\nname: ${"[".repeat(200)}\n`],
  ])("%s", (_, text) => {
    expect(scheduleRemovals(text, "a")).toMatchObject({ hasSchedule: true, schedule: undefined });
  });
});

function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, at) => `l${at + 1}: &l${at + 1} [${`*l${at}, `.repeat(9)}*l${at}]`);
  return ["l0: &l0 [x]", ...levels].join("\n");
}

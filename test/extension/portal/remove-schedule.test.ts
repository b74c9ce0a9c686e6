import { expect, test } from "vitest";
import { type Removal, scheduleRemovals } from "../../../vscode-extension/src/portal/remove-schedule.ts";

const without = (text: string, { start, end }: Removal): string => text.slice(0, start) + text.slice(end);

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
  const removals = scheduleRemovals(daily, "nightly")!;
  expect(removals.document).toBe("file");
  expect(without(daily, removals.schedule!)).toBe(daily.replace(/schedule.*\n/, ""));
});

test("a block of several lines goes, what is said of the next key stays", () => {
  const { schedule } = scheduleRemovals(weekly, "weekly")!;
  const left = without(weekly, schedule!);
  expect(left).not.toMatch(/schedule|monday/);
  expect(left).toContain("# How it leaves.\noutput:");
  expect(left.startsWith("kind: Extract\nname: weekly\n")).toBe(true);
});

test("one of several documents, wherever it stands", () => {
  const on = "kind: Extract\nname: on-request\n";
  const text = [daily, on, weekly].join("---\n");
  const left = (name: string): string => without(text, scheduleRemovals(text, name)!.document as Removal);
  expect(left("nightly")).toBe([on, weekly].join("---\n"));
  expect(left("on-request")).toBe([daily, weekly].join("---\n"));
  expect(left("weekly")).toBe([daily, on].join("---\n"));
});

test("a file that opens with a marker, and one that was changed meanwhile", () => {
  const text = `---\n${daily}---\n${weekly}`;
  expect(without(text, scheduleRemovals(text, "nightly")!.document as Removal)).toBe(weekly);
  expect(scheduleRemovals(text, "other")).toBeUndefined();
  expect(scheduleRemovals("kind: Extract\nname: plain\n", "plain")).toEqual({ document: "file", schedule: undefined });
});

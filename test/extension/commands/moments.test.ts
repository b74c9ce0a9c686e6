import { expect, test } from "vitest";
import { endObjection, momentObjection, momentText } from "../../../vscode-extension/src/commands/moments.ts";
import { english as t } from "../../../vscode-extension/src/form/translate.ts";

test.each(["2026-03-17", "2026-03-17T06:30", "2026-03-17 06:30", "2026-03-17T06:30:01", "2026-03-17T06:30-07:00"])(
  "%j is a moment",
  (text) => {
    expect(momentObjection(text, t)).toBeUndefined();
  },
);

test.each(["", "17.03.2026", "2026-02-30", "2026-13-45", "2026-03-17T25:00", "2026-03-17T6:30", "tomorrow"])(
  "%j is none",
  (text) => {
    expect(momentObjection(text, t)).toMatch(/Write it like/);
  },
);

test("an end comes after its start by the clock of the zone, however both are written", () => {
  expect(endObjection("2026-03-17", "2026-03-17T00:01", "UTC", t)).toBeUndefined();
  expect(endObjection("2026-03-17T06:00", "2026-03-17 07:00", "UTC", t)).toBeUndefined();
  expect(endObjection("2026-03-17", "2026-03-17", "UTC", t)).toMatch(/must come after/);
  // Both are read as 03:00, when the gap of the clock change ends.
  expect(endObjection("2026-03-08T03:30", "2026-03-08T02:30", "America/Chicago", t)).toMatch(/must come after/);
});

test("offsets count, and are compared with the clock of the zone", () => {
  expect(endObjection("2026-03-17T00:00Z", "2026-03-17T00:00-07:00", "UTC", t)).toBeUndefined();
  expect(endObjection("2026-03-17T23:00-07:00", "2026-03-18T05:00Z", "UTC", t)).toMatch(/must come after/);
  expect(endObjection("2026-03-17T06:00", "2026-03-17T07:00Z", "America/Chicago", t)).toMatch(/must come after/);
  expect(endObjection("2026-03-17T06:00", "2026-03-17T12:00Z", "America/Chicago", t)).toBeUndefined();
});

test("an edge that no window can have is told as such", () => {
  expect(endObjection("2026-03-17", "2026-03-17T06:00:00.0001", "UTC", t)).toMatch(/can't be an edge of a window/);
});

test("a space is written as T", () => {
  expect(momentText(" 2026-03-17  06:30 ")).toBe("2026-03-17T06:30");
});

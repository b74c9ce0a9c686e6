import { expect, test } from "vitest";
import { windowInWords } from "../../../vscode-extension/webviews/shared/window-words.ts";

const words = (start: string, end: string, timezone: string) => windowInWords({ start, end, timezone }, "en-US");

test.each([
  ["a day", "2026-03-17T05:00:00.000Z", "2026-03-18T05:00:00.000Z", "America/Chicago", "Mar 17, 2026 (America/Chicago)"],
  ["a week", "2026-03-16T00:00:00.000Z", "2026-03-23T00:00:00.000Z", "UTC", "Mar 16 – 22, 2026 (UTC)"],
  ["a month", "2026-03-01T06:00:00.000Z", "2026-04-01T05:00:00.000Z", "America/Chicago", "Mar 1 – 31, 2026 (America/Chicago)"],
  // The clock goes forward on that day: it has 23 hours and is a day all the same.
  ["a short day", "2026-03-08T06:00:00.000Z", "2026-03-09T05:00:00.000Z", "America/Chicago", "Mar 8, 2026 (America/Chicago)"],
  [
    "half a day",
    "2026-03-17T05:00:00.000Z",
    "2026-03-17T17:00:00.000Z",
    "America/Chicago",
    "Mar 17, 2026, 00:00 to Mar 17, 2026, 12:00 (America/Chicago)",
  ],
])("%s in words of its own zone", (_, start, end, timezone, expected) => {
  expect(words(start, end, timezone).replaceAll(/\s/g, " ")).toBe(expected);
});

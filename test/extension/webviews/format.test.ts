import { expect, test } from "vitest";
import * as commandLine from "../../../runner/src/commands/units.ts";
import {
  formatAge,
  formatBytes,
  formatDuration,
  formatTime,
  formatUtc,
  parseBytes,
} from "../../../vscode-extension/webviews/shared/format.ts";

test("sizes are as the portal shows them, and as the command line does", () => {
  expect(formatBytes(812_032, "en")).toBe("793 KB");
  for (const bytes of [0, 1, 1023, 1024, 1536, 10_240, 102_400, 1_048_575, 1_048_576, 5e9]) {
    expect(formatBytes(bytes, "en").replaceAll(",", "")).toBe(commandLine.formatBytes(bytes));
  }
});

test("sizes are read as people write them", () => {
  expect(parseBytes("500")).toBe(500);
  expect(parseBytes("500 KB")).toBe(512_000);
  expect(parseBytes("1.5mb")).toBe(1_572_864);
  expect(parseBytes("1,5 MB")).toBe(1_572_864);
  expect(parseBytes("2 GiB")).toBe(2 ** 31);
  expect(parseBytes("12 bytes")).toBe(12);
  expect(parseBytes("-1")).toBeUndefined();
  expect(parseBytes("much")).toBeUndefined();
});

test("times stand in the reader's zone, and in UTC beside", () => {
  const instant = "2026-03-17T05:00:30.000Z";
  expect(formatTime(instant, "en-US", "America/Chicago")).toBe("Mar 17, 2026, 00:00");
  expect(formatUtc(instant)).toBe("2026-03-17 05:00:30 UTC");
  const now = Date.parse("2026-03-17T08:00:30.000Z");
  expect(formatAge(instant, now, "en")).toBe("3 hours ago");
  expect(formatAge("2026-03-19T09:00:00.000Z", now, "en")).toBe("in 2 days");
  for (const seconds of [-59, 0, 59]) {
    expect(formatAge(instant, Date.parse(instant) + 1000 * seconds, "en")).toBe("now");
  }
});

test("lengths of time", () => {
  expect([840, 12_000, 200_000, 3_900_000].map(formatDuration)).toEqual(["840 ms", "12 s", "3 min 20 s", "1 h 05 min"]);
  expect(formatDuration(185_000)).toBe(commandLine.formatElapsed(185_000));
});

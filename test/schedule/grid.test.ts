import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gridOf } from "../../runner/src/schedule/grid.ts";
import { schedule } from "./schedules.ts";
import { instants, zones } from "./zones.ts";

const hours = (from: string, timezone: string, every: "day" | "week" | "month" = "day") => {
  const grid = gridOf(schedule({ every, timezone }));
  const start = grid.atOrBefore(Date.parse(from))!;
  return (grid.after(start)! - start) / 3_600_000;
};

const edgesFrom = (changes: Parameters<typeof schedule>[0], from: string, count: number): readonly string[] => {
  const grid = gridOf(schedule(changes));
  const edges: string[] = [];
  for (let at = grid.after(Date.parse(from)); at !== undefined && edges.length < count; at = grid.after(at)) {
    edges.push(new Date(at).toISOString().slice(0, 16));
  }
  return edges;
};

describe("calendar windows", () => {
  it.each([
    ["2026-03-08T12:00Z", "America/Chicago", 23],
    ["2026-11-01T12:00Z", "America/Chicago", 25],
    ["2026-10-04T00:00Z", "Australia/Lord_Howe", 23.5],
    ["2026-04-05T00:00Z", "Australia/Lord_Howe", 24.5],
    ["2025-03-30T12:00Z", "Antarctica/Troll", 22],
    ["2026-03-08T12:00Z", "America/Havana", 23],
    ["2026-02-15T12:00Z", "Africa/Casablanca", 25],
    ["2011-12-29T12:00Z", "Pacific/Apia", 24],
  ])("the day of %s in %s has %d hours", (from, timezone, expected) => {
    expect(hours(from, timezone)).toBe(expected);
  });

  it("has no window for Apia's missing day", () => {
    expect(edgesFrom({ timezone: "Pacific/Apia" }, "2011-12-29T10:00Z", 3)).toEqual([
      "2011-12-30T10:00",
      "2011-12-31T10:00",
      "2012-01-01T10:00",
    ]);
  });

  it("starts weeks on weekStart and months on the first", () => {
    expect(edgesFrom({ every: "week", weekStart: "sunday" }, "2026-03-05T00:00Z", 2)).toEqual([
      "2026-03-08T06:00",
      "2026-03-15T05:00",
    ]);
    expect(edgesFrom({ every: "month" }, "2026-10-15T00:00Z", 2)).toEqual(["2026-11-01T05:00", "2026-12-01T06:00"]);
  });
});

describe("cron windows, where clocks change in Chicago", () => {
  const spring = "2026-03-08T05:59Z"; // clocks go from 02:00 to 03:00 at 08:00Z
  const autumn = "2026-11-01T04:59Z"; // clocks go from 02:00 to 01:00 at 07:00Z

  it("runs a fixed time that does not exist when the gap ends, and then as always", () => {
    expect(edgesFrom({ every: "cron", cron: "30 2 * * *" }, spring, 2)).toEqual(["2026-03-08T08:00", "2026-03-09T07:30"]);
    expect(edgesFrom({ every: "cron", cron: "0,30 2 * * *" }, spring, 3)).toEqual([
      "2026-03-08T08:00",
      "2026-03-09T07:00",
      "2026-03-09T07:30",
    ]);
  });

  it("runs a fixed time that occurs twice once, at the first", () => {
    expect(edgesFrom({ every: "cron", cron: "30 1 * * *" }, autumn, 2)).toEqual(["2026-11-01T06:30", "2026-11-02T07:30"]);
    expect(edgesFrom({ every: "cron", cron: "*/30 1-2 * * *" }, autumn, 5)).toEqual([
      "2026-11-01T06:00",
      "2026-11-01T06:30",
      "2026-11-01T08:00",
      "2026-11-01T08:30",
      "2026-11-02T07:00",
    ]);
  });

  it("counts hours written with * by elapsed time", () => {
    const times = (cron: string, from: string, count: number) =>
      edgesFrom({ every: "cron", cron }, from, count).map((edge) => edge.slice(11));
    expect(times("0 * * * *", spring, 4)).toEqual(["06:00", "07:00", "08:00", "09:00"]);
    expect(times("30 * * * *", spring, 4)).toEqual(["06:30", "07:30", "08:30", "09:30"]);
    expect(times("0 * * * *", autumn, 4)).toEqual(["05:00", "06:00", "07:00", "08:00"]);
    expect(times("0 */2 * * *", spring, 4)).toEqual(["06:00", "08:00", "10:00", "12:00"]);
    expect(times("0 */2 * * *", autumn, 4)).toEqual(["05:00", "07:00", "09:00", "11:00"]);
  });

  it("has 23 and 25 hourly windows on such days, and every one lasts an hour", () => {
    const day = (from: string, next: string) => {
      const grid = gridOf(schedule({ every: "cron", cron: "0 * * * *" }));
      const ticks: number[] = [];
      for (let at = Date.parse(from); at < Date.parse(next); at = grid.after(at)!) ticks.push(at);
      return { ticks: ticks.length, lengths: new Set(ticks.slice(1).map((at, index) => at - ticks[index]!)) };
    };
    expect(day("2026-03-08T06:00Z", "2026-03-09T05:00Z")).toEqual({ ticks: 23, lengths: new Set([3_600_000]) });
    expect(day("2026-11-01T05:00Z", "2026-11-02T06:00Z")).toEqual({ ticks: 25, lengths: new Set([3_600_000]) });
  });

  it("keeps dates that match by day of month or weekday", () => {
    expect(edgesFrom({ every: "cron", cron: "0 6 1 * 1", timezone: "UTC" }, "2026-06-25T00:00Z", 3)).toEqual([
      "2026-06-29T06:00",
      "2026-07-01T06:00",
      "2026-07-06T06:00",
    ]);
    expect(edgesFrom({ every: "cron", cron: "0 6 L * *", timezone: "UTC" }, "2026-02-01T00:00Z", 2)).toEqual([
      "2026-02-28T06:00",
      "2026-03-31T06:00",
    ]);
  });

  it.each(["", "0 6 * *", "61 * * * *", "0 0 0 * * *", "0 0 31 2 *", "a b c d e"])("refuses %j", (cron) => {
    expect(() => gridOf(schedule({ every: "cron", cron }))).toThrowError(
      expect.objectContaining({ code: "schedule-cron-invalid" }),
    );
  });
});

describe("every grid, in every zone", () => {
  const schedules = fc.record({
    timezone: zones,
    every: fc.constantFrom("day" as const, "week" as const, "month" as const, "cron" as const),
    weekStart: fc.constantFrom("monday" as const, "friday" as const, "sunday" as const),
    cron: fc.constantFrom("0 6 * * *", "30 2 * * *", "*/15 * * * *", "0 */5 * * *", "10,50 0-3 * * *", "0 0 30 * 5"),
  });

  it("has windows which meet and are never empty, whichever way it is walked", () => {
    fc.assert(
      fc.property(schedules, instants, (changes, instant) => {
        const grid = gridOf(schedule(changes));
        const start = grid.atOrBefore(instant)!;
        const end = grid.after(instant)!;
        expect(start).toBeLessThanOrEqual(instant);
        expect(end).toBeGreaterThan(instant);
        expect(grid.after(start)).toBe(end);
        expect(grid.atOrBefore(end)).toBe(end);
        expect(grid.atOrBefore(end - 1)).toBe(start);
      }),
      { numRuns: 200 },
    );
  });
});

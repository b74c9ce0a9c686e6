import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeSchedule } from "../../runner/src/schedule/describe.ts";
import { runTime } from "../../runner/src/schedule/run-time.ts";
import { lastClosedWindow, nextRuns, plannedRuns, windowKind } from "../../runner/src/schedule/runs.ts";
import { schedule } from "./schedules.ts";
import { instants, zones } from "./zones.ts";

const dues = (changes: Parameters<typeof schedule>[0], now: string, count: number) =>
  nextRuns(schedule(changes), now, count).map(({ window, due }) =>
    [window.start, window.end, due].map((at) => at.slice(0, 16)).join(" "),
  );

describe("the next runs", () => {
  it("come at the first `at` not before the end of the window", () => {
    expect(dues({}, "2026-03-07T12:00:00Z", 2)).toEqual([
      "2026-03-07T06:00 2026-03-08T06:00 2026-03-08T11:00",
      "2026-03-08T06:00 2026-03-09T05:00 2026-03-09T11:00",
    ]);
  });

  it("wait for the day of the week after the week has ended", () => {
    expect(dues({ every: "week", day: "wednesday" }, "2026-03-12T00:00:00Z", 1)).toEqual([
      "2026-03-09T05:00 2026-03-16T05:00 2026-03-18T11:00",
    ]);
  });

  it("take the last day of the month for day 31", () => {
    expect(dues({ every: "month", day: 31, timezone: "UTC" }, "2026-02-01T00:00:00Z", 2)).toEqual([
      "2026-01-01T00:00 2026-02-01T00:00 2026-02-28T06:00",
      "2026-02-01T00:00 2026-03-01T00:00 2026-03-31T06:00",
    ]);
  });

  it("wait for the lag where it is later, however many windows that leaves open", () => {
    expect(dues({ lagMs: 3 * 86_400_000, timezone: "UTC" }, "2026-03-10T00:00:00Z", 2)).toEqual([
      "2026-03-07T00:00 2026-03-08T00:00 2026-03-11T00:00",
      "2026-03-08T00:00 2026-03-09T00:00 2026-03-12T00:00",
    ]);
  });

  it("come when the gap ends, and once where a time occurs twice", () => {
    expect(dues({ at: "02:30" }, "2026-03-08T06:30:00Z", 1)).toEqual(["2026-03-07T06:00 2026-03-08T06:00 2026-03-08T08:00"]);
    expect(dues({ at: "01:30" }, "2026-11-01T06:00:00Z", 2)).toEqual([
      "2026-10-31T05:00 2026-11-01T05:00 2026-11-01T06:30",
      "2026-11-01T05:00 2026-11-02T06:00 2026-11-02T07:30",
    ]);
  });

  it("start at the first edge not before `start`", () => {
    expect(dues({ start: "2026-11-02T01:00" }, "2026-03-07T12:00:00Z", 1)).toEqual([
      "2026-11-03T06:00 2026-11-04T06:00 2026-11-04T12:00",
    ]);
    expect(dues({ start: "2026-11-02" }, "2026-11-02T07:00:00Z", 1)).toEqual([
      "2026-11-02T06:00 2026-11-03T06:00 2026-11-03T12:00",
    ]);
  });

  it("of a cron schedule go from tick to tick", () => {
    expect(dues({ every: "cron", cron: "0 6,18 * * *", timezone: "UTC", lagMs: 600_000 }, "2026-03-07T18:05:00Z", 2)).toEqual([
      "2026-03-07T06:00 2026-03-07T18:00 2026-03-07T18:10",
      "2026-03-07T18:00 2026-03-08T06:00 2026-03-08T06:10",
    ]);
  });

  it("are in order, not before the end plus lag, and none is left out, in every zone", () => {
    const schedules = fc.record({
      timezone: zones,
      every: fc.constantFrom("day" as const, "week" as const, "month" as const),
      at: fc.constantFrom("00:00", "00:30", "01:30", "02:30", "23:59"),
      lagMs: fc.constantFrom(0, 3_600_000, 100 * 3_600_000),
    });
    fc.assert(
      fc.property(schedules, instants, (changes, instant) => {
        const now = new Date(instant).toISOString();
        const runs = nextRuns(schedule(changes), now, 3);
        const before = nextRuns(schedule(changes), runs[0]!.window.start, 60).findLast(
          (run) => run.window.end === runs[0]!.window.start,
        );
        expect(runs).toHaveLength(3);
        for (const [index, { window, due }] of runs.entries()) {
          expect(Date.parse(due)).toBeGreaterThan(instant);
          expect(Date.parse(due)).toBeGreaterThanOrEqual(Date.parse(window.end) + changes.lagMs);
          if (index > 0) expect(window.start).toBe(runs[index - 1]!.window.end);
        }
        if (before !== undefined) expect(Date.parse(before.due)).toBeLessThanOrEqual(instant);
      }),
      { numRuns: 100 },
    );
  });
});

describe("planned runs", () => {
  it("are the next ones from the frontier on, and none that is due already", () => {
    const planned = (frontier: string, now: string) =>
      plannedRuns(schedule({ timezone: "UTC" }), frontier, now, 2).map(({ kind, window, due }) =>
        [kind, window.start.slice(5, 16), due.slice(5, 16)].join(" "),
      );
    expect(planned("2026-11-20T00:00:00.000Z", "2026-11-20T12:00:00.000Z")).toEqual([
      "Daily 11-20T00:00 11-21T06:00",
      "Daily 11-21T00:00 11-22T06:00",
    ]);
    expect(planned("2026-11-20T06:00:00.000Z", "2026-11-20T12:00:00.000Z")).toEqual([
      "Transition 11-20T06:00 11-21T06:00",
      "Daily 11-21T00:00 11-22T06:00",
    ]);
    expect(planned("2024-01-01T00:00:00.000Z", "2026-11-20T12:00:00.000Z")[0]).toBe("Daily 11-20T00:00 11-21T06:00");
    expect(planned("2026-11-25T00:00:00.000Z", "2026-11-20T12:00:00.000Z")[0]).toBe("Daily 11-25T00:00 11-26T06:00");
  });
});

describe("the last closed window", () => {
  const last = (changes: Parameters<typeof schedule>[0], now: string) => lastClosedWindow(schedule(changes), now);

  it("is over, lag included, whatever the time of its run", () => {
    const day = { start: "2026-03-08T06:00:00.000Z", end: "2026-03-09T05:00:00.000Z", timezone: "America/Chicago" };
    expect(last({}, "2026-03-09T05:00:00Z")).toEqual(day);
    expect(last({ lagMs: 3_600_000 }, "2026-03-09T06:00:00Z")).toEqual(day);
    expect(last({ lagMs: 3_600_000 }, "2026-03-09T05:59:59Z")?.end).toBe(day.start);
  });

  it("does not exist before the schedule's start", () => {
    expect(last({ start: "2026-03-09" }, "2026-03-09T12:00:00Z")).toBeUndefined();
    expect(last({ start: "2026-03-08" }, "2026-03-09T12:00:00Z")?.start).toBe("2026-03-08T06:00:00.000Z");
  });
});

it("names the kind of its windows", () => {
  expect((["day", "week", "month", "cron"] as const).map((every) => windowKind(schedule({ every })))).toEqual([
    "Daily",
    "Weekly",
    "Monthly",
    "Cron",
  ]);
});

it("says the schedule in words", () => {
  expect(describeSchedule(schedule())).toBe("every day at 06:00 America/Chicago, for the day before");
  expect(describeSchedule(schedule({ every: "week", day: "tuesday", weekStart: "sunday", lagMs: 1_800_000 }))).toBe(
    "every Tuesday at 06:00 America/Chicago, for the last whole week (Sunday to Saturday), at least 30 minutes after its end",
  );
  expect(describeSchedule(schedule({ start: "2026-11-02T06:00", catchup: "latest" }))).toBe(
    "every day at 06:00 America/Chicago, for the day before, from 2026-11-02 06:00 on; of missed windows only the latest is run",
  );
  expect(describeSchedule(schedule({ catchup: "none" }))).toMatch(/; missed windows are skipped$/);
  expect(describeSchedule(schedule({ every: "month", day: 31 }))).toBe(
    "on the last day of every month at 06:00 America/Chicago, for the month before",
  );
});

it("runs at the `at` of the same day when the window ends at that very moment", () => {
  const window = { start: "2026-03-09T00:00:00.000Z", end: "2026-03-10T00:00:00.000Z", timezone: "UTC" };
  expect(runTime(schedule({ timezone: "UTC", at: "00:00" }), window)).toBe("2026-03-10T00:00:00.000Z");
});

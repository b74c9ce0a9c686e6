import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolvedSchedule } from "../../../runner/src/load/project-documents.ts";
import { proveWindows } from "../../../runner/src/review/windows/prove-windows.ts";
import { type Grid, gridOf } from "../../../runner/src/schedule/grid.ts";
import { schedule } from "../../schedule/schedules.ts";
import { instants, zones } from "../../schedule/zones.ts";

const day = 86_400_000;

/** Window after window that is unusually long: the date on which it begins in its zone, its hours, the usual ones. */
function unusual(changes: Partial<ResolvedSchedule>, from: string, days = 731): readonly string[] {
  const made = schedule(changes);
  const start = gridOf(made).atOrBefore(Date.parse(from))!;
  const proof = proveWindows(made, start, start + days * day);
  expect(proof.broken).toBeUndefined();
  return proof.clockChanges.map(({ window, hours, usual }) => {
    const date = new Intl.DateTimeFormat("en-CA", { timeZone: made.timezone, dateStyle: "short" }).format(
      Date.parse(window.start),
    );
    return `${date} ${hours} of ${usual}`;
  });
}

describe("the windows of two years", () => {
  it("have 23 and 25 hours where clocks change", () => {
    expect(unusual({}, "2026-01-01")).toEqual([
      "2026-03-08 23 of 24",
      "2026-11-01 25 of 24",
      "2027-03-14 23 of 24",
      "2027-11-07 25 of 24",
    ]);
  });

  it.each([
    ["Australia/Lord_Howe", "2026-03-01", ["2026-04-05 24.5 of 24", "2026-10-04 23.5 of 24"]],
    ["Africa/Casablanca", "2025-12-01", ["2026-02-15 25 of 24", "2026-03-22 23 of 24"]],
    ["America/Havana", "2026-03-01", ["2026-03-08 23 of 24", "2026-11-01 25 of 24"]],
    ["Antarctica/Troll", "2026-03-01", ["2026-03-29 22 of 24", "2026-10-25 26 of 24"]],
    ["America/Asuncion", "2024-02-01", ["2024-03-23 25 of 24", "2024-10-06 23 of 24"]],
    ["Asia/Kathmandu", "2026-01-01", []],
  ])("%s", (timezone, from, expected) => expect(unusual({ timezone }, from, 270)).toEqual(expected));

  it("have no window for the date that Apia left out", () => {
    const apia = schedule({ timezone: "Pacific/Apia" });
    const from = gridOf(apia).atOrBefore(Date.parse("2011-12-20T00:00Z"))!;
    const proof = proveWindows(apia, from, from + 20 * day);
    expect(proof).toMatchObject({ windows: 20, leftOut: ["2011-12-30"], clockChanges: [] });
    const weekly = schedule({ timezone: "Pacific/Apia", every: "week" });
    expect(proveWindows(weekly, gridOf(weekly).atOrBefore(from)!, from + 20 * day).clockChanges).toMatchObject([
      { hours: 144, usual: 168 },
    ]);
  });

  it.each([
    [
      "Antarctica/Troll, found by seed 1512040377",
      { timezone: "Antarctica/Troll", every: "month" },
      1477958400001,
      120,
      5,
      742,
    ],
    ["a month in which clocks change", { every: "month" }, Date.parse("2026-02-20T00:00Z"), 10, 2, 743],
    ["half a year by cron", { every: "cron", cron: "0 0 29 2,8 *" }, Date.parse("2024-02-29T06:00Z"), 5, 1, 4367],
  ] as const)("end after the last day that is walked: %s", (_, changes, from, days, windows, hours) => {
    const proof = proveWindows(schedule(changes), from, from + days * day);
    expect(proof).toMatchObject({ windows });
    expect(proof.broken).toBeUndefined();
    expect(proof.clockChanges.map((change) => change.hours)).toEqual([hours]);
  });

  it("are walked one by one when they are minutes", () => {
    const minutes = schedule({ every: "cron", cron: "* * * * *" });
    const from = Date.parse("2026-03-06T00:00Z");
    expect(proveWindows(minutes, from, from + 5 * day)).toMatchObject({ windows: 5 * 1440, clockChanges: [] });
  });

  it("by cron are longer or shorter where a fixed time is, and hours by elapsed time only where their day ends", () => {
    expect(unusual({ every: "cron", cron: "30 2 * * *" }, "2026-02-01", 300)).toEqual([
      "2026-03-07 23.5 of 24",
      "2026-03-08 23.5 of 24",
      "2026-10-31 25 of 24",
    ]);
    expect(unusual({ every: "cron", cron: "0 6 * * 1-5" }, "2026-02-01", 300)).toEqual([
      "2026-03-06 71 of 72",
      "2026-10-30 73 of 72",
    ]);
    expect(unusual({ every: "cron", cron: "15 * * * *" }, "2026-02-01", 300)).toEqual([]);
    expect(unusual({ every: "cron", cron: "0 */5 * * *" }, "2026-02-01", 300)).toEqual([
      "2026-03-08 3 of 4",
      "2026-11-01 5 of 4",
    ]);
  });

  it("meet in every zone, at every time, by every rhythm", () => {
    const rhythms = fc.constantFrom<Partial<ResolvedSchedule>>(
      { every: "day" },
      { every: "week", weekStart: "sunday" },
      { every: "week", weekStart: "thursday" },
      { every: "month" },
      { every: "cron", cron: "0 6 * * *" },
      { every: "cron", cron: "30 0,2 * * 1-5" },
      { every: "cron", cron: "0 */5 * * *" },
      { every: "cron", cron: "15 * * * *" },
      { every: "cron", cron: "0 0 30 * 5" },
    );
    fc.assert(
      fc.property(zones, instants, rhythms, (timezone, from, rhythm) => {
        const made = schedule({ timezone, ...rhythm });
        const proof = proveWindows(made, from, from + 120 * day);
        expect(proof.broken).toBeUndefined();
        for (const { hours, usual } of proof.clockChanges) expect(hours).not.toBe(usual);
      }),
      { numRuns: 100 },
    );
  });
});

describe("windows that do not meet", () => {
  const daily = schedule();
  const from = gridOf(daily).atOrBefore(Date.parse("2026-03-01T12:00Z"))!;
  const wrong = Date.parse("2026-03-05T06:00Z");
  const proofOf = (changes: (grid: Grid) => Partial<Grid>) => {
    const grid = gridOf(daily);
    return proveWindows(daily, from, from + 30 * day, { ...grid, ...changes(grid) });
  };

  it("are found where one is left out", () => {
    const left = proofOf((grid) => ({ after: (ms) => (grid.after(ms) === wrong ? grid.after(wrong) : grid.after(ms)) }));
    expect(left.broken).toEqual({ after: "2026-03-04T06:00:00.000Z", before: "2026-03-05T06:00:00.000Z", why: "gap" });
    expect(left.windows).toBe(3);
  });

  it("are found where going back leads beyond the one before", () => {
    const back = proofOf((grid) => ({ atOrBefore: (ms) => (ms === wrong - 1 ? wrong - 2 * day : grid.atOrBefore(ms)) }));
    expect(back.broken).toEqual({ after: "2026-03-04T06:00:00.000Z", before: "2026-03-03T06:00:00.000Z", why: "overlap" });
  });

  it("are found where one is empty", () => {
    const empty = proofOf((grid) => ({ after: (ms) => (ms === wrong ? wrong : grid.after(ms)) }));
    expect(empty.broken).toEqual({ after: "2026-03-05T06:00:00.000Z", before: "2026-03-05T06:00:00.000Z", why: "empty" });
  });

  it("are found where a day has 24 hours although clocks change", () => {
    const steady = proofOf(() => gridOf({ ...daily, timezone: "-06:00" }));
    expect(steady.broken).toEqual({ after: "2026-03-08T06:00:00.000Z", before: "2026-03-09T06:00:00.000Z", why: "edge" });
  });

  it("are found where they end too early", () => {
    const ended = proofOf((grid) => ({ after: (ms) => (ms === wrong ? undefined : grid.after(ms)) }));
    expect(ended.broken).toEqual({ after: "2026-03-05T06:00:00.000Z", before: "2026-03-06T06:00:00.000Z", why: "edge" });
  });
});

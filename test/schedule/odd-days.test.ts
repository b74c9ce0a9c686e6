import { describe, expect, it } from "vitest";
import { advance, firstFrontier } from "../../runner/src/schedule/frontier.ts";
import { schedule } from "./schedules.ts";

/** The windows that a daily schedule makes from a moment on, one after the other: start, end, hours. */
function days(timezone: string, applied: string, count: number) {
  const daily = schedule({ timezone, at: "00:00" });
  const frontier = firstFrontier(daily, `${applied}:00.000Z`);
  const { owe } = advance(daily, frontier, "2030-01-01T00:00:00.000Z", { most: count });
  return owe.map(({ window: { start, end } }) => {
    const hours = (Date.parse(end) - Date.parse(start)) / 3_600_000;
    return `${start.slice(0, 16)} ${end.slice(0, 16)} ${hours}`;
  });
}

// The edges were worked out by Python's zoneinfo (the first minute at which the date is a later one), not by this program.
describe("the daily windows where a zone is odd", () => {
  it("Lord Howe moves its clocks by half an hour", () => {
    expect(days("Australia/Lord_Howe", "2026-10-03T13:30", 3)).toEqual([
      "2026-10-03T13:30 2026-10-04T13:00 23.5",
      "2026-10-04T13:00 2026-10-05T13:00 24",
      "2026-10-05T13:00 2026-10-06T13:00 24",
    ]);
    expect(days("Australia/Lord_Howe", "2026-04-04T13:00", 2)).toEqual([
      "2026-04-04T13:00 2026-04-05T13:30 24.5",
      "2026-04-05T13:30 2026-04-06T13:30 24",
    ]);
  });

  it("Casablanca leaves summer time for Ramadan", () => {
    expect(days("Africa/Casablanca", "2026-02-13T23:00", 3)).toEqual([
      "2026-02-13T23:00 2026-02-14T23:00 24",
      "2026-02-14T23:00 2026-02-16T00:00 25",
      "2026-02-16T00:00 2026-02-17T00:00 24",
    ]);
    expect(days("Africa/Casablanca", "2026-03-21T00:00", 3)).toEqual([
      "2026-03-21T00:00 2026-03-22T00:00 24",
      "2026-03-22T00:00 2026-03-22T23:00 23",
      "2026-03-22T23:00 2026-03-23T23:00 24",
    ]);
  });

  it("Apia left out 30 December 2011", () => {
    expect(days("Pacific/Apia", "2011-12-29T09:59", 3)).toEqual([
      "2011-12-28T10:00 2011-12-29T10:00 24",
      "2011-12-29T10:00 2011-12-30T10:00 24",
      "2011-12-30T10:00 2011-12-31T10:00 24",
    ]);
  });

  it("Havana has no midnight in spring, and midnight twice in autumn", () => {
    expect(days("America/Havana", "2026-03-07T05:00", 3)).toEqual([
      "2026-03-07T05:00 2026-03-08T05:00 24",
      "2026-03-08T05:00 2026-03-09T04:00 23",
      "2026-03-09T04:00 2026-03-10T04:00 24",
    ]);
    expect(days("America/Havana", "2026-10-31T04:00", 3)).toEqual([
      "2026-10-31T04:00 2026-11-01T04:00 24",
      "2026-11-01T04:00 2026-11-02T05:00 25",
      "2026-11-02T05:00 2026-11-03T05:00 24",
    ]);
  });

  it("Asunción changed at midnight: the hour before it came twice in autumn", () => {
    expect(days("America/Asuncion", "2024-10-05T04:00", 3)).toEqual([
      "2024-10-05T04:00 2024-10-06T04:00 24",
      "2024-10-06T04:00 2024-10-07T03:00 23",
      "2024-10-07T03:00 2024-10-08T03:00 24",
    ]);
    expect(days("America/Asuncion", "2024-03-23T03:00", 2)).toEqual([
      "2024-03-23T03:00 2024-03-24T04:00 25",
      "2024-03-24T04:00 2024-03-25T04:00 24",
    ]);
  });

  it("Troll moves its clocks by two hours", () => {
    expect(days("Antarctica/Troll", "2025-03-29T00:00", 3)).toEqual([
      "2025-03-29T00:00 2025-03-30T00:00 24",
      "2025-03-30T00:00 2025-03-30T22:00 22",
      "2025-03-30T22:00 2025-03-31T22:00 24",
    ]);
    expect(days("Antarctica/Troll", "2025-10-24T22:00", 2)).toEqual([
      "2025-10-24T22:00 2025-10-25T22:00 24",
      "2025-10-25T22:00 2025-10-27T00:00 26",
    ]);
  });

  it("Chicago has days of 23 and 25 hours", () => {
    expect(days("America/Chicago", "2026-03-08T06:00", 1)).toEqual(["2026-03-08T06:00 2026-03-09T05:00 23"]);
    expect(days("America/Chicago", "2026-11-01T05:00", 1)).toEqual(["2026-11-01T05:00 2026-11-02T06:00 25"]);
  });
});

import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { instantOf, parseInstant } from "../../runner/src/schedule/wall-clock.ts";
import { instants, zones } from "./zones.ts";

const at = (text: string, timezone: string) => instantOf(Temporal.PlainDateTime.from(text), timezone).toString();

describe("the instant of a wall-clock time", () => {
  it.each([
    ["2026-03-08T02:30", "America/Chicago", "2026-03-08T08:00:00Z"],
    ["2026-03-08T00:30", "America/Havana", "2026-03-08T05:00:00Z"],
    ["2026-10-04T02:10", "Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
    ["2011-12-30T10:00", "Pacific/Apia", "2011-12-30T10:00:00Z"],
    ["2025-03-30T01:30", "Antarctica/Troll", "2025-03-30T01:00:00Z"],
  ])("%s in %s does not exist and means the end of the gap", (text, timezone, expected) => {
    expect(at(text, timezone)).toBe(expected);
  });

  it.each([
    ["2026-11-01T01:30", "America/Chicago", "2026-11-01T06:30:00Z"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45:00Z"],
    ["2023-03-25T23:30", "America/Asuncion", "2023-03-26T02:30:00Z"],
    ["2026-02-15T02:30", "Africa/Casablanca", "2026-02-15T01:30:00Z"],
  ])("%s in %s is the first that the clock shows", (text, timezone, expected) => {
    expect(at(text, timezone)).toBe(expected);
  });

  it("never goes backwards, in any zone", () => {
    fc.assert(
      fc.property(zones, instants, fc.integer({ min: 0, max: 3000 }), (timezone, instant, minutes) => {
        const first = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timezone).toPlainDateTime();
        const second = first.add({ minutes });
        expect(Temporal.Instant.compare(instantOf(first, timezone), instantOf(second, timezone))).toBeLessThanOrEqual(0);
      }),
    );
  });

  it("shows that time, or the first after the gap that holds it", () => {
    fc.assert(
      fc.property(zones, instants, (timezone, instant) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO("UTC").toPlainDateTime();
        const found = instantOf(wall, timezone);
        const shown = found.toZonedDateTimeISO(timezone).toPlainDateTime();
        if (shown.equals(wall)) return;
        const before = found.subtract({ nanoseconds: 1 }).toZonedDateTimeISO(timezone).toPlainDateTime();
        expect([before, wall, shown].map(String)).toEqual(
          [before, wall, shown].sort(Temporal.PlainDateTime.compare).map(String),
        );
      }),
    );
  });
});

describe("reading a date and time", () => {
  it.each([
    ["2026-03-17", "America/Chicago", "2026-03-17T05:00:00Z"],
    ["2026-03-17T00:00", "America/Los_Angeles", "2026-03-17T07:00:00Z"],
    ["2026-03-17T00:00-07:00", "America/Chicago", "2026-03-17T07:00:00Z"],
    ["2026-03-17T00:00:00.123456Z", "America/Chicago", "2026-03-17T00:00:00.123456Z"],
  ])("%s in %s", (text, timezone, expected) => {
    expect(parseInstant(text, timezone).toString()).toBe(expected);
  });

  it.each(["2026-02-30", "2026-13-01", "17.03.2026", "2026-03-17T25:00", "", "2026-03-17T00:00:00.1234567Z"])(
    "refuses %j",
    (text) => {
      expect(() => parseInstant(text, "UTC")).toThrowError(expect.objectContaining({ code: "schedule-time-invalid" }));
    },
  );

  it("refuses an unknown zone", () => {
    expect(() => parseInstant("2026-03-17", "America/Chicgo")).toThrowError(
      expect.objectContaining({ code: "schedule-timezone-unknown" }),
    );
  });
});

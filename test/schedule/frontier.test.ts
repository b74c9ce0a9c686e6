import { describe, expect, it } from "vitest";
import { advance, firstFrontier, nextWindow, passOver } from "../../runner/src/schedule/frontier.ts";
import { plannedRuns } from "../../runner/src/schedule/runs.ts";
import { schedule } from "./schedules.ts";

const utc = (changes: Parameters<typeof schedule>[0] = {}) => schedule({ timezone: "UTC", ...changes });
const minutes = { every: "cron", cron: "* * * * *" } as const;

/** An advance in short: what is skipped, what is owed, and when it is due. */
function moved(current: ReturnType<typeof schedule>, frontier: string, now: string, most = 100) {
  const { skip, owe, nextDue, more } = advance(current, `${frontier}:00.000Z`, `${now}:00.000Z`, { most });
  return {
    ...(skip !== undefined && { skip: `${skip.kind} ${skip.window.start.slice(0, 16)} ${skip.window.end.slice(0, 16)}` }),
    owe: owe.map(({ kind, window, due }) => [kind, window.start, window.end, due].map((text) => text.slice(0, 16)).join(" ")),
    nextDue: nextDue?.slice(0, 16),
    ...(more && { more }),
  };
}

describe("the first frontier", () => {
  it("is the last edge before the extract was first applied", () => {
    expect(firstFrontier(schedule(), "2026-11-20T12:00:00.000Z")).toBe("2026-11-20T06:00:00.000Z");
    expect(firstFrontier(schedule({ every: "month" }), "2026-11-20T12:00:00.000Z")).toBe("2026-11-01T05:00:00.000Z");
  });

  it("is the first edge not before `start`, in the past or in the future", () => {
    expect(firstFrontier(schedule({ start: "2026-01-01" }), "2026-11-20T12:00:00.000Z")).toBe("2026-01-01T06:00:00.000Z");
    expect(firstFrontier(schedule({ every: "week", start: "2027-01-01" }), "2026-11-20T12:00:00.000Z")).toBe(
      "2027-01-04T06:00:00.000Z",
    );
  });
});

describe("a window that is due", () => {
  it("is owed at its time and not before", () => {
    expect(moved(utc(), "2026-11-20T00:00", "2026-11-21T05:59")).toEqual({ owe: [], nextDue: "2026-11-21T06:00" });
    expect(moved(utc(), "2026-11-20T00:00", "2026-11-21T06:00")).toEqual({
      owe: ["Daily 2026-11-20T00:00 2026-11-21T00:00 2026-11-21T06:00"],
      nextDue: "2026-11-22T06:00",
    });
  });

  it("waits for its lag and its day", () => {
    const weekly = utc({ every: "week", day: "wednesday", lagMs: 80 * 3_600_000 });
    expect(moved(weekly, "2026-11-09T00:00", "2026-11-16T23:59")).toEqual({ owe: [], nextDue: "2026-11-19T08:00" });
  });

  it("leads to the new grid after an edit: a Transition", () => {
    const from = "2026-11-20T06:00"; // midnight of Chicago
    expect(moved(utc(), from, "2026-11-22T07:00")).toEqual({
      owe: [
        "Transition 2026-11-20T06:00 2026-11-21T00:00 2026-11-21T06:00",
        "Daily 2026-11-21T00:00 2026-11-22T00:00 2026-11-22T06:00",
      ],
      nextDue: "2026-11-23T06:00",
    });
    expect(moved(utc({ every: "month" }), from, "2026-12-01T07:00").owe).toEqual([
      "Transition 2026-11-20T06:00 2026-12-01T00:00 2026-12-01T06:00",
    ]);
    expect(nextWindow(utc({ every: "week" }), `${from}:00.000Z`)).toMatchObject({
      kind: "Transition",
      window: { start: "2026-11-20T06:00:00.000Z", end: "2026-11-23T00:00:00.000Z" },
    });
    expect(
      plannedRuns(utc({ every: "week" }), `${from}:00.000Z`, "2026-11-21T00:00:00.000Z", 2).map(({ kind }) => kind),
    ).toEqual(["Transition", "Weekly"]);
  });

  it("meets the old one where the new grid has an edge there", () => {
    expect(moved(utc({ every: "month" }), "2026-11-01T00:00", "2026-12-01T07:00").owe).toEqual([
      "Monthly 2026-11-01T00:00 2026-12-01T00:00 2026-12-01T06:00",
    ]);
  });
});

describe("windows that were missed", () => {
  const [from, now] = ["2026-11-16T00:00", "2026-11-20T12:00"];

  it("are all owed with `all`, in bounded steps", () => {
    const first = moved(utc(), from, now, 3);
    expect(first.owe).toEqual([
      "Daily 2026-11-16T00:00 2026-11-17T00:00 2026-11-17T06:00",
      "Daily 2026-11-17T00:00 2026-11-18T00:00 2026-11-18T06:00",
      "Daily 2026-11-18T00:00 2026-11-19T00:00 2026-11-19T06:00",
    ]);
    expect(first).toMatchObject({ more: true, nextDue: "2026-11-20T06:00" });
    expect(advance(utc(), `${from}:00.000Z`, `${now}:00.000Z`, { most: 1 }).later).toBe(3);
    expect(moved(utc(), "2026-11-19T00:00", now, 3)).toEqual({
      owe: ["Daily 2026-11-19T00:00 2026-11-20T00:00 2026-11-20T06:00"],
      nextDue: "2026-11-21T06:00",
    });
  });

  it("are one skipped stretch with `latest`", () => {
    expect(moved(utc({ catchup: "latest" }), from, now)).toEqual({
      skip: "Daily 2026-11-16T00:00 2026-11-19T00:00",
      owe: ["Daily 2026-11-19T00:00 2026-11-20T00:00 2026-11-20T06:00"],
      nextDue: "2026-11-21T06:00",
    });
  });

  it("are skipped with `none` when they came due more than 15 minutes ago", () => {
    const none = utc({ catchup: "none" });
    expect(moved(none, from, "2026-11-20T06:15")).toEqual({
      skip: "Daily 2026-11-16T00:00 2026-11-19T00:00",
      owe: ["Daily 2026-11-19T00:00 2026-11-20T00:00 2026-11-20T06:00"],
      nextDue: "2026-11-21T06:00",
    });
    expect(moved(none, from, "2026-11-20T06:16")).toEqual({
      skip: "Daily 2026-11-16T00:00 2026-11-20T00:00",
      owe: [],
      nextDue: "2026-11-21T06:00",
    });
  });

  it("are skipped with `none` after half a window where windows are short", () => {
    const none = utc({ ...minutes, catchup: "none" });
    const at = (now: string) => advance(none, "2026-11-20T12:00:00.000Z", now, { most: 9 }).owe.length;
    expect(at("2026-11-20T12:01:30.000Z")).toBe(1);
    expect(at("2026-11-20T12:01:31.000Z")).toBe(0);
  });

  it("of a year of minutes are found at once", () => {
    const [from, now] = ["2025-11-20T12:00", "2026-11-20T12:00"];
    // Of the processor's time: others may need it as well.
    const began = process.cpuUsage();
    expect(moved(utc({ ...minutes, catchup: "latest" }), from, now)).toEqual({
      skip: "Cron 2025-11-20T12:00 2026-11-20T11:59",
      owe: ["Cron 2026-11-20T11:59 2026-11-20T12:00 2026-11-20T12:00"],
      nextDue: "2026-11-20T12:01",
    });
    expect(process.cpuUsage(began).user).toBeLessThan(500_000);
    expect(advance(utc(minutes), `${from}:00.000Z`, `${now}:00.000Z`, { most: 100 }).later).toBe(365 * 24 * 60 - 100);
  });

  it("are skipped whatever `catchup` says at the end of a pause, if so wished", () => {
    const passed = passOver(utc(), `${from}:00.000Z`, `${now}:00.000Z`, "asked for");
    expect(passed).toMatchObject({ owe: [], frontier: "2026-11-20T00:00:00.000Z", nextDue: "2026-11-21T06:00:00.000Z" });
    expect(passed.skip).toMatchObject({ reason: "asked for", window: { start: "2026-11-16T00:00:00.000Z" } });
  });
});

describe("the start of a schedule", () => {
  const later = utc({ start: "2026-11-19T10:00" });

  it("has no window before it; what lies between is skipped once one after it is due", () => {
    expect(moved(later, "2026-11-16T00:00", "2026-11-20T12:00")).toEqual({ owe: [], nextDue: "2026-11-21T06:00" });
    expect(moved(later, "2026-11-16T00:00", "2026-11-21T06:00")).toEqual({
      skip: "Daily 2026-11-16T00:00 2026-11-20T00:00",
      owe: ["Daily 2026-11-20T00:00 2026-11-21T00:00 2026-11-21T06:00"],
      nextDue: "2026-11-22T06:00",
    });
  });

  it("does not matter once it is passed", () => {
    expect(moved(later, "2026-11-22T00:00", "2026-11-23T06:00").owe).toHaveLength(1);
  });
});

it("does nothing while the clock is behind", () => {
  expect(moved(utc(), "2026-11-20T00:00", "2025-01-01T00:00")).toEqual({ owe: [], nextDue: "2026-11-21T06:00" });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolvedSchedule } from "../../../runner/src/load/project-documents.ts";
import type { PlannedWindow } from "../../../runner/src/review/plan-report.ts";
import { windowsChange } from "../../../runner/src/review/windows/windows-change.ts";
import { advance, firstFrontier, nextWindow } from "../../../runner/src/schedule/frontier.ts";
import { schedule } from "../../schedule/schedules.ts";
import { zones } from "../../schedule/zones.ts";

const now = "2026-11-21T19:00:00.000Z";
const day = 86_400_000;
const change = (base: Partial<ResolvedSchedule> | undefined, head: Partial<ResolvedSchedule> | undefined, at = now) =>
  windowsChange(base && schedule(base), head && schedule(head), at);
const short = ({ kind, window, due }: PlannedWindow) =>
  `${kind} ${window.start.slice(0, 16)} ${window.end.slice(0, 16)} due ${due.slice(0, 16)}`;

describe("a schedule that stays", () => {
  it("changes nothing, and neither does its name, its overlap or what its rhythm does not use", () => {
    expect(change({}, {})).toBeUndefined();
    expect(change(undefined, undefined)).toBeUndefined();
    expect(change({}, { name: "nightly", overlap: "parallel", weekStart: "sunday" })).toBeUndefined();
    expect(change({ every: "cron", cron: "0 6 * * *" }, { every: "cron", cron: "0 6 * * *", at: "09:00" })).toBeUndefined();
    expect(windowsChange(schedule(), { ...schedule(), enabled: true }, now)).toBeUndefined();
  });
});

describe("a schedule that changes", () => {
  it("to another zone has a Transition window and other windows", () => {
    const { schedule, transition, frontier, frontierOf, moved, movedAmong, next, dueNow, proof } = change(
      { timezone: "UTC" },
      {},
      "2026-11-21T06:30:00.000Z",
    )!;
    expect(schedule).toEqual({
      base: "every day at 06:00 UTC, for the day before",
      head: "every day at 06:00 America/Chicago, for the day before",
    });
    expect([frontier, frontierOf]).toEqual(["2026-11-21T00:00:00.000Z", "due-windows"]);
    expect(short(transition!)).toBe("Transition 2026-11-21T00:00 2026-11-21T06:00 due 2026-11-21T12:00");
    // The Transition is told once.
    expect(next).toHaveLength(5);
    expect(short(next[0]!)).toBe("Daily 2026-11-21T06:00 2026-11-22T06:00 due 2026-11-22T12:00");
    expect(dueNow).toBeUndefined();
    expect(movedAmong).toEqual({ moved: 366, compared: 366 });
    expect(moved.map(({ base, head }) => [short(base), head]).slice(0, 1)).toEqual([
      ["Daily 2026-11-21T00:00 2026-11-22T00:00 due 2026-11-22T06:00", undefined],
    ]);
    expect(moved).toHaveLength(5);
    expect(proof).toMatchObject({ from: "2026-11-21T00:00:00.000Z", to: "2028-11-21T00:00:00.000Z", windows: 732 });
    expect(proof?.clockChanges.map(({ hours }) => hours)).toEqual([23, 25, 23, 25]);
    expect(proof?.broken).toBeUndefined();
  });

  it("to days instead of months owes what has passed of the month", () => {
    const { dueNow, transition, frontier, next } = change({ every: "month", day: 1 }, {}, "2026-11-20T19:00:00.000Z")!;
    expect([frontier, dueNow, transition]).toEqual(["2026-11-01T05:00:00.000Z", { owed: 19 }, undefined]);
    expect(short(next[0]!)).toBe("Daily 2026-11-20T06:00 2026-11-21T06:00 due 2026-11-21T12:00");
    const latest = change({ every: "month", day: 1 }, { catchup: "latest" }, "2026-11-20T19:00:00.000Z")!;
    expect(latest.dueNow).toMatchObject({ owed: 1, skipped: { start: frontier, end: "2026-11-19T06:00:00.000Z" } });
    const minutes = change({ every: "month", day: 1 }, { every: "cron", cron: "* * * * *" }, "2026-11-20T19:00:00.000Z")!;
    expect(minutes.dueNow).toEqual({ owed: (Date.parse("2026-11-20T19:00Z") - Date.parse(frontier)) / 60_000, about: true });
  });

  it("to another time of day, or lag, keeps the bounds", () => {
    for (const head of [{ at: "08:00" }, { lagMs: 8 * 3_600_000 }]) {
      const { moved, movedAmong, transition } = change({}, head)!;
      expect(moved[0]!.head!.window).toEqual(moved[0]!.base.window);
      expect([moved[0]!.base.due, moved[0]!.head!.due]).toEqual(["2026-11-22T12:00:00.000Z", "2026-11-22T14:00:00.000Z"]);
      expect([movedAmong.moved, transition]).toEqual([366, undefined]);
    }
  });

  it("in its weekdays alone keeps the windows of the others", () => {
    const { movedAmong, moved } = change({ every: "cron", cron: "0 6 * * *" }, { every: "cron", cron: "0 6 * * 1-5" })!;
    expect(movedAmong.compared).toBe(366);
    expect(movedAmong.moved).toBe(366 - 52 * 4);
    expect(short(moved[0]!.base)).toBe("Cron 2026-11-21T12:00 2026-11-22T12:00 due 2026-11-22T12:00");
  });

  it("in `catchup` alone moves nothing", () => {
    const found = change({}, { catchup: "none" })!;
    expect(found.schedule.head).toBe("every day at 06:00 America/Chicago, for the day before; missed windows are skipped");
    expect([found.movedAmong.moved, found.dueNow, found.transition]).toEqual([0, undefined, undefined]);
  });

  it("to a later start skips what lies before it", () => {
    const { beforeStart, next, transition, moved } = change({}, { start: "2026-12-01" })!;
    expect(beforeStart).toMatchObject({ start: "2026-11-21T06:00:00.000Z", end: "2026-12-01T06:00:00.000Z" });
    expect(short(next[0]!)).toBe("Daily 2026-12-01T06:00 2026-12-02T06:00 due 2026-12-02T12:00");
    expect([transition, moved.length]).toEqual([undefined, 5]);
    expect(change({}, { start: "2026-12-01" })!.movedAmong.moved).toBe(10);
  });

  it("before it has made a window begins anew", () => {
    const { frontier, frontierOf, transition, beforeStart } = change({ start: "2026-12-01" }, { start: "2027-01-01" })!;
    expect([frontier, frontierOf]).toEqual(["2027-01-01T06:00:00.000Z", "no-window-yet"]);
    expect([transition, beforeStart]).toEqual([undefined, undefined]);
  });

  it("is removed: its windows do not come", () => {
    const { schedule, next, moved, movedAmong, proof } = change({}, undefined)!;
    expect(schedule).toEqual({ base: "every day at 06:00 America/Chicago, for the day before" });
    expect([next, moved.length, movedAmong, proof]).toEqual([[], 5, { moved: 366, compared: 366 }, undefined]);
  });

  it("is added: its windows begin with it, or are due at once", () => {
    const added = change(undefined, {})!;
    expect([added.frontier, added.frontierOf, added.moved]).toEqual(["2026-11-21T06:00:00.000Z", "first-applied", []]);
    expect(change(undefined, { start: "2026-11-01" })!.dueNow).toEqual({ owed: 20 });
    expect(change(undefined, { start: "2026-11-01" })!.proof!.from).toBe("2026-11-01T05:00:00.000Z");
  });

  it("is disabled, and enabled again", () => {
    const off = windowsChange(schedule(), { ...schedule(), enabled: false }, now)!;
    expect(off.schedule.head).toBe("disabled; every day at 06:00 America/Chicago, for the day before");
    expect([off.next, off.movedAmong.moved, off.proof]).toEqual([[], 366, undefined]);
    const on = windowsChange({ ...schedule(), enabled: false }, schedule(), now)!;
    expect([on.next.length, on.moved, on.frontierOf]).toEqual([5, [], "due-windows"]);
  });
});

const schedules = fc
  .record({
    rhythm: fc.constantFrom<Partial<ResolvedSchedule>>(
      { every: "day" },
      { every: "week", day: "friday" },
      { every: "month", day: 31 },
      { every: "cron", cron: "30 2 * * *" },
      { every: "cron", cron: "0 */5 * * 1-5" },
      { every: "cron", cron: "*/20 * * * *" },
    ),
    timezone: zones,
    weekStart: fc.constantFrom("monday" as const, "saturday" as const),
    at: fc.constantFrom("00:00", "02:30", "06:00"),
    lagMs: fc.constantFrom(0, 3_600_000, 50 * 3_600_000),
    catchup: fc.constantFrom("all" as const, "latest" as const, "none" as const),
  })
  .map(({ rhythm, ...rest }) => schedule({ ...rest, ...rhythm }));

it("old windows, the transition and new windows meet, whatever is edited, as the scheduler makes them", () => {
  fc.assert(
    fc.property(schedules, schedules, fc.integer({ min: Date.UTC(2010), max: Date.UTC(2040) }), (base, head, at) => {
      const moment = new Date(at).toISOString();
      const found = windowsChange(base, head, moment);
      if (found === undefined) return;
      // The scheduler has run the base for 70 days, then the change is merged.
      const first = firstFrontier(base, new Date(at - 70 * day).toISOString());
      const { frontier } = advance({ ...base, catchup: "latest" }, first, moment, { most: 3 });
      if (found.frontierOf === "due-windows" && frontier !== first) expect(found.frontier).toBe(frontier);
      const made = nextWindow(head, found.frontier)!;
      expect(made.window.start).toBe(found.frontier);
      expect(found.transition?.window).toEqual(made.kind === "Transition" ? made.window : undefined);
      // What comes at once leads to what comes next, and that has no holes.
      const step = advance({ ...head, catchup: "all" }, found.frontier, moment, { most: 100_000 });
      const { transition } = found;
      const isToCome = transition !== undefined && transition.window.start === step.frontier;
      expect(found.next[0]?.window.start).toBe(isToCome ? transition.window.end : step.frontier);
      for (const [index, { window }] of found.next.entries()) {
        if (index > 0) expect(window.start).toBe(found.next[index - 1]!.window.end);
      }
      // Counted from the frontier, each window of the base is compared with what the head makes.
      const bounds = new Set(found.next.map(({ window }) => `${window.start} ${window.end}`));
      for (const { base: window, head: same } of found.moved) {
        if (same !== undefined) expect(same.due).not.toBe(window.due);
        else expect(bounds.has(`${window.window.start} ${window.window.end}`)).toBe(false);
      }
      expect(found.proof?.from).toBe(found.frontier);
      expect(found.proof?.broken).toBeUndefined();
    }),
    { numRuns: 15 },
  );
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ResolvedSchedule } from "../../runner/src/load/project-documents.ts";
import { advance, firstFrontier, nextWindow, passOver } from "../../runner/src/schedule/frontier.ts";
import { gridOf } from "../../runner/src/schedule/grid.ts";
import { plannedRuns } from "../../runner/src/schedule/runs.ts";
import { schedule } from "./schedules.ts";
import { zones } from "./zones.ts";

const iso = (ms: number) => new Date(ms).toISOString();
const hour = 3_600_000;
const day = 24 * hour;

/** A stretch of time that the scheduler has dealt with. */
interface Dealt {
  readonly start: string;
  readonly end: string;
  readonly state: "owed" | "skipped";
}

const kinds = fc.constantFrom(
  { every: "day" as const },
  { every: "week" as const },
  { every: "month" as const, day: 31 },
  { every: "month" as const, day: 3 },
  { every: "cron" as const, cron: "0 6 * * *" },
  { every: "cron" as const, cron: "30 2 * * *" },
  { every: "cron" as const, cron: "0 0 30 * 5" },
  { every: "cron" as const, cron: "0 */5 * * 1-5" },
);
const frequent = fc.constantFrom(
  { every: "cron" as const, cron: "*/30 * * * *" },
  { every: "cron" as const, cron: "* * * * *" },
  { every: "cron" as const, cron: "10,50 0-3 * * *" },
);
const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

function schedules(
  rhythm: fc.Arbitrary<Partial<ResolvedSchedule>>,
  catchup: readonly ResolvedSchedule["catchup"][],
  startNear: number | undefined,
) {
  return fc
    .record({
      rhythm,
      timezone: zones,
      weekStart: fc.constantFrom(...weekdays),
      weekday: fc.constantFrom(...weekdays),
      at: fc.constantFrom("00:00", "00:30", "01:30", "02:30", "06:00", "23:59"),
      lagMs: fc.constantFrom(0, 0, 1000, hour, 50 * hour),
      catchup: fc.constantFrom(...catchup),
      start:
        startNear === undefined
          ? fc.constant(undefined)
          : fc.option(
              fc.integer({ min: -400, max: 400 }).map((days) => iso(startNear + days * day).slice(0, 10)),
              { freq: 4, nil: undefined },
            ),
    })
    .map(({ rhythm, weekday, start, ...rest }) =>
      schedule({ ...rest, ...rhythm, ...(rhythm.every === "week" && { day: weekday }), ...(start !== undefined && { start }) }),
    );
}

/** Looks at a schedule at one moment, in bounded steps, as the scheduler does; checks each step; answers with the new frontier. */
function look(current: ResolvedSchedule, frontier: string, now: string, most: number, dealt: Dealt[]): string {
  for (let at = frontier; ; ) {
    const step = advance(current, at, now, { most });
    expect(step.from).toBe(at);
    const pieces = [...(step.skip === undefined ? [] : [{ ...step.skip.window, state: "skipped" as const }])];
    if (step.skip !== undefined) expect(step.skip.window.start).toBe(at);
    for (const { window, due, kind } of step.owe) {
      const next = nextWindow(current, window.start);
      expect({ kind, window, due }).toEqual(next);
      expect(Date.parse(due)).toBeGreaterThanOrEqual(Date.parse(window.end) + current.lagMs);
      expect(due <= now).toBe(true);
      expect(gridOf(current).atOrBefore(Date.parse(window.end))).toBe(Date.parse(window.end));
      expect(kind === "Transition").toBe(gridOf(current).atOrBefore(Date.parse(window.start)) !== Date.parse(window.start));
    }
    expect(step.owe.length).toBeLessThanOrEqual(most);
    for (const piece of [...pieces, ...step.owe.map(({ window }) => ({ ...window, state: "owed" as const }))]) {
      expect(piece.start).toBe(at);
      expect(piece.start < piece.end).toBe(true);
      dealt.push({ start: piece.start, end: piece.end, state: piece.state });
      at = piece.end;
    }
    expect(step.frontier).toBe(at);
    if (!step.more) {
      expect(step.later).toBe(0);
      if (step.nextDue !== undefined) expect(step.nextDue > now).toBe(true);
      expect(plannedRuns(current, at, now, 1)[0]?.due).toBe(step.nextDue);
      expect(advance(current, at, now, { most })).toMatchObject({ owe: [], frontier: at });
      return at;
    }
  }
}

interface Move {
  /** How long after the last one; back where clocks jump. */
  readonly afterMs: number;
  /** The schedule from then on; absent: as it was. */
  readonly edit: ResolvedSchedule | undefined;
  /** Everything that is due is skipped, as at the end of a pause. */
  readonly skip: boolean;
}

function moves(edits: fc.Arbitrary<ResolvedSchedule>, longest: number, count: number): fc.Arbitrary<readonly Move[]> {
  const afterMs = fc.oneof(
    fc.integer({ min: 0, max: longest }),
    fc.integer({ min: 0, max: 2 * hour }),
    fc.integer({ min: -longest, max: 0 }),
  );
  const move = fc.record({
    afterMs,
    edit: fc.option(edits, { nil: undefined }),
    skip: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  });
  return fc.array(move, { minLength: 1, maxLength: count });
}

function play(first: ResolvedSchedule, from: number, played: readonly Move[], most: number): void {
  const start = firstFrontier(first, iso(from));
  const dealt: Dealt[] = [];
  let [current, frontier, now] = [first, start, from];
  for (const { afterMs, edit, skip } of played) {
    now += afterMs;
    current = edit ?? current;
    if (skip) {
      const step = passOver(current, frontier, iso(now), "asked for");
      expect(step.owe).toEqual([]);
      if (step.skip !== undefined) {
        expect([step.skip.window.start, step.skip.window.end]).toEqual([frontier, step.frontier]);
        dealt.push({ start: frontier, end: step.frontier, state: "skipped" });
      }
      frontier = step.frontier;
    }
    frontier = look(current, frontier, iso(now), most, dealt);
  }
  // Gap-free and disjoint: what was dealt with leads from the first frontier to the last, one piece after the other.
  let reached = start;
  for (const { start, end } of dealt) {
    expect(start).toBe(reached);
    reached = end;
  }
  expect(reached).toBe(frontier);
}

const from = Date.UTC(2019, 6, 1, 12);

describe("whatever is edited, whenever the scheduler looks", () => {
  it("windows meet over ten years, in every zone, and are owed or skipped once", () => {
    const edits = schedules(kinds, ["all", "all", "latest", "none"], from);
    const tenYears = moves(edits, 300 * day, 30);
    fc.assert(
      fc.property(edits, tenYears, fc.integer({ min: 20, max: 400 }), (first, played, most) => play(first, from, played, most)),
      { numRuns: 40 },
    );
  });

  it("windows meet when they are short and many are skipped", () => {
    const edits = schedules(frequent, ["latest", "none"], from);
    const tenYears = moves(fc.oneof(edits, schedules(kinds, ["latest", "none"], from)), 300 * day, 30);
    fc.assert(
      fc.property(edits, tenYears, (first, played) => play(first, from, played, 5)),
      { numRuns: 60 },
    );
  });

  it("windows meet when they are short and all are owed, where clocks change", () => {
    const changes = fc.constantFrom(
      "2026-03-07T12:00Z",
      "2026-10-31T12:00Z",
      "2026-04-04T00:00Z",
      "2011-12-29T00:00Z",
      "2026-02-14T12:00Z",
    );
    const edits = schedules(fc.oneof(frequent, kinds), ["all", "all", "latest"], undefined);
    fc.assert(
      fc.property(changes, edits, moves(edits, 20 * hour, 6), (change, first, played) =>
        play(first, Date.parse(change), played, 700),
      ),
      { numRuns: 30 },
    );
  });
});

describe("what is owed", () => {
  const looks = fc.record({
    first: schedules(fc.oneof(kinds, frequent), ["all"], from),
    away: fc.integer({ min: 0, max: 100 * day }),
  });

  it("is the last due window with `latest`, and the last of `all`", () => {
    fc.assert(
      fc.property(looks, ({ first, away }) => {
        const frontier = firstFrontier(schedule(), iso(from));
        const now = iso(from + Math.min(away, first.cron === "* * * * *" ? day : away));
        const all = advance(first, frontier, now, { most: 100_000 });
        const latest = advance({ ...first, catchup: "latest" }, frontier, now, { most: 3 });
        expect(latest.owe).toEqual(all.owe.slice(-1));
        expect(latest.frontier).toBe(all.frontier);
        expect(latest.nextDue).toBe(all.nextDue);
      }),
      { numRuns: 60 },
    );
  });

  it("is nothing that came due longer than the grace ago with `none`", () => {
    fc.assert(
      fc.property(looks, ({ first, away }) => {
        const frontier = firstFrontier(schedule(), iso(from));
        const now = from + Math.min(away, first.cron === "* * * * *" ? day : away);
        const all = advance(first, frontier, iso(now), { most: 100_000 });
        const none = advance({ ...first, catchup: "none" }, frontier, iso(now), { most: 1000 });
        const fresh = all.owe.filter(({ window, due }) => {
          const half = (Date.parse(window.end) - Date.parse(window.start)) / 2;
          return now - Date.parse(due) <= Math.min(15 * 60_000, half);
        });
        expect(none.owe).toEqual(fresh);
        expect(none.frontier).toBe(all.frontier);
      }),
      { numRuns: 60 },
    );
  });
});

describe("every zone that Node knows, over ten years", () => {
  /** What the calendar of the zone says, asked of ICU: another way than the grid's. */
  const calendar = (timezone: string) => {
    const format = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, year: "numeric", month: "2-digit", day: "2-digit" });
    return (ms: number) => format.format(ms);
  };

  it("has months which begin on the first, and days which begin when the date changes", { timeout: 120_000 }, () => {
    let [months, odd] = [0, 0];
    for (const timezone of Intl.supportedValuesOf("timeZone")) {
      const [monthly, daily, dateOf] = [
        gridOf(schedule({ every: "month", timezone })),
        gridOf(schedule({ timezone })),
        calendar(timezone),
      ];
      const end = Date.UTC(2029, 6);
      for (let start = monthly.after(Date.UTC(2019, 6))!; start < end; months++) {
        const next = monthly.after(start)!;
        const date = dateOf(start);
        // A hundred thousand times: each `expect` takes longer than what it looks at.
        if (!date.endsWith("-01") || dateOf(start - 1) >= date) expect.fail(`${timezone}: a month begins on ${date}`);
        // Where clocks change in this month: each of its days.
        if ((next - start) % day !== 0) {
          const lengths: number[] = [];
          for (let at = start; at < next; ) {
            const after = daily.after(at)!;
            const [today, last, tomorrow] = [dateOf(at), dateOf(after - 1), dateOf(after)];
            if (last !== today || tomorrow === today)
              expect.fail(`${timezone}: ${today} ends with ${last}, before ${tomorrow}`);
            lengths.push((after - at) / hour);
            at = after;
          }
          expect(lengths.reduce((sum, length) => sum + length, 0)).toBe((next - start) / hour);
          odd += lengths.filter((length) => length !== 24).length;
        }
        start = next;
      }
    }
    expect(months).toBeGreaterThan(418 * 119);
    expect(odd).toBeGreaterThan(2000);
  });
});

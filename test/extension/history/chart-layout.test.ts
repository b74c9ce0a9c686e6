import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunView } from "../../../runner/src/commands/commands.ts";
import { chartLayout, durationOf } from "../../../vscode-extension/webviews/history/chart-layout.ts";

const begin = Date.parse("2026-03-17T06:00:00.000Z");

function run(at: number, seconds: number | undefined, rest: Partial<RunView> = {}): RunView {
  const startedAt = begin + at * 86_400_000;
  return {
    id: `${at}`,
    state: "published",
    startedAt: new Date(startedAt).toISOString(),
    ...(seconds === undefined ? {} : { endedAt: new Date(startedAt + seconds * 1000).toISOString() }),
    rows: 100,
    ...rest,
  } as RunView;
}

test("runs stand in the order in which they began, under a mark that reads well", () => {
  const layout = chartLayout([run(2, 9), run(1, 4), run(0, 3)], 600, begin);
  expect(layout.runs.map((each) => each.run.id)).toEqual(["0", "1", "2"]);
  expect([layout.duration.most, layout.rows.most]).toEqual([10_000, 100]);
  expect(layout.runs.map(({ durationMs }) => durationMs)).toEqual([3000, 4000, 9000]);
  expect(layout.lines).toHaveLength(1);
});

test("a run that hangs does not make the others flat", () => {
  const hanging = run(1, undefined, { state: "running" });
  const layout = chartLayout([run(0, 20), hanging], 600, begin + 3 * 86_400_000);
  expect(layout.duration.most).toBe(30_000);
  expect(layout.runs[1]!.bar.y).toBe(layout.duration.top);
  expect(durationOf(hanging, begin + 3 * 86_400_000)).toBe(2 * 86_400_000);
});

test("the line breaks where nothing was published", () => {
  const layout = chartLayout([run(0, 1), run(1, 1), run(2, 1, { state: "failed" }), run(3, 1), run(4, 1)], 600, begin);
  expect(layout.lines).toHaveLength(2);
  expect(layout.runs[2]!.point).toBeUndefined();
});

test("whatever the figures, everything lies within its panel", () => {
  const some = fc.record({
    at: fc.integer({ min: 0, max: 400 }),
    seconds: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
    rows: fc.option(fc.integer({ min: 0, max: 1e12 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(some, { minLength: 1, maxLength: 50 }), fc.integer({ min: 200, max: 2000 }), (all, width) => {
      const runs = all.map(({ at, seconds, rows }) => run(at, seconds, rows === undefined ? {} : { rows }));
      const { duration, rows, runs: drawn, width: drawnWidth, height } = chartLayout(runs, width, begin);
      expect(drawn).toHaveLength(runs.length);
      for (const { bar, point, left, width: own } of drawn) {
        expect(bar.y).toBeGreaterThanOrEqual(duration.top);
        expect(bar.y + bar.height).toBeCloseTo(duration.bottom);
        expect(left + own).toBeLessThanOrEqual(drawnWidth);
        if (point === undefined) continue;
        expect(point.y).toBeGreaterThanOrEqual(rows.top - 0.01);
        expect(point.y).toBeLessThanOrEqual(height);
      }
    }),
  );
});

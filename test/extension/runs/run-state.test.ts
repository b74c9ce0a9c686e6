import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RunProgress } from "../../../runner/src/commands/commands.ts";
import {
  type BegunRun,
  nextRuns,
  noRuns,
  type RunInput,
  type RunNews,
  type RunsState,
} from "../../../vscode-extension/src/runs/run-state.ts";

const away = { code: "server-unreachable", message: "away" };

function begun(id: string, place = "server a"): BegunRun {
  return { id, extract: `of ${id}`, place, startedAt: 1000, asked: true };
}

function progress(id: string, state: RunProgress["state"], rest: Partial<RunProgress> = {}): RunInput {
  const last = !["owed", "running", "decided"].includes(state);
  return { type: "progress", id, progress: { at: "", state, last, ...rest }, at: 4000 };
}

function heard(...inputs: readonly RunInput[]): { readonly state: RunsState; readonly news: readonly RunNews[] } {
  let state = noRuns;
  const news: RunNews[] = [];
  for (const input of inputs) {
    const next = nextRuns(state, input);
    state = next.state;
    news.push(...next.news);
  }
  return { state, news };
}

const begin = (id: string, place?: string): RunInput => ({ type: "begun", run: begun(id, place) });

describe("a run", () => {
  test("has the figures of its newest attempt", () => {
    const { state, news } = heard(
      begin("1"),
      progress("1", "running", { run: "a", rows: 7, bytes: 70 }),
      progress("1", "owed", { run: "a", error: away }),
    );
    expect(state.runs.get("1")).toEqual({ ...begun("1"), state: "owed", cancelling: false, run: "a", error: away });
    expect(heard(begin("1"), progress("1", "owed", { error: away }), progress("1", "running")).state.runs.get("1")).toEqual({
      ...begun("1"),
      state: "running",
      cancelling: false,
    });
    expect(news).toEqual([]);
  });

  test("ends once, with what it brought", () => {
    const { state, news } = heard(
      begin("1"),
      progress("1", "published", { run: "a", rows: 2 }),
      progress("1", "published", { run: "a", rows: 2 }),
      { type: "gone", id: "1", error: away, at: 5000 },
    );
    expect(state).toEqual(noRuns);
    expect(news).toMatchObject([{ type: "ended", end: { outcome: "published", elapsedMs: 3000, run: { id: "1", rows: 2 } } }]);
  });

  test.each(["skipped", "failed", "cancelled", "abandoned"] as const)("that is %s says so", (state) => {
    expect(heard(begin("1"), progress("1", state, { error: away })).news).toMatchObject([
      { type: "ended", end: { outcome: state, error: away } },
    ]);
  });

  test("that is begun twice goes on as it is", () => {
    const { state } = heard(begin("1"), progress("1", "running", { rows: 5 }), begin("1"));
    expect(state.runs.get("1")).toMatchObject({ rows: 5, state: "running" });
  });

  test("whose cancelling is refused goes on", () => {
    const { state } = heard(begin("1"), { type: "cancelling", id: "1", on: true }, { type: "cancelling", id: "1", on: false });
    expect(state.runs.get("1")).toMatchObject({ cancelling: false });
  });

  test("that nobody can find ends, too", () => {
    expect(heard(begin("1"), { type: "gone", id: "1", error: away, at: 1500 }).news).toMatchObject([
      { type: "ended", end: { outcome: "unknown", error: away, elapsedMs: 500 } },
    ]);
  });
});

test("a way is lost once for all the runs there, and back once", () => {
  const lost = (id: string): RunInput => ({ type: "lost", id, error: away });
  const { news } = heard(
    begin("1"),
    begin("2"),
    begin("3", "server b"),
    lost("1"),
    lost("2"),
    lost("1"),
    lost("3"),
    progress("2", "running"),
    progress("1", "running"),
    lost("1"),
    progress("1", "published"),
  );
  expect(news.map((each) => [each.type, "place" in each ? each.place : each.end.run.id])).toEqual([
    ["lost", "server a"],
    ["lost", "server b"],
    ["back", "server a"],
    ["lost", "server a"],
    ["back", "server a"],
    ["ended", "1"],
  ]);
});

test("whatever happens in whatever order, each begun run ends at most once, and lost and back take turns", () => {
  const id = fc.constantFrom("1", "2", "3");
  const states = ["owed", "running", "decided", "published", "failed", "cancelled"] as const;
  const input: fc.Arbitrary<RunInput> = fc.oneof(
    fc.tuple(id, fc.constantFrom(...states)).map(([one, state]) => progress(one, state)),
    id.map((one): RunInput => ({ type: "lost", id: one, error: away })),
    id.map((one): RunInput => ({ type: "gone", id: one, error: away, at: 9 })),
    fc.tuple(id, fc.boolean()).map(([one, on]): RunInput => ({ type: "cancelling", id: one, on })),
  );
  fc.assert(
    fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
      const { state, news } = heard(begin("1"), begin("2"), begin("3"), ...inputs);
      const ended = news.flatMap((each) => (each.type === "ended" ? [each.end.run.id] : []));
      expect(new Set([...ended, ...state.runs.keys()])).toEqual(new Set(["1", "2", "3"]));
      expect(ended.length + state.runs.size).toBe(3);
      const way = news.flatMap((each) => (each.type === "ended" ? [] : [each.type]));
      expect(way).toEqual(way.map((_, at) => (at % 2 === 0 ? "lost" : "back")));
    }),
  );
});

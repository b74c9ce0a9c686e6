import type { OutputView, RunProgress } from "../../../runner/src/commands/commands.ts";
import type { PageError } from "../webview/protocol.ts";

/** What is known of the runs that this window follows. Frozen: each input makes another. */
export interface RunsState {
  /** By the id of what is owed, in the order in which they came. */
  readonly runs: ReadonlyMap<string, FollowedRun>;
  /** Places to which the way is lost, and of which that was said. */
  readonly lost: ReadonlySet<string>;
}

export interface FollowedRun {
  /** Of what is owed. */
  readonly id: string;
  readonly extract: string;
  /** Where it runs, by `placeKey`. */
  readonly place: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Asked for in this window; else found under way. */
  readonly asked: boolean;
  readonly state: RunProgress["state"];
  /** Its newest attempt. */
  readonly run?: string;
  readonly rows?: number;
  readonly bytes?: number;
  /** Why the last attempt failed, while another one is due. */
  readonly error?: PageError;
  /** Somebody here asked for its end. */
  readonly cancelling: boolean;
}

export type RunInput =
  | { readonly type: "begun"; readonly run: BegunRun }
  | { readonly type: "progress"; readonly id: string; readonly progress: RunProgress; readonly at: number }
  /** The way to it broke; somebody tries on. */
  | { readonly type: "lost"; readonly id: string; readonly error: PageError }
  /** It can't be followed any more. */
  | { readonly type: "gone"; readonly id: string; readonly error: PageError; readonly at: number }
  | { readonly type: "cancelling"; readonly id: string; readonly on: boolean };

export type BegunRun = Pick<FollowedRun, "id" | "extract" | "place" | "startedAt" | "asked">;

/** What a person is told: each once. */
export type RunNews =
  | { readonly type: "ended"; readonly end: RunEnd }
  | { readonly type: "lost"; readonly place: string; readonly error: PageError }
  | { readonly type: "back"; readonly place: string };

export interface RunEnd {
  readonly run: FollowedRun;
  readonly outcome: "published" | "skipped" | "failed" | "cancelled" | "abandoned" | "unknown";
  readonly output?: OutputView;
  readonly error?: PageError;
  readonly elapsedMs: number;
}

export const noRuns: RunsState = { runs: new Map(), lost: new Set() };

/** The next state, and what is to be said of it. What comes of a run that has ended, or that nobody began, changes nothing. */
export function nextRuns(state: RunsState, input: RunInput): { readonly state: RunsState; readonly news: readonly RunNews[] } {
  if (input.type === "begun") return { state: begin(state, input.run), news: [] };
  const run = state.runs.get(input.id);
  if (run === undefined) return { state, news: [] };
  switch (input.type) {
    case "progress":
      return hearProgress(state, run, input.progress, input.at);
    case "lost":
      return lose(state, run.place, input.error);
    case "gone":
      return end(state, { run, outcome: "unknown", error: input.error, elapsedMs: input.at - run.startedAt });
    case "cancelling":
      return { state: { ...state, runs: put(state.runs, { ...run, cancelling: input.on }) }, news: [] };
  }
}

type Step = ReturnType<typeof nextRuns>;

function begin(state: RunsState, run: BegunRun): RunsState {
  // Found again, or asked for twice: the window of an extract is owed once.
  if (state.runs.has(run.id)) return state;
  return { ...state, runs: put(state.runs, { ...run, state: "owed", cancelling: false }) };
}

function hearProgress(before: RunsState, run: FollowedRun, progress: RunProgress, at: number): Step {
  const { state, news } = find(before, run.place);
  const { rows, bytes, error } = progress;
  // Figures are of an attempt: the next one begins anew.
  const { rows: _rows, bytes: _bytes, error: _error, ...rest } = run;
  const next: FollowedRun = {
    ...rest,
    state: progress.state,
    ...(progress.run === undefined ? {} : { run: progress.run }),
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(error === undefined ? {} : { error }),
  };
  if (!progress.last) return { state: { ...state, runs: put(state.runs, next) }, news };
  const { output } = progress;
  const ended = end(state, {
    run: next,
    outcome: outcomeOf(progress.state),
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    elapsedMs: at - run.startedAt,
  });
  return { state: ended.state, news: [...news, ...ended.news] };
}

function outcomeOf(state: RunProgress["state"]): RunEnd["outcome"] {
  switch (state) {
    case "published":
    case "skipped":
    case "failed":
    case "cancelled":
    case "abandoned":
      return state;
    default:
      return "unknown";
  }
}

function end(state: RunsState, ended: RunEnd): Step {
  const runs = new Map(state.runs);
  runs.delete(ended.run.id);
  return { state: { ...state, runs }, news: [{ type: "ended", end: ended }] };
}

function lose(state: RunsState, place: string, error: PageError): Step {
  if (state.lost.has(place)) return { state, news: [] };
  return { state: { ...state, lost: new Set([...state.lost, place]) }, news: [{ type: "lost", place, error }] };
}

function find(state: RunsState, place: string): Step {
  if (!state.lost.has(place)) return { state, news: [] };
  const lost = new Set(state.lost);
  lost.delete(place);
  return { state: { ...state, lost }, news: [{ type: "back", place }] };
}

function put(runs: RunsState["runs"], run: FollowedRun): RunsState["runs"] {
  return new Map(runs).set(run.id, run);
}

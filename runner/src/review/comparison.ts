import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { ProjectState } from "./project-state.ts";

/** What every part of a plan is given. */
export interface Comparison {
  readonly base: ProjectState;
  readonly head: ProjectState;
  /** UTC, ISO 8601 with milliseconds. Grants, windows and counts are those of this moment. */
  readonly now: string;
  /** The day of `now`, YYYY-MM-DD in UTC, on which grants must hold. */
  readonly today: string;
  readonly signal?: AbortSignal;
}

/** An extract in both states: `base` is undefined where it is created, `head` where it is removed. */
export interface ExtractPair {
  readonly base?: ResolvedExtract;
  readonly head?: ResolvedExtract;
}

/** The dialects for which an extract is compiled: its warehouse's own, or all three where no connections say it. */
export interface Dialects {
  /** Whether connections say the first. */
  readonly known: boolean;
  /** Behind a dialect that only the repository's own connections say: the others for which its templates have texts. */
  readonly each: readonly Dialect[];
}

import type { ObligationState } from "../../ledger/tables.ts";
import type { RunKind, Window } from "../../schedule/window.ts";
import type { ListQuery } from "./page.ts";
import type { Range } from "./range.ts";
import type { RunView } from "./runs.ts";

/** Which schedules. */
export interface ScheduleQuery extends ListQuery {
  readonly product?: string;
  readonly state?: ScheduleState;
}

/** `disabled`: its document says so. */
export type ScheduleState = "active" | "paused" | "disabled";

/** The schedule of an extract, and how it stands. */
export interface ScheduleView {
  readonly extract: string;
  readonly owner: string;
  readonly product: { readonly id: string; readonly name: string };
  readonly file: string;
  /** "every day at 06:00 America/Chicago, for the day before". */
  readonly words: string;
  readonly state: ScheduleState;
  readonly pausedBy?: string;
  readonly pauseReason?: string;
  /** Windows up to here exist. UTC, ISO 8601; absent before the first. */
  readonly frontier?: string;
  readonly coveredFrom?: string;
  readonly nextRuns: readonly { readonly kind: RunKind; readonly window: Window; readonly due: string }[];
  readonly lastRun?: RunView;
  /** Windows that are owed, or failed and wait for a person. */
  readonly owed: number;
  readonly failed: number;
}

/** The range whose missing windows are made owed. */
export interface BackfillRequest extends Range {
  readonly extract: string;
  /** Only says what it would do. */
  readonly dryRun?: boolean;
  /** Failed and abandoned windows, too. */
  readonly failed?: boolean;
  /** The most windows that are made owed; the same request again goes on. Default: 1000. */
  readonly limit?: number;
}

/** What a backfill did, or would do. */
export interface BackfillView {
  readonly extract: string;
  /** The windows that are missing in the range, in order, up to the limit. */
  readonly windows: readonly {
    readonly kind: RunKind;
    readonly window: Window;
    readonly why: "never made" | ObligationState;
  }[];
  /** How many more are missing beyond the limit. */
  readonly more: number;
  readonly dryRun: boolean;
}

/** A half-open stretch of time, [start, end). */
export interface Window {
  /** UTC, ISO 8601 with milliseconds: `2026-03-17T07:00:00.000Z`. */
  readonly start: string;
  /** UTC, ISO 8601 with milliseconds; after `start`. */
  readonly end: string;
  /** The zone in which the window was computed. */
  readonly timezone: string;
}

/** How a window came about; part of a file's name (SEEDS 28). */
export type RunKind = "RunOnce" | "Daily" | "Weekly" | "Monthly" | "Cron" | "Transition" | "Adhoc";

const scheduledKinds: readonly RunKind[] = ["Daily", "Weekly", "Monthly", "Cron", "Transition"];

/** Whether windows of this kind come by schedule. */
export function isScheduled(kind: RunKind): boolean {
  return scheduledKinds.includes(kind);
}

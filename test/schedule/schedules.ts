import type { ResolvedSchedule } from "../../runner/src/load/project-documents.ts";

/** A daily schedule at 06:00 in Chicago, with what a test changes. */
export function schedule(changes: Partial<ResolvedSchedule> = {}): ResolvedSchedule {
  return {
    every: "day",
    at: "06:00",
    timezone: "America/Chicago",
    weekStart: "monday",
    lagMs: 0,
    catchup: "all",
    overlap: "queue",
    ...changes,
  };
}

import type { ScheduledWindow } from "../../schedule/frontier.ts";
import type { PlannedWindow } from "../plan-report.ts";

/** A window as plans show it. */
export function planned({ kind, window, due }: ScheduledWindow): PlannedWindow {
  return { kind, window, due, hours: (Date.parse(window.end) - Date.parse(window.start)) / 3_600_000 };
}

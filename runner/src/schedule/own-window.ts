import type { ResolvedExtract } from "../load/project-documents.ts";
import { immediateWindow } from "./immediate-window.ts";
import { lastClosedWindow, windowKind } from "./runs.ts";
import type { RunKind, Window } from "./window.ts";

/** Which window a run, a preview or a query is about, and of which kind it is (DESIGN 2). */
export interface ChosenWindow {
  readonly kind: RunKind;
  readonly window: Window;
}

/**
 * The window that an extract has of itself at `now` (UTC, ISO 8601): an immediate extract's window, a scheduled one's last closed
 * window. Undefined for one that is only dispatched, and before the first window has closed. Errors: those of `immediateWindow`.
 */
export function ownWindow(
  extract: Pick<ResolvedExtract, "window" | "schedule" | "timezone">,
  now: string,
): ChosenWindow | undefined {
  if (extract.window !== undefined) return { kind: "RunOnce", window: immediateWindow(extract.window, extract.timezone) };
  if (extract.schedule === undefined) return undefined;
  const window = lastClosedWindow(extract.schedule, now);
  return window === undefined ? undefined : { kind: windowKind(extract.schedule), window };
}

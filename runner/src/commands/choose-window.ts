import { DatafeedError } from "../errors/datafeed-error.ts";
import { findWindow } from "../ledger/find-window.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { immediateWindow } from "../schedule/immediate-window.ts";
import { type ChosenWindow, ownWindow } from "../schedule/own-window.ts";

export type { ChosenWindow } from "../schedule/own-window.ts";

/** A window that a person asked for, as typed. */
export interface RangeOptions {
  readonly start?: string;
  readonly end?: string;
}

/**
 * The window that was asked for, else the extract's own: an immediate extract's window, a scheduled one's last closed window.
 * A range that equals the extract's own is that window; any other is Adhoc. Errors: `window-half`, `window-missing`,
 * `window-not-closed` and those of the room schedule.
 */
export function chooseWindow(extract: ResolvedExtract, range: RangeOptions, now: string): ChosenWindow {
  const own = ownWindow(extract, now);
  if (range.start === undefined && range.end === undefined) {
    if (own !== undefined) return own;
    throw missing(extract);
  }
  if (range.start === undefined || range.end === undefined) {
    throw new DatafeedError("window-half", `Only --${range.start === undefined ? "end" : "start"} was given.`, {
      hint: "Give --start and --end, or neither.",
    });
  }
  const window = immediateWindow({ start: range.start, end: range.end }, extract.timezone);
  if (own !== undefined && own.window.start === window.start && own.window.end === window.end) return own;
  return { kind: "Adhoc", window };
}

/**
 * `chooseWindow` for a run of the whole extract: a range that equals a window which the ledger knows is that window, however
 * old, so that its file gets the next sequence. Errors: those of `chooseWindow`, ledger-*.
 */
export async function chooseKnownWindow(
  ledger: Ledger,
  extract: ResolvedExtract,
  range: RangeOptions,
  now: string,
): Promise<ChosenWindow> {
  const chosen = chooseWindow(extract, range, now);
  if (chosen.kind !== "Adhoc") return chosen;
  return (await findWindow(ledger, extract.name, chosen.window)) ?? chosen;
}

function missing(extract: ResolvedExtract): DatafeedError {
  if (extract.schedule !== undefined) {
    return new DatafeedError("window-not-closed", `No window of "${extract.name}" has closed yet.`, {
      hint: "Give --start and --end to run another range.",
    });
  }
  return new DatafeedError("window-missing", `"${extract.name}" has neither a window nor a schedule.`, {
    hint: `Say which: datafeed run "${extract.name}" --start 2026-03-17T00:00 --end 2026-03-18T00:00`,
  });
}

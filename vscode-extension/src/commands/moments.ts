import { DatafeedError, messageOf } from "../../../runner/src/errors/datafeed-error.ts";
import { immediateWindow, parseDateTime } from "../../../runner/src/language.ts";
import type { Translate } from "../form/translate.ts";

/** Why a text is no moment: a day or a wall-clock time of the extract's zone, or a time with an offset. */
export function momentObjection(text: string, t: Translate): string | undefined {
  return parseDateTime(momentText(text)) === undefined ? t("Write it like 2026-03-17 or 2026-03-17T06:00.") : undefined;
}

/** Why a window can't end so. */
export function endObjection(start: string, end: string, timezone: string, t: Translate): string | undefined {
  const wrong = momentObjection(end, t);
  if (wrong !== undefined) return wrong;
  try {
    immediateWindow({ start, end: momentText(end) }, timezone);
    return undefined;
  } catch (error) {
    const isEmpty = error instanceof DatafeedError && error.code === "schedule-window-empty";
    return isEmpty ? t("The end must come after the start, {0}.", start.replace("T", " ")) : messageOf(error);
  }
}

/** A moment as documents and requests write it. */
export function momentText(text: string): string {
  return text.trim().replace(/^(\S+) +(\S+)$/, "$1T$2");
}

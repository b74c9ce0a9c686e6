import { Temporal } from "temporal-polyfill";
import type { ImmediateWindow } from "../../../schemas/generated/documents.ts";
import { checkZone } from "./check-schedule.ts";
import { type DateTime, instantOf, parseDateTime } from "./date-time.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";
import { isZone } from "./zones.ts";

/** The window of an immediate extract: two times that exist, the first before the second. */
export function checkWindow(findings: DocumentFindings, window: ImmediateWindow, timezone: string): void {
  if (window.timezone !== undefined) checkZone(findings, window.timezone, ["window", "timezone"]);
  const start = checkDateTime(findings, window.start, ["window", "start"]);
  const end = checkDateTime(findings, window.end, ["window", "end"]);
  if (start === undefined || end === undefined || !isZone(timezone)) return;
  if (Temporal.Instant.compare(instantOf(start, timezone), instantOf(end, timezone)) < 0) return;
  const message = `The window ends at ${shown(window.end)}, which is not after its start ${shown(window.start)}.`;
  findings.error("window-reversed", ["window", "end"], message);
}

/** A time that a document names. */
export function checkDateTime(findings: DocumentFindings, text: string, path: Path): DateTime | undefined {
  const time = parseDateTime(text);
  if (time === undefined) {
    const message = `${shown(text)} is not a time that exists; expected YYYY-MM-DD or YYYY-MM-DDTHH:mm, with seconds and an offset if need be.`;
    findings.error("date-time-invalid", path, message);
  }
  return time;
}

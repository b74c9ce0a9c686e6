import { isDeepStrictEqual } from "node:util";
import { instantOf, parseDateTime } from "../../load/date-time.ts";
import type { Filter, ResolvedExtract } from "../../load/project-documents.ts";
import { shown } from "../../load/shown-value.ts";

/**
 * Why an extract may have rows that it had not before, in words: its filter asks for others, or its time reaches further. Simple
 * and careful: what is not plainly as narrow as before counts as wider. Rows that a template's own SQL lets through, and windows
 * that somebody asks for one by one, are not looked at.
 */
export function moreRows(base: ResolvedExtract, head: ResolvedExtract): readonly string[] {
  return [...filterWidened(base.filter, head.filter), ...timeWidened(base, head)];
}

function filterWidened(base: Filter | undefined, head: Filter | undefined): readonly string[] {
  if (base === undefined) return [];
  if (head === undefined) return ["its filter is gone"];
  const kept = conditionsOf(head);
  const asked = conditionsOf(base).every((one) => kept.some((other) => isDeepStrictEqual(one, other)));
  return asked ? [] : ["its filter is another one"];
}

/** What must hold of each row. */
function conditionsOf(filter: Filter): readonly Filter[] {
  return "all" in filter ? filter.all.flatMap(conditionsOf) : [filter];
}

function timeWidened(base: ResolvedExtract, head: ResolvedExtract): readonly string[] {
  const [before, after] = [timeOf(base), timeOf(head)];
  if (before === undefined) return [];
  if (after === undefined) return ["any window of it may be asked for"];
  // A schedule goes on for ever. One without a start begins when it is first applied.
  const earlier = isBefore(after.start, before.start);
  const later = before.end !== undefined && (after.end === undefined || isBefore(before.end, after.end));
  return [
    ...(earlier ? [`it begins at ${shown(after.start?.text ?? "")} ${inPlaceOf(before.start)}`] : []),
    ...(later
      ? [after.end === undefined ? "its window has no end" : `it ends at ${shown(after.end.text)} ${inPlaceOf(before.end)}`]
      : []),
  ];
}

/** A time as it is written, and what it means. */
interface Bound {
  readonly text: string;
  readonly epochMs: number;
}

interface Time {
  readonly start?: Bound;
  readonly end?: Bound;
}

/** Undefined: whoever has it run says for which window. */
function timeOf({ window, schedule, timezone }: ResolvedExtract): Time | undefined {
  if (window !== undefined) return { ...bound("start", window.start, timezone), ...bound("end", window.end, timezone) };
  if (schedule === undefined) return undefined;
  return schedule.start === undefined ? {} : bound("start", schedule.start, schedule.timezone);
}

function bound(name: keyof Time, text: string, timezone: string): Time {
  const time = parseDateTime(text);
  return time === undefined ? {} : { [name]: { text, epochMs: instantOf(time, timezone).epochMilliseconds } };
}

function isBefore(one: Bound | undefined, other: Bound | undefined): boolean {
  return one !== undefined && (other === undefined || one.epochMs < other.epochMs);
}

function inPlaceOf(before: Bound | undefined): string {
  return before === undefined ? "and had no start" : `in place of ${shown(before.text)}`;
}

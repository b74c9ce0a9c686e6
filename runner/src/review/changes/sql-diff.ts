import { formatPatch, OMIT_HEADERS, structuredPatch } from "diff";
import type { SqlChange } from "../plan-report.ts";

const context = 3;
/** Lines that differ more than so much are not worth a search for the smallest difference: it would take seconds. */
const mostEdits = 2_000;
/** Of a text with more lines than this nobody reads the difference, and to find it takes seconds. */
const mostLines = 5_000;
/** Of a difference so much is in the report, in whole lines; a query of a thousand columns that all change has room. */
const mostShown = { lines: 2_000, characters: 200_000 };

/** A difference as the report has it, and what it is told apart from others by: the whole of it. */
export interface SqlDiff {
  readonly shown: Pick<SqlChange, "diff" | "leftOut" | "tooLong">;
  readonly whole: string;
}

/** What becomes of a text, unified; undefined where it stays as it is. Both end with a line break, or are empty. */
export function sqlDiff(before: string, after: string): SqlDiff | undefined {
  if (before === after) return undefined;
  const [base, head] = [linesOf(before), linesOf(after)];
  if (Math.max(base, head) > mostLines) {
    return { shown: { diff: "", tooLong: { base, head } }, whole: `${before}\0${after}` };
  }
  const patch = structuredPatch("", "", before, after, "", "", { context, maxEditLength: mostEdits });
  const whole = patch === undefined ? replaced(before, after) : formatPatch(patch, OMIT_HEADERS).trimEnd();
  return { shown: capped(whole), whole };
}

function linesOf(text: string): number {
  return text === "" ? 0 : text.trimEnd().split("\n").length;
}

/** All of one text out, all of the other in. */
function replaced(before: string, after: string): string {
  const [out, put] = [before, after].map((text) => text.trimEnd().split("\n")) as [string[], string[]];
  const lines = [...out.map((line) => `-${line}`), ...put.map((line) => `+${line}`)];
  return [`@@ -1,${out.length} +1,${put.length} @@`, ...lines].join("\n");
}

function capped(whole: string): SqlDiff["shown"] {
  const lines = whole.split("\n");
  let [kept, characters] = [0, 0];
  for (const { length } of lines.slice(0, mostShown.lines)) {
    characters += length + 1;
    if (characters > mostShown.characters) break;
    kept++;
  }
  return kept === lines.length ? { diff: whole } : { diff: lines.slice(0, kept).join("\n"), leftOut: lines.length - kept };
}

import type { LogLine } from "../../../runner/src/commands/commands.ts";

/** Lines as the editor's own logs show them, so that they are coloured: `2026-03-17 07:00:00.000 [info] read to the end`. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map(({ at, level, message }) => `${at.replace("T", " ").replace("Z", "")} [${level}] ${message}\n`).join("");
}

/** What is to be added to a log of which some lines are shown. A new attempt's log begins anew: all of its lines are. */
export function newLines(shown: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] {
  return isContinued(shown, lines) ? lines.slice(shown.length) : lines;
}

function isContinued(shown: readonly LogLine[], lines: readonly LogLine[]): boolean {
  const last = shown.at(-1);
  if (last === undefined) return true;
  const same = lines[shown.length - 1];
  return same?.at === last.at && same.message === last.message;
}

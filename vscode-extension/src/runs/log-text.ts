import type { LogLine } from "../../../runner/src/commands/commands.ts";

/** Lines as the editor's own logs show them, so that they are coloured: `2026-03-17 07:00:00.000 [info] read to the end`. */
export function logText(lines: readonly LogLine[]): string {
  return lines.map(({ at, level, message }) => `${at.replace("T", " ").replace("Z", "")} [${level}] ${message}\n`).join("");
}

/** The lines of a run's log that are shown. */
export class ShownLines {
  #lines: readonly LogLine[] = [];

  get isEmpty(): boolean {
    return this.#lines.length === 0;
  }

  /** What is to be added. An answer older than what is shown adds nothing; a new attempt's log begins anew: all of it is added. */
  take(lines: readonly LogLine[]): readonly LogLine[] {
    if (isBeginningOf(lines, this.#lines)) return [];
    const fresh = isBeginningOf(this.#lines, lines) ? lines.slice(this.#lines.length) : lines;
    this.#lines = lines;
    return fresh;
  }
}

/** Known by its last line: what is logged stays as it is. */
function isBeginningOf(some: readonly LogLine[], all: readonly LogLine[]): boolean {
  const last = some.at(-1);
  if (last === undefined) return true;
  const same = all[some.length - 1];
  return same?.at === last.at && same.message === last.message;
}

import { LineCounter } from "yaml";
import type { Position, Range } from "../errors/diagnostic.ts";

/** A text with its lines, which are counted when somebody asks for the first place in it. */
export class SourceText {
  readonly file: string;
  readonly text: string;
  #lines: LineCounter | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  /** The range of two offsets, ending at the latest with the line in which it starts: what an editor should underline. */
  range(start: number, end: number): Range {
    const from = Math.min(Math.max(start, 0), this.text.length);
    const lineEnd = this.text.indexOf("\n", from);
    const to = Math.max(from, Math.min(end, lineEnd === -1 ? this.text.length : lineEnd));
    return { start: this.#position(from), end: this.#position(to) };
  }

  #position(offset: number): Position {
    this.#lines ??= countLines(this.text);
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col, offset };
  }
}

function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return lines;
}

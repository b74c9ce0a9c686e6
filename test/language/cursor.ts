/** A text with its cursor, which is written as `|`. A `|` that opens a block scalar is written `¦`. */
export interface TextWithCursor {
  readonly text: string;
  readonly offset: number;
}

/** Takes the cursor out of a text. The first line break, and the indentation that all lines share, are not part of it. */
export function cursorIn(written: string): TextWithCursor {
  const text = dedent(written);
  const offset = text.indexOf("|");
  if (offset === -1 || text.indexOf("|", offset + 1) !== -1) throw new Error(`One cursor is expected in: ${written}`);
  return { text: (text.slice(0, offset) + text.slice(offset + 1)).replaceAll("¦", "|"), offset };
}

/** A text without its first line break and the indentation that all its lines share. */
export function dedent(written: string): string {
  const text = written.replace(/^\n/, "").replace(/\n[ \t]*$/, "\n");
  const indents = text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => /^ */.exec(line)![0].length);
  const least = Math.min(...indents, Number.POSITIVE_INFINITY);
  return Number.isFinite(least) ? text.replaceAll(new RegExp(`^ {${least}}`, "gm"), "") : text;
}

import pc from "picocolors";

/** A column of a printed table. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly align?: "left" | "right";
}

/** A table in plain text, its columns lined up by what a terminal shows of each cell. */
export function table<Row>(rows: readonly Row[], columns: readonly TableColumn<Row>[]): string {
  const cells = rows.map((row) => columns.map((column) => oneLine(column.value(row))));
  const widths = columns.map((column, at) => Math.max(width(column.title), ...cells.map((line) => width(line[at] ?? ""))));
  const print = (line: readonly string[]): string =>
    line
      .map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.align ?? "left"))
      .join("  ")
      .trimEnd();
  return [pc.bold(print(columns.map((column) => column.title))), ...cells.map(print)].join("\n");
}

/** Control characters shown, so that a value never breaks a table or drives the terminal. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to show
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    const known: Readonly<Record<string, string>> = { "\n": "⏎", "\r": "␍", "\t": "⇥" };
    return known[character] ?? "·";
  });
}

/** The same for a message of several lines; its colours, which can do no harm, stay. */
export function ownLines(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
  return text.replace(/(\n|\u001b\[[0-9;]*m)|[^\n\u001b]+|\u001b/g, (part, kept?: string) => kept ?? oneLine(part));
}

function pad(cell: string, to: number, align: "left" | "right"): string {
  const gap = " ".repeat(Math.max(0, to - width(cell)));
  return align === "right" ? gap + cell : cell + gap;
}

const graphemes = new Intl.Segmenter();

/** Columns of a terminal that a text takes: wide characters and emoji two, combining marks none. */
export function width(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text))
    columns +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        segment,
      )
        ? 2
        : 1;
  return columns;
}

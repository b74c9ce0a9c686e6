import pc from "picocolors";

/** A column of a printed table. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly value: (row: Row) => string;
  readonly align?: "left" | "right";
  /** On a narrow terminal it may be cut, with an ellipsis, to this many columns. Default: never. */
  readonly least?: number;
  /** On a narrower one still it is left out: the highest number first. Default: never. */
  readonly leave?: number;
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
  readonly align: "left" | "right";
  readonly least: number;
  readonly leave: number | undefined;
  readonly width: number;
}

const graphemes = new Intl.Segmenter();

/** Between two columns. */
const gap = "  ";

/**
 * A table in plain text, its columns lined up by what a terminal shows of each cell. On a terminal that is too narrow for it,
 * columns are cut with an ellipsis, then left out, and the last line says which. What is piped is never cut.
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly TableColumn<Row>[],
  room = process.stdout.isTTY ? process.stdout.columns : Number.POSITIVE_INFINITY,
): string {
  const all = columns.map(({ title, value, align = "left", least, leave }): Column => {
    const cells = rows.map((row) => oneLine(value(row)));
    const widest = Math.max(width(title), ...cells.map(width));
    return { title, cells, align, leave, width: widest, least: Math.min(widest, least ?? widest) };
  });
  const shown = fit(all, room);
  const line = (cell: (column: Column) => string): string =>
    shown
      .map((column) => pad(cut(cell(column), column.width), column.width, column.align))
      .join(gap)
      .trimEnd();
  const left = all.filter(({ title }) => !shown.some((column) => column.title === title)).map(({ title }) => title);
  return [
    pc.bold(line(({ title }) => title)),
    ...rows.map((_row, at) => line(({ cells }) => cells[at] ?? "")),
    ...(left.length === 0 ? [] : [pc.dim(`(no room for ${left.join(", ")})`)]),
  ].join("\n");
}

/** The columns for which there is room, each as wide as it may be. */
function fit(columns: readonly Column[], room: number): readonly Column[] {
  const excess = totalWidth(columns) - room;
  if (excess <= 0) return columns;
  const spare = columns.reduce((sum, column) => sum + column.width - column.least, 0);
  if (spare >= excess) return shrink(columns, excess);
  const least = columns.reduce<Column | undefined>((found, column) => {
    return column.leave !== undefined && column.leave > (found?.leave ?? -1) ? column : found;
  }, undefined);
  // Nothing more can go: the terminal breaks what is left.
  return least === undefined
    ? shrink(columns, spare)
    : fit(
        columns.filter((column) => column !== least),
        room,
      );
}

/** Takes from the widest that may be cut, again and again. */
function shrink(columns: readonly Column[], excess: number): readonly Column[] {
  const widths = columns.map((column) => column.width);
  for (let left = excess; left > 0; left--) {
    let widest = -1;
    for (const [at, column] of columns.entries()) {
      if (widths[at]! > column.least && (widest === -1 || widths[at]! > widths[widest]!)) widest = at;
    }
    if (widest === -1) break;
    widths[widest]! -= 1;
  }
  return columns.map((column, at) => ({ ...column, width: widths[at]! }));
}

function totalWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0) + gap.length * Math.max(0, columns.length - 1);
}

/** So much of a text as takes this many columns, the last one an ellipsis where there is more. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = "";
  let taken = 0;
  for (const { segment } of graphemes.segment(text)) {
    taken += width(segment);
    if (taken > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
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

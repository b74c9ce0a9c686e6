import type { RowPair } from "./compare-rows.ts";
import { shownValue } from "./file-rows.ts";

/** So much of a comparison is shown: more is read in the file. */
const mostRows = 30;
const mostColumns = 8;
const mostWidth = 40;
/** Rows that are the same, beside those that are not. */
const context = 1;

/**
 * A comparison as a table: `~` a row whose cells changed (`expected → found`), `-` one that is missing, `+` one too many. Of wide
 * rows the columns that changed, and the first ones.
 */
export function showRows(pairs: readonly RowPair[], columns: readonly string[]): string {
  const shown = columnsToShow(pairs, columns);
  const near = pairs.map((_, at) =>
    pairs.slice(Math.max(0, at - context), at + context + 1).some((pair) => markOf(pair) !== " "),
  );
  const rows = pairs.filter((_, at) => near[at]);
  const lines = rows.slice(0, mostRows).map((pair) => {
    const place = pair.actual?.at ?? pair.expected?.at ?? 0;
    return { mark: markOf(pair), cells: [String(place + 1), ...shown.map((column) => cellOf(pair, column))] };
  });
  const table = [{ mark: " ", cells: ["row", ...shown] }, ...lines];
  const widths = ["row", ...shown].map((_, i) => Math.max(...table.map(({ cells }) => widthOf(cells[i] ?? ""))));
  const text = table.map(({ mark, cells }) => {
    return `${mark} ${cells.map((cell, i) => cell + " ".repeat((widths[i] ?? 0) - widthOf(cell))).join("  ")}`.trimEnd();
  });
  const hidden = namedColumns(pairs, columns).length - shown.length;
  if (hidden > 0) text.push(`  (${hidden} more ${hidden === 1 ? "column" : "columns"} of these rows not shown)`);
  if (rows.length > mostRows) text.push(`  (${rows.length - mostRows} more rows not shown)`);
  return text.join("\n");
}

function markOf({ expected, actual, changed }: RowPair): " " | "~" | "-" | "+" {
  if (expected === undefined) return "+";
  if (actual === undefined) return "-";
  return changed.length > 0 ? "~" : " ";
}

function columnsToShow(pairs: readonly RowPair[], columns: readonly string[]): readonly string[] {
  const candidates = namedColumns(pairs, columns);
  const changed = new Set(pairs.flatMap((pair) => pair.changed));
  const first = candidates.filter((column) => !changed.has(column)).slice(0, Math.max(2, mostColumns - changed.size));
  return columns.filter((column) => changed.has(column) || first.includes(column));
}

/** The columns that are compared; all of them where no row is expected. */
function namedColumns(pairs: readonly RowPair[], columns: readonly string[]): readonly string[] {
  const named = columns.filter((column) => pairs.some(({ expected }) => expected !== undefined && column in expected.row));
  return named.length === 0 ? columns : named;
}

function cellOf({ expected, actual, changed }: RowPair, column: string): string {
  const wanted = expected !== undefined && column in expected.row ? shownValue(expected.row[column]) : undefined;
  const cell = actual?.row.get(column);
  const found = cell === undefined ? undefined : shownValue(cell.value, cell.digits);
  if (!changed.includes(column)) return cut(found ?? wanted ?? "");
  return changedText(wanted ?? "", found ?? "");
}

/** Of long texts the stretch in which they differ. */
function changedText(wanted: string, found: string): string {
  if (wanted.length <= mostWidth && found.length <= mostWidth) return `${oneLine(wanted)} → ${oneLine(found)}`;
  let same = 0;
  while (same < wanted.length && wanted[same] === found[same]) same += 1;
  const from = Math.max(0, same - 10);
  const part = (text: string): string => cut(`${from > 0 ? "…" : ""}${text.slice(from)}`);
  return `${part(wanted)} → ${part(found)}`;
}

function cut(text: string): string {
  const line = oneLine(text);
  return line.length > mostWidth ? `${line.slice(0, mostWidth - 1)}…` : line;
}

/** Control characters would break the table, or drive the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => ({ "\n": "⏎", "\r": "␍", "\t": "⇥" })[character] ?? "·");
}

function widthOf(text: string): number {
  return [...text].length;
}

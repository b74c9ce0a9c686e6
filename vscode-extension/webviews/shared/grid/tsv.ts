import type { GridColumn } from "./columns.ts";

/** Rows as spreadsheets take them from the clipboard: tabs between cells, headers first, in the order shown. */
export function tsvOf<Row>(rows: readonly Row[], columns: readonly GridColumn<Row>[]): string {
  const copied = columns.filter(({ uncopied }) => uncopied !== true);
  const lines = [copied.map(({ label }) => label), ...rows.map((row) => copied.map((column) => column.text(row)))];
  return lines.map((cells) => cells.map(cellText).join("\t")).join("\n");
}

/** A cell with a tab, a quote or a line break in it is quoted, or it would fall apart in the sheet. */
function cellText(text: string): string {
  return /["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

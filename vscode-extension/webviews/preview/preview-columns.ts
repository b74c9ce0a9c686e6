import { html } from "lit";
import type { PreviewView } from "../../../runner/src/commands/commands.ts";
import type { ColumnFilter, GridColumn } from "../shared/grid/columns.ts";
import { t } from "../shared/l10n.ts";

/** A row of the preview, with its place in the answer: its id. */
export interface PreviewRow {
  readonly at: number;
  readonly cells: readonly unknown[];
}

const numeric = new Set(["integer", "decimal", "float64"]);
/** Pixels: of characters, of what stands beside them in headers and cells, and the bounds of a first width. */
const [characterWidth, boldWidth, smallWidth, headExtra, cellExtra, narrowest, widest] = [7.4, 8.2, 6.4, 56, 22, 64, 360];
/** So many rows tell how wide a column is. */
const mostMeasured = 50;

export function previewRows({ rows }: PreviewView): readonly PreviewRow[] {
  return rows.map((cells, at) => ({ at, cells }));
}

/** The columns of a preview as the grid takes them: types and masks in words, figures at the end, NULL unlike nothing. */
export function previewColumns({ columns, rows }: PreviewView): readonly GridColumn<PreviewRow>[] {
  return columns.map(({ name, type, mask }, at): GridColumn<PreviewRow> => {
    const note = mask === undefined ? type : t("{0}, masked: {1}", type, mask);
    const isNumber = numeric.has(type) && mask === undefined;
    const cell = (row: PreviewRow): unknown => row.cells[at] ?? null;
    return {
      id: String(at),
      label: name,
      note,
      width: widthOf(name, note, rows, at),
      align: isNumber ? "end" : "start",
      text: (row) => textOf(cell(row)),
      cell: (row) => (cell(row) === null ? html`<span class="null">NULL</span>` : textOf(cell(row))),
      title: (row) => titleOf(textOf(cell(row))),
      value: (row) => orderedBy(cell(row), isNumber),
      sortable: true,
      filter: filterFor(type, isNumber),
    };
  });
}

function filterFor(type: string, isNumber: boolean): ColumnFilter {
  if (isNumber) return { type: "range", of: "number" };
  if (type !== "boolean") return { type: "text" };
  const options = ["true", "false"].map((value) => ({ value, label: value }));
  return { type: "choice", options };
}

/** As it is copied: nothing for NULL, as spreadsheets have it. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function orderedBy(value: unknown, isNumber: boolean): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  // Digits that a number can't hold count little in an order.
  return isNumber ? Number(value) : textOf(value);
}

/** What is cut off on the screen. */
function titleOf(text: string): string | undefined {
  return text.length > 20 ? text : undefined;
}

function widthOf(name: string, note: string, rows: PreviewView["rows"], at: number): number {
  const longest = rows.slice(0, mostMeasured).reduce((most, row) => Math.max(most, textOf(row[at] ?? "NULL").length), 0);
  const head = Math.max(name.length * boldWidth, note.length * smallWidth) + headExtra;
  const width = Math.max(head, longest * characterWidth + cellExtra);
  return Math.round(Math.min(widest, Math.max(narrowest, width)));
}

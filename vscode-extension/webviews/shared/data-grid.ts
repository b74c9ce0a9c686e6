/**
 * The grid of all pages: `<df-grid>`. It lives in the page's own document (no shadow root), so the page's style sheets and codicons
 * apply in its cells; importing this file brings its style sheet along.
 *
 *     html`<df-grid
 *       label="Data Extracts"
 *       .columns=${columns}        // GridColumn<Row>[], see grid/columns.ts
 *       .rows=${rows}              // what is shown, in this order: sorted and narrowed by the server, or by arrangeRows()
 *       .rowId=${(row) => row.id}
 *       .sort=${sort} @grid-sort=${(event) => (sort = event.detail)}                    // GridSort | undefined
 *       .filters=${filters} @grid-filter=${(event) => (filters = event.detail)}         // GridFilters
 *       selectable .selected=${selected} @grid-select=${(event) => (selected = event.detail)}   // ReadonlySet<id>, across pages
 *       .total=${5000} .offset=${20}   // of a page: how many rows there are in all, and how many come before
 *       .busy=${true}              // a bar; the rows of before stay
 *       .message=${html`…`}        // in place of rows: nothing here and why, what went wrong and what to do
 *       .detail=${(row) => html`…` or undefined}      // a row below the row
 *       .context=${(row) => ({ webviewSection: "output", outputs: [row.id] })}          // for menus of `webview/context`
 *       .widths=${kept} @grid-resize=${(event) => keep(event.detail)}                   // column id -> pixels
 *       @grid-open=${(event) => open(event.detail)}   // Enter or double click on a row: its record
 *     ></df-grid>`
 *
 * Keys: arrows, Home, End (with Ctrl: first and last row), Page Up and Down; Space ticks the row, Enter opens it; on a header Enter
 * sorts, Alt+Down filters, Shift+Left and Right make the column narrower and wider; Ctrl+C copies the ticked rows with headers, else
 * the cell. More than 200 rows are virtual, and more than 40 columns.
 */
import "./data-grid.css";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { cellClass, type GridColumn, type GridFilters, type GridSort } from "./grid/columns.ts";
import "./grid/filter-bar.ts";
import type { GridFilterBar } from "./grid/filter-bar.ts";
import { type HeaderActions, headerCell, withWidth } from "./grid/header-cell.ts";
import { cellOf, RovingFocus } from "./grid/roving-focus.ts";
import { headTick, rowTick } from "./grid/tick-cell.ts";
import { ticked, withIds, withoutIds } from "./grid/ticks.ts";
import { tsvOf } from "./grid/tsv.ts";
import { VirtualColumns } from "./grid/virtual-columns.ts";
import { VirtualRows } from "./grid/virtual-rows.ts";
import { t } from "./l10n.ts";

export { arrangeRows } from "./grid/arrange.ts";
export type * from "./grid/columns.ts";

/** Pixels; data-grid.css has the same. */
const rowHeight = 26;
const tickWidth = 34;
/** By so much a key makes a column wider. */
const widthStep = 16;

interface Shown {
  readonly index: number;
  /** Pixels from the top, of a virtual row. */
  readonly start: number | undefined;
}

export class DataGrid<Row> extends LitElement {
  static override properties = {
    label: {},
    columns: { attribute: false },
    rows: { attribute: false },
    rowId: { attribute: false },
    sort: { attribute: false },
    filters: { attribute: false },
    selectable: { type: Boolean },
    selected: { attribute: false },
    total: { type: Number },
    offset: { type: Number },
    busy: { type: Boolean },
    message: { attribute: false },
    detail: { attribute: false },
    context: { attribute: false },
    widths: { attribute: false },
  };
  declare label: string;
  declare columns: readonly GridColumn<Row>[];
  declare rows: readonly Row[];
  declare rowId: (row: Row) => string;
  declare sort: GridSort | undefined;
  declare filters: GridFilters;
  declare selectable: boolean;
  declare selected: ReadonlySet<string>;
  declare total: number | undefined;
  declare offset: number;
  declare busy: boolean;
  declare message: unknown;
  declare detail: ((row: Row) => unknown) | undefined;
  declare context: ((row: Row) => object) | undefined;
  declare widths: Readonly<Record<string, number>>;

  readonly #virtual = new VirtualRows(this, () => this.querySelector<HTMLElement>(".df-grid"), rowHeight);
  readonly #wide = new VirtualColumns(this, () => this.querySelector<HTMLElement>(".df-grid"));
  readonly #focus = new RovingFocus(() => this.querySelector<HTMLElement>(".df-grid"));
  readonly #header: HeaderActions = {
    sort: (sort) => this.#tell("grid-sort", sort),
    openFilter: (column, header) => void this.querySelector<GridFilterBar>("df-grid-filter-bar")?.show(column, header),
    resize: (column, width) => {
      this.widths = withWidth(this.widths, column, width);
      this.#tell("grid-resize", this.widths);
    },
  };
  /** The columns in the document, by their places; undefined: all of them. */
  #columnsShown: readonly number[] | undefined;
  /** The row that was ticked last. */
  #lastTicked: number | undefined;

  constructor() {
    super();
    this.label = "";
    this.columns = [];
    this.rows = [];
    this.filters = {};
    this.selectable = false;
    this.selected = new Set();
    this.offset = 0;
    this.busy = false;
    this.widths = {};
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    const { place } = this.#focus;
    const virtual = this.#virtual.rows(this.rows.length, place.row);
    const widths = this.columns.map(({ id, width }) => this.widths[id] ?? width);
    const width = widths.reduce((sum, each) => sum + each, this.#shift * tickWidth);
    this.#columnsShown = this.#wide.columns(widths, place.column - this.#shift);
    const shown: readonly Shown[] = virtual?.shown ?? this.rows.map((_, index) => ({ index, start: undefined }));
    return html`
      <df-grid-filter-bar .columns=${this.columns} .filters=${this.filters}></df-grid-filter-bar>
      ${this.busy ? html`<div class="df-grid-bar" role="progressbar" aria-label=${t("Loading")}></div>` : nothing}
      <div
        class="df-grid"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${(this.total ?? this.rows.length) + 1}
        aria-colcount=${this.columns.length + this.#shift}
        aria-multiselectable=${this.selectable ? "true" : nothing}
        aria-busy=${this.busy}
        style="--df-columns: ${this.#template()}; --df-width: ${width}px"
        @keydown=${this.#key}
        @focusin=${(event: FocusEvent) => this.#focus.follow(event.target)}
        @copy=${this.#copy}
      >
        ${this.#head()}
        <div
          class="df-grid-body ${virtual === undefined ? "" : "virtual"}"
          role="rowgroup"
          style=${virtual === undefined ? nothing : `height: ${virtual.total}px`}
        >
          ${repeat(
            shown,
            ({ index }) => this.rowId(this.rows[index]!),
            ({ index, start }) => this.#row(this.rows[index]!, index, start),
          )}
        </div>
        ${this.#inPlaceOfRows()}
      </div>
    `;
  }

  protected override willUpdate(): void {
    this.#focus.remember();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("rows")) this.#lastTicked = undefined;
    this.#focus.keep(this.rows.length);
  }

  /** Columns before the page's own: the one of the ticks. */
  get #shift(): number {
    return this.selectable ? 1 : 0;
  }

  #template(): string {
    const widths = this.columns.map(({ id, width, grows }) => {
      const own = this.widths[id];
      return own === undefined && grows === true ? `minmax(${width}px, 1fr)` : `${own ?? width}px`;
    });
    return [...(this.selectable ? [`${tickWidth}px`] : []), ...widths].join(" ");
  }

  #head(): TemplateResult {
    const ids = this.rows.map(this.rowId);
    const toggle = (all: boolean): void => this.#select(all ? withIds(this.selected, ids) : withoutIds(this.selected, ids));
    return html`<div class="df-grid-head" role="rowgroup">
      <div class="df-grid-row" role="row" aria-rowindex="1">
        ${this.selectable ? headTick(ids, this.selected, toggle) : nothing}
        ${this.#cells((column, at, style) => headerCell(column, at, style, this, this.#header))}
      </div>
    </div>`;
  }

  /** A cell for each column that is in the document; where some are not, each says which column it stands in. */
  #cells(cell: (column: GridColumn<Row>, at: number, style: unknown) => TemplateResult): unknown {
    const shown = this.#columnsShown;
    if (shown === undefined) return this.columns.map((column, at) => cell(column, at + this.#shift, nothing));
    return repeat(
      shown,
      (at) => at,
      (at) => cell(this.columns[at]!, at + this.#shift, `grid-column: ${at + this.#shift + 1}`),
    );
  }

  /** `start`: where it stands among virtual rows, which have no details. */
  #row(row: Row, index: number, start: number | undefined): TemplateResult {
    const id = this.rowId(row);
    const isTicked = this.selected.has(id);
    const context = this.context && JSON.stringify({ ...this.context(row), preventDefaultContextMenuItems: true });
    const open = (event: Event): void => {
      if (!(event.target as Element).closest("[data-stop]")) this.#tell("grid-open", row);
    };
    const name = this.columns[0]?.text(row) ?? id;
    return html`<div
        class="df-grid-row ${index % 2 === 1 ? "odd" : ""} ${isTicked ? "ticked" : ""}"
        role="row"
        aria-rowindex=${this.offset + index + 2}
        aria-selected=${this.selectable ? isTicked : nothing}
        data-id=${id}
        data-vscode-context=${context ?? nothing}
        style=${start === undefined ? nothing : `transform: translateY(${start}px)`}
        @dblclick=${open}
      >
        ${this.selectable ? rowTick(index, name, isTicked, (range) => this.#tick(index, range)) : nothing}
        ${this.#cells(
          (column, at, style) => html`<div
            role="gridcell"
            class=${cellClass(column)}
            style=${style}
            aria-colindex=${at + 1}
            tabindex="-1"
            data-row=${index}
            data-column=${at}
            title=${column.title?.(row) ?? nothing}
          >${column.cell === undefined ? column.text(row) : column.cell(row)}</div>`,
        )}
      </div>
      ${this.#detail(start === undefined ? this.detail?.(row) : undefined)}`;
  }

  #detail(detail: unknown): TemplateResult | typeof nothing {
    if (detail === undefined || detail === nothing) return nothing;
    const columns = this.columns.length + this.#shift;
    return html`<div class="df-grid-detail" role="row"><div role="gridcell" aria-colspan=${columns}>${detail}</div></div>`;
  }

  #inPlaceOfRows(): TemplateResult | typeof nothing {
    if (this.message === undefined || this.message === nothing) return nothing;
    const columns = this.columns.length + this.#shift;
    return html`<div class="df-grid-message" role="row">
      <div role="gridcell" aria-colspan=${columns} aria-live="polite">${this.message}</div>
    </div>`;
  }

  #tick(index: number, range: boolean): void {
    const from = range ? this.#lastTicked : undefined;
    this.#lastTicked = index;
    this.#select(ticked(this.selected, this.rows.map(this.rowId), index, from));
  }

  #select(selected: ReadonlySet<string>): void {
    this.#tell("grid-select", selected);
  }

  #key(event: KeyboardEvent): void {
    const cell = cellOf(event.target);
    if (cell === null || !(this.#headerKey(event, cell) || this.#rowKey(event) || this.#moveKey(event))) return;
    event.preventDefault();
  }

  /** Alt and Down opens the filter, Shift and an arrow key changes the width. */
  #headerKey({ key, altKey, shiftKey }: KeyboardEvent, cell: HTMLElement): boolean {
    const column = this.columns[this.#focus.place.column - this.#shift];
    if (this.#focus.place.row >= 0 || column === undefined) return false;
    if (altKey && key === "ArrowDown" && column.filter !== undefined) {
      this.#header.openFilter(column.id, cell);
      return true;
    }
    if (!shiftKey || (key !== "ArrowLeft" && key !== "ArrowRight")) return false;
    this.#header.resize(column.id, cell.offsetWidth + (key === "ArrowLeft" ? -widthStep : widthStep));
    return true;
  }

  /** Space ticks and Enter opens a row, where the focus is on none of its buttons; Ctrl and A ticks the page. */
  #rowKey({ key, target, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
    if (key === "a" && (ctrlKey || metaKey) && this.selectable) {
      this.#select(withIds(this.selected, this.rows.map(this.rowId)));
      return true;
    }
    const { row: index } = this.#focus.place;
    const row = this.rows[index];
    if (row === undefined || (target as Element).closest("[data-stop]") !== null) return false;
    if (key === " " && this.selectable) this.#tick(index, shiftKey);
    else if (key === "Enter") this.#tell("grid-open", row);
    else return false;
    return true;
  }

  #moveKey(event: KeyboardEvent): boolean {
    const columns = this.columns.length + this.#shift;
    const height = this.querySelector<HTMLElement>(".df-grid")!.clientHeight;
    const pageRows = Math.max(1, Math.floor(height / rowHeight) - 2);
    if (event.altKey || !this.#focus.move(event, { rows: this.rows.length, columns, pageRows })) return false;
    // A virtual row is drawn before it can have the focus.
    this.requestUpdate();
    void this.updateComplete.then(() => this.#focus.focus());
    return true;
  }

  /** Ticked rows with headers, else the cell of now; text that somebody marked is left to the browser. */
  #copy(event: ClipboardEvent): void {
    if (!(getSelection()?.isCollapsed ?? true)) return;
    const rows = this.rows.filter((row) => this.selected.has(this.rowId(row)));
    const { row: index, column } = this.#focus.place;
    const row = this.rows[index];
    const text = rows.length > 0 ? tsvOf(rows, this.columns) : row && this.columns[column - this.#shift]?.text(row);
    if (text === undefined) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true }));
  }
}

customElements.define("df-grid", DataGrid);

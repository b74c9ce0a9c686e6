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
 * the cell. `copyRows()` copies all that is shown. More than 200 rows are virtual, and more than 40 columns.
 */
import "./grid/column-filter.ts";
import "./data-grid.css";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type GridColumn, type GridFilters, type GridSort, nextSort, withFilter } from "./grid/columns.ts";
import { filterInWords } from "./grid/filter-words.ts";
import { moveOf, type Place } from "./grid/moves.ts";
import { tsvOf } from "./grid/tsv.ts";
import { VirtualColumns } from "./grid/virtual-columns.ts";
import { VirtualRows } from "./grid/virtual-rows.ts";
import { t } from "./l10n.ts";

export { arrangeRows } from "./grid/arrange.ts";
export type * from "./grid/columns.ts";

/** Pixels; data-grid.css has the same. */
const rowHeight = 26;
const narrowest = 40;
const tickWidth = 34;

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
    filtering: { state: true },
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
  /** The column whose filter is open. */
  declare filtering: string | undefined;

  readonly #virtual = new VirtualRows(this, () => this.querySelector<HTMLElement>(".df-grid"), rowHeight);
  readonly #wide = new VirtualColumns(this, () => this.querySelector<HTMLElement>(".df-grid"));
  /** The columns in the document, by their places; undefined: all of them. */
  #columnsShown: readonly number[] | undefined;
  /** Where the one tab stop is. */
  #place: Place = { row: -1, column: 0, stop: 0 };
  #lastTicked = -1;

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

  /** Copies what is shown, with headers. */
  copyRows(rows: readonly Row[] = this.rows): Promise<void> {
    return navigator.clipboard.writeText(tsvOf(rows, this.columns));
  }

  override render(): TemplateResult {
    const virtual = this.#virtual.rows(this.rows.length, this.#place.row);
    const widths = this.columns.map(({ id, width }) => this.widths[id] ?? width);
    this.#columnsShown = this.#wide.columns(widths, this.#place.column - this.#shift);
    const shown = virtual?.shown ?? this.rows.map((_, index) => ({ index, start: 0 }));
    return html`
      ${this.#narrowed()}
      ${this.busy ? html`<div class="df-grid-bar" role="progressbar" aria-label=${t("Loading")}></div>` : nothing}
      <div
        class="df-grid"
        role="grid"
        aria-label=${this.label}
        aria-rowcount=${(this.total ?? this.rows.length) + 1}
        aria-colcount=${this.columns.length + this.#shift}
        aria-multiselectable=${this.selectable ? "true" : nothing}
        aria-busy=${this.busy}
        style="--df-columns: ${this.#template()}; --df-width: ${widths.reduce((sum, width) => sum + width, this.#shift * tickWidth)}px"
        @keydown=${this.#key}
        @focusin=${this.#focused}
        @copy=${this.#copy}
      >
        ${this.#header()}
        <div
          class="df-grid-body ${virtual === undefined ? "" : "virtual"}"
          role="rowgroup"
          style=${virtual === undefined ? nothing : `height: ${virtual.total}px`}
        >
          ${repeat(
            shown,
            ({ index }) => this.rowId(this.rows[index]!),
            ({ index, start }) => this.#row(this.rows[index]!, index, virtual === undefined ? undefined : start),
          )}
        </div>
        ${this.message === undefined || this.message === nothing ? nothing : html`<div class="df-grid-message">${this.message}</div>`}
      </div>
      ${this.#filterForm()}
    `;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("rows")) this.#lastTicked = -1;
    this.#settle(false);
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

  #header(): TemplateResult {
    const ids = this.rows.map(this.rowId);
    const ticked = ids.filter((id) => this.selected.has(id)).length;
    const all = ids.length > 0 && ticked === ids.length;
    const toggle = (): void => this.#select(all ? minus(this.selected, ids) : plus(this.selected, ids));
    return html`<div class="df-grid-head" role="rowgroup">
      <div class="df-grid-row" role="row" aria-rowindex="1">
        ${
          this.selectable
            ? html`<div class="df-tick" role="columnheader" aria-colindex="1" data-row="-1" data-column="0">
                <input
                  type="checkbox"
                  tabindex="-1"
                  data-stop
                  aria-label=${t("Select all rows of this page")}
                  .checked=${all}
                  .indeterminate=${ticked > 0 && !all}
                  ?disabled=${ids.length === 0}
                  @change=${toggle}
                />
              </div>`
            : nothing
        }
        ${this.#cells((column, at, style) => this.#headerCell(column, at, style))}
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

  #headerCell(column: GridColumn<Row>, at: number, style: unknown): TemplateResult {
    const { id, label, note, sortable, filter, align } = column;
    const direction = this.sort?.column === id ? this.sort.direction : undefined;
    const narrowed = this.filters[id] !== undefined;
    const sort = (): void => this.#tell("grid-sort", nextSort(this.sort, id));
    const below = note === undefined ? nothing : html`<small class="df-note">${note}</small>`;
    const words = html`<span class="df-label">${label}${below}</span>`;
    return html`<div
      role="columnheader"
      class=${align === "end" ? "end" : ""}
      style=${style}
      aria-colindex=${at + 1}
      aria-sort=${sortable === true ? (direction === "asc" ? "ascending" : direction === "desc" ? "descending" : "none") : nothing}
      tabindex="-1"
      data-row="-1"
      data-column=${at}
      data-id=${id}
    >
      ${
        sortable === true
          ? html`<button class="df-sort" tabindex="-1" data-stop @click=${sort}>
              ${words}
              ${direction === undefined ? nothing : html`<span class="codicon codicon-arrow-${direction === "asc" ? "up" : "down"}" aria-hidden="true"></span>`}
            </button>`
          : html`${words}`
      }
      ${
        filter === undefined
          ? nothing
          : html`<button
              class="df-icon df-funnel ${narrowed ? "on" : ""}"
              tabindex="-1"
              data-stop
              aria-haspopup="dialog"
              aria-expanded=${this.filtering === id}
              aria-label=${narrowed ? t("Filter by {0} (in force)", label) : t("Filter by {0}", label)}
              title=${t("Filter by {0}", label)}
              @click=${() => this.#openFilter(id)}
            ><span class="codicon codicon-${narrowed ? "filter-filled" : "filter"}" aria-hidden="true"></span></button>`
      }
      <span class="df-handle" @pointerdown=${(event: PointerEvent) => this.#drag(event, column)} @dblclick=${() => this.#resize(id, undefined)}></span>
    </div>`;
  }

  #row(row: Row, index: number, start: number | undefined): TemplateResult {
    const id = this.rowId(row);
    const ticked = this.selected.has(id);
    const detail = start === undefined ? this.detail?.(row) : undefined;
    const open = (event: Event): void => {
      if (!(event.target as Element).closest("[data-stop]")) this.#tell("grid-open", row);
    };
    return html`<div
        class="df-grid-row ${index % 2 === 1 ? "odd" : ""} ${ticked ? "ticked" : ""}"
        role="row"
        aria-rowindex=${this.offset + index + 2}
        aria-selected=${this.selectable ? ticked : nothing}
        data-id=${id}
        data-vscode-context=${this.context === undefined ? nothing : JSON.stringify({ ...this.context(row), preventDefaultContextMenuItems: true })}
        style=${start === undefined ? nothing : `transform: translateY(${start}px)`}
        @dblclick=${open}
      >
        ${
          this.selectable
            ? html`<div class="df-tick" role="gridcell" aria-colindex="1" data-row=${index} data-column="0">
                <input
                  type="checkbox"
                  tabindex="-1"
                  data-stop
                  aria-label=${t("Select {0}", this.columns[0]?.text(row) ?? id)}
                  .checked=${ticked}
                  @click=${(event: MouseEvent) => this.#tick(index, event.shiftKey)}
                />
              </div>`
            : nothing
        }
        ${this.#cells(
          (column, at, style) => html`<div
            role="gridcell"
            class=${column.align === "end" ? "end" : ""}
            style=${style}
            aria-colindex=${at + 1}
            tabindex="-1"
            data-row=${index}
            data-column=${at}
            title=${column.title?.(row) ?? nothing}
          >${column.cell === undefined ? column.text(row) : column.cell(row)}</div>`,
        )}
      </div>
      ${
        detail === undefined || detail === nothing
          ? nothing
          : html`<div class="df-grid-detail" role="row"><div role="gridcell" aria-colspan=${this.columns.length + this.#shift}>${detail}</div></div>`
      }`;
  }

  /** What narrows the list, each to be taken back. */
  #narrowed(): TemplateResult | typeof nothing {
    const columns = this.columns.filter(({ id, filter }) => filter !== undefined && this.filters[id] !== undefined);
    if (columns.length === 0) return nothing;
    return html`<div class="df-grid-filters" role="group" aria-label=${t("Filters in force")}>
      ${columns.map(({ id, label, filter }) => {
        const words = filterInWords(label, filter!, this.filters[id]!);
        return html`<button class="df-chip" title=${t("Take this filter out")} @click=${() => this.#narrow(id, undefined)}>
          ${words}<span class="codicon codicon-close" aria-hidden="true"></span>
        </button>`;
      })}
      <button class="df-link" @click=${() => this.#tell("grid-filter", {})}>${t("Clear all filters")}</button>
    </div>`;
  }

  #filterForm(): TemplateResult {
    const column = this.columns.find(({ id }) => id === this.filtering);
    return html`<div class="df-popover" popover @toggle=${this.#toggled}>
      ${
        column?.filter === undefined
          ? nothing
          : html`<df-column-filter
              .label=${column.label}
              .filter=${column.filter}
              .value=${this.filters[column.id]}
              @grid-narrow=${(event: CustomEvent) => this.#narrow(column.id, event.detail)}
            ></df-column-filter>`
      }
    </div>`;
  }

  async #openFilter(id: string): Promise<void> {
    this.filtering = id;
    await this.updateComplete;
    await this.querySelector<LitElement>("df-column-filter")?.updateComplete;
    const popover = this.querySelector<HTMLElement>(".df-popover")!;
    const { left, bottom } = this.querySelector(`[role=columnheader][data-id="${CSS.escape(id)}"]`)!.getBoundingClientRect();
    popover.showPopover();
    popover.style.left = `${Math.max(4, Math.min(left, innerWidth - popover.offsetWidth - 4))}px`;
    popover.style.top = `${Math.max(4, Math.min(bottom, innerHeight - popover.offsetHeight - 4))}px`;
    popover.querySelector<HTMLElement>("[autofocus]")?.focus();
  }

  #toggled(event: ToggleEvent): void {
    if (event.newState === "open") return;
    this.filtering = undefined;
  }

  #narrow(id: string, value: Parameters<typeof withFilter>[2]): void {
    this.#tell("grid-filter", withFilter(this.filters, id, value));
  }

  #tick(index: number, range: boolean): void {
    const ids = this.rows.map(this.rowId);
    const adding = !this.selected.has(ids[index]!);
    const [first, last] = [index, range && this.#lastTicked >= 0 ? this.#lastTicked : index].sort((one, other) => one - other);
    const touched = ids.slice(first, last! + 1);
    this.#lastTicked = index;
    this.#select(adding ? plus(this.selected, touched) : minus(this.selected, touched));
  }

  #select(selected: ReadonlySet<string>): void {
    this.#tell("grid-select", selected);
  }

  #drag(event: PointerEvent, { id }: GridColumn<Row>): void {
    event.preventDefault();
    event.stopPropagation();
    const handle = event.target as HTMLElement;
    const start = handle.parentElement!.offsetWidth - event.clientX;
    handle.setPointerCapture(event.pointerId);
    const move = ({ clientX }: PointerEvent): void => this.#resize(id, start + clientX);
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
  }

  /** Without a width: as it was at first. */
  #resize(id: string, width: number | undefined): void {
    const { [id]: _, ...others } = this.widths;
    this.widths = width === undefined ? others : { ...others, [id]: Math.max(narrowest, Math.round(width)) };
    this.#tell("grid-resize", this.widths);
  }

  #key(event: KeyboardEvent): void {
    const { key, target } = event;
    const cell = (target as Element).closest<HTMLElement>("[data-row]");
    if (cell === null) return;
    const column = this.columns[this.#place.column - this.#shift];
    const header = this.#place.row < 0;
    if (header && column !== undefined && event.altKey && key === "ArrowDown" && column.filter !== undefined) {
      event.preventDefault();
      void this.#openFilter(column.id);
      return;
    }
    if (header && column !== undefined && event.shiftKey && (key === "ArrowLeft" || key === "ArrowRight")) {
      event.preventDefault();
      this.#resize(column.id, cell.offsetWidth + (key === "ArrowLeft" ? -16 : 16));
      return;
    }
    if (event.altKey) return;
    const stop = (target as Element).closest("[data-stop]") !== null;
    const row = this.rows[this.#place.row];
    if (!stop && row !== undefined && key === " " && this.selectable) {
      event.preventDefault();
      this.#tick(this.#place.row, event.shiftKey);
      return;
    }
    if (!stop && row !== undefined && key === "Enter") {
      event.preventDefault();
      this.#tell("grid-open", row);
      return;
    }
    if (key === "a" && (event.ctrlKey || event.metaKey) && this.selectable) {
      event.preventDefault();
      this.#select(plus(this.selected, this.rows.map(this.rowId)));
      return;
    }
    const grid = this.querySelector<HTMLElement>(".df-grid")!;
    const place = moveOf(key, event.ctrlKey || event.metaKey, this.#place, {
      rows: this.rows.length,
      columns: this.columns.length + this.#shift,
      pageRows: Math.max(1, Math.floor(grid.clientHeight / rowHeight) - 2),
      stops: cell.querySelectorAll("[data-stop]").length,
    });
    if (place === undefined) return;
    event.preventDefault();
    this.#place = place;
    this.requestUpdate();
    void this.updateComplete.then(() => this.#settle(true));
  }

  /** Where the focus went by mouse, or by a page that set it. */
  #focused(event: FocusEvent): void {
    const cell = (event.target as Element).closest<HTMLElement>("[data-row]");
    if (cell === null) return;
    const stops = [...cell.querySelectorAll("[data-stop]")];
    const stop = Math.max(0, stops.indexOf(event.target as Element));
    this.#place = { row: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]), stop };
    this.#settle(false);
  }

  /** Puts the one tab stop where the place is; with `focus`, the focus too. */
  #settle(focus: boolean): void {
    this.#place = { ...this.#place, row: Math.min(this.#place.row, this.rows.length - 1) };
    const { row, column, stop } = this.#place;
    const cell = this.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    const stops = [...(cell?.querySelectorAll<HTMLElement>("[data-stop]:not(:disabled)") ?? [])];
    const target = stops[Math.min(stop, stops.length - 1)] ?? cell;
    for (const other of this.querySelectorAll<HTMLElement>(".df-grid [tabindex='0']"))
      if (other !== target) other.tabIndex = -1;
    if (target === null) return;
    target.tabIndex = 0;
    if (!focus) return;
    target.focus({ preventScroll: true });
    this.#show(cell!);
  }

  /** Scrolls just so far that a cell is in view below the header. */
  #show(cell: HTMLElement): void {
    const grid = this.querySelector<HTMLElement>(".df-grid")!;
    const head = this.querySelector<HTMLElement>(".df-grid-head")!;
    const [outer, inner] = [grid.getBoundingClientRect(), cell.getBoundingClientRect()];
    if (!head.contains(cell)) {
      const top = outer.top + head.offsetHeight;
      const bottom = outer.top + grid.clientHeight;
      if (inner.top < top) grid.scrollTop -= top - inner.top;
      else if (inner.bottom > bottom) grid.scrollTop += inner.bottom - bottom;
    }
    if (inner.left < outer.left) grid.scrollLeft -= outer.left - inner.left;
    else if (inner.right > outer.left + grid.clientWidth) grid.scrollLeft += inner.right - outer.left - grid.clientWidth;
  }

  /** Ticked rows with headers, else the cell of now; text that somebody marked is left to the browser. */
  #copy(event: ClipboardEvent): void {
    if (!(getSelection()?.isCollapsed ?? true)) return;
    const ticked = this.rows.filter((row) => this.selected.has(this.rowId(row)));
    const row = this.rows[this.#place.row];
    const text =
      ticked.length > 0 ? tsvOf(ticked, this.columns) : row && this.columns[this.#place.column - this.#shift]?.text(row);
    if (text === undefined) return;
    event.preventDefault();
    event.clipboardData?.setData("text/plain", text);
  }

  #tell(event: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true }));
  }
}

function plus(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  return new Set([...set, ...ids]);
}

function minus(set: ReadonlySet<string>, ids: readonly string[]): ReadonlySet<string> {
  const out = new Set(ids);
  return new Set([...set].filter((id) => !out.has(id)));
}

customElements.define("df-grid", DataGrid);

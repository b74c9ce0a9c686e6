import "./column-filter.ts";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { t } from "../l10n.ts";
import { type FilterValue, type GridColumn, type GridFilters, withFilter } from "./columns.ts";
import { filterInWords } from "./filter-words.ts";

/** What narrows a grid: a chip for each filter in force, and the form under a header. Emits `grid-filter` with what is in force. */
export class GridFilterBar extends LitElement {
  static override properties = { columns: { attribute: false }, filters: { attribute: false }, open: { state: true } };
  declare columns: readonly Pick<GridColumn<never>, "id" | "label" | "filter">[];
  declare filters: GridFilters;
  /** The column whose form is open. */
  declare open: string | undefined;

  constructor() {
    super();
    this.columns = [];
    this.filters = {};
  }

  override createRenderRoot(): this {
    return this;
  }

  override render(): TemplateResult {
    return html`${this.#chips()}
      <div class="df-popover" popover @toggle=${this.#toggled}>${this.#form()}</div>`;
  }

  /** Opens the form of a column below its header. Closing it, by Escape or a click elsewhere, leads the focus back. */
  async show(column: string, header: Element): Promise<void> {
    this.open = column;
    await this.updateComplete;
    await this.querySelector<LitElement>("df-column-filter")?.updateComplete;
    const popover = this.querySelector<HTMLElement>(".df-popover")!;
    const { left, bottom } = header.getBoundingClientRect();
    popover.showPopover();
    popover.style.left = `${Math.max(4, Math.min(left, innerWidth - popover.offsetWidth - 4))}px`;
    popover.style.top = `${Math.max(4, Math.min(bottom, innerHeight - popover.offsetHeight - 4))}px`;
    popover.querySelector<HTMLElement>("[autofocus]")?.focus();
  }

  #chips(): TemplateResult | typeof nothing {
    const inForce = this.columns.flatMap(({ id, label, filter }) => {
      const value = this.filters[id];
      return filter === undefined || value === undefined ? [] : [{ id, words: filterInWords(label, filter, value) }];
    });
    if (inForce.length === 0) return nothing;
    return html`<div class="df-grid-filters" role="group" aria-label=${t("Filters in force")}>
      ${inForce.map(
        ({
          id,
          words,
        }) => html`<button class="df-chip" title=${t("Take this filter out")} @click=${() => this.#narrow(id, undefined)}>
          ${words}<span class="codicon codicon-close" aria-hidden="true"></span>
        </button>`,
      )}
      <button class="df-link" @click=${() => this.#tell({})}>${t("Clear all filters")}</button>
    </div>`;
  }

  #form(): TemplateResult | typeof nothing {
    const { id, label, filter } = this.columns.find((column) => column.id === this.open) ?? {};
    if (id === undefined || filter === undefined) return nothing;
    return html`<df-column-filter
      .label=${label}
      .filter=${filter}
      .value=${this.filters[id]}
      @grid-narrow=${(event: CustomEvent<FilterValue | undefined>) => this.#narrow(id, event.detail)}
    ></df-column-filter>`;
  }

  #toggled(event: ToggleEvent): void {
    if (event.newState === "closed") this.open = undefined;
  }

  #narrow(column: string, value: FilterValue | undefined): void {
    this.#tell(withFilter(this.filters, column, value));
  }

  #tell(filters: GridFilters): void {
    this.dispatchEvent(new CustomEvent("grid-filter", { detail: filters, bubbles: true }));
  }
}

customElements.define("df-grid-filter-bar", GridFilterBar);

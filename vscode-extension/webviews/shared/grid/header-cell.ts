import { html, nothing, type TemplateResult } from "lit";
import { t } from "../l10n.ts";
import { cellClass, type GridColumn, type GridFilters, type GridSort, nextSort } from "./columns.ts";

/** Pixels. */
const narrowest = 40;

export interface HeaderActions {
  sort(sort: GridSort | undefined): void;
  openFilter(column: string, header: Element): void;
  /** Without a width: as it was at first. */
  resize(column: string, width: number | undefined): void;
}

export interface HeaderState {
  readonly sort: GridSort | undefined;
  readonly filters: GridFilters;
}

/** The header of a column: its name, by which it is sorted, its filter, and the edge by which it is dragged wider. */
export function headerCell<Row>(
  column: GridColumn<Row>,
  at: number,
  style: unknown,
  { sort, filters }: HeaderState,
  actions: HeaderActions,
): TemplateResult {
  const { id, label, note, sortable, filter } = column;
  const direction = sort?.column === id ? sort.direction : undefined;
  const ariaSort = direction === undefined ? "none" : `${direction}ending`;
  const below = note === undefined ? nothing : html`<small class="df-note">${note}</small>`;
  const words = html`<span class="df-label">${label}${below}</span>`;
  return html`<div
    role="columnheader"
    class=${cellClass(column)}
    style=${style}
    aria-colindex=${at + 1}
    aria-sort=${sortable === true ? ariaSort : nothing}
    tabindex="-1"
    data-row="-1"
    data-column=${at}
    data-id=${id}
  >
    ${
      sortable === true
        ? html`<button class="df-sort" tabindex="-1" data-stop @click=${() => actions.sort(nextSort(sort, id))}>
            ${words} ${direction === undefined ? nothing : arrow(direction)}
          </button>`
        : words
    }
    ${filter === undefined ? nothing : funnel(id, label, filters[id] !== undefined, actions)}
    <span
      class="df-handle"
      @pointerdown=${(event: PointerEvent) => drag(event, (width) => actions.resize(id, width))}
      @dblclick=${() => actions.resize(id, undefined)}
    ></span>
  </div>`;
}

function arrow(direction: GridSort["direction"]): TemplateResult {
  const icon = direction === "asc" ? "arrow-up" : "arrow-down";
  return html`<span class="codicon codicon-${icon}" aria-hidden="true"></span>`;
}

function funnel(id: string, label: string, inForce: boolean, { openFilter }: HeaderActions): TemplateResult {
  const open = (event: Event): void => openFilter(id, (event.target as Element).closest("[role=columnheader]")!);
  return html`<button
    class="df-icon df-funnel ${inForce ? "on" : ""}"
    tabindex="-1"
    data-stop
    aria-haspopup="dialog"
    aria-label=${inForce ? t("Filter by {0} (in force)", label) : t("Filter by {0}", label)}
    title=${t("Filter by {0}", label)}
    @click=${open}
  ><span class="codicon codicon-${inForce ? "filter-filled" : "filter"}" aria-hidden="true"></span></button>`;
}

/** Follows the pointer until it is let go. */
function drag(event: PointerEvent, resize: (width: number) => void): void {
  event.preventDefault();
  event.stopPropagation();
  const handle = event.target as HTMLElement;
  const start = handle.parentElement!.offsetWidth - event.clientX;
  handle.setPointerCapture(event.pointerId);
  const move = ({ clientX }: PointerEvent): void => resize(start + clientX);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", move), { once: true });
}

/** Widths with one column's set anew; undefined: as it was at first. */
export function withWidth(
  widths: Readonly<Record<string, number>>,
  column: string,
  width: number | undefined,
): Readonly<Record<string, number>> {
  const { [column]: _, ...others } = widths;
  return width === undefined ? others : { ...others, [column]: Math.max(narrowest, Math.round(width)) };
}

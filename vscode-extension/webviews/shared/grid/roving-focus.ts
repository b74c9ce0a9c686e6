import { type Extent, moveOf, type Place } from "./moves.ts";

/** The one tab stop of a grid: Tab leads to it, arrow keys move it from cell to cell and through the buttons of a cell. */
export class RovingFocus {
  readonly #grid: () => HTMLElement | null;
  #place: Place = { row: -1, column: 0, stop: 0 };
  /** The place is ahead of the focus, which follows when its row is drawn. */
  #moving = false;
  /** The focus was in a cell before the rows changed. */
  #inside = false;

  constructor(grid: () => HTMLElement | null) {
    this.#grid = grid;
  }

  get place(): Place {
    return this.#place;
  }

  /** The focus went to a cell by mouse, or a page set it. */
  follow(target: EventTarget | null): void {
    const cell = cellOf(target);
    if (cell === null) return;
    const stop = Math.max(0, stopsOf(cell).indexOf(target as HTMLElement));
    this.#place = { row: Number(cell.dataset["row"]), column: Number(cell.dataset["column"]), stop };
    this.settle();
  }

  /** Rows are about to be drawn anew. */
  remember(): void {
    this.#inside = cellOf(document.activeElement)?.closest(".df-grid") === this.#grid();
  }

  /** Rows were drawn: the focus stays with its row, wherever that is now; where its row is gone, it takes the one there. */
  keep(rows: number): void {
    this.#place = { ...this.#place, row: Math.min(this.#place.row, rows - 1) };
    const inside = cellOf(document.activeElement)?.closest(".df-grid") === this.#grid();
    if (inside && !this.#moving) this.follow(document.activeElement);
    else if (this.#inside && !this.#moving && document.activeElement === document.body) this.focus();
    else this.settle();
  }

  /** Whether a key leads to another place. Its row may have to be drawn before `focus`. */
  move(event: KeyboardEvent, extent: Omit<Extent, "stops">): boolean {
    const cell = cellOf(event.target);
    const stops = cell === null ? 0 : stopsOf(cell).length;
    const place = moveOf(event.key, event.ctrlKey || event.metaKey, this.#place, { ...extent, stops });
    if (place === undefined) return false;
    this.#place = place;
    this.#moving = true;
    return true;
  }

  /** Makes what stands at the place the one tab stop; answers with it, where it is drawn. */
  settle(): HTMLElement | undefined {
    const { row, column, stop } = this.#place;
    const grid = this.#grid();
    if (grid === null) return undefined;
    const cell = grid.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`);
    const stops = cell === null ? [] : stopsOf(cell);
    const target = stops[Math.min(stop, stops.length - 1)] ?? cell ?? undefined;
    for (const other of grid.querySelectorAll<HTMLElement>("[tabindex='0']")) if (other !== target) other.tabIndex = -1;
    if (target !== undefined) target.tabIndex = 0;
    return target;
  }

  /** Brings the focus to the place, and the place in view below the header. */
  focus(): void {
    this.#moving = false;
    const target = this.settle();
    target?.focus({ preventScroll: true });
    const [grid, cell] = [this.#grid(), cellOf(target ?? null)];
    if (grid !== null && cell !== null) bringInView(grid, cell);
  }
}

export function cellOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>("[data-row]") : null;
}

function stopsOf(cell: HTMLElement): readonly HTMLElement[] {
  return [...cell.querySelectorAll<HTMLElement>("[data-stop]:not(:disabled)")];
}

/** Scrolls no further than it must. */
function bringInView(grid: HTMLElement, cell: HTMLElement): void {
  const head = grid.querySelector<HTMLElement>(".df-grid-head");
  const [outer, inner] = [grid.getBoundingClientRect(), cell.getBoundingClientRect()];
  if (head !== null && !head.contains(cell)) {
    const top = outer.top + head.offsetHeight;
    const bottom = outer.top + grid.clientHeight;
    if (inner.top < top) grid.scrollTop -= top - inner.top;
    else if (inner.bottom > bottom) grid.scrollTop += inner.bottom - bottom;
  }
  if (cell.classList.contains("pinned")) return;
  const pinned = grid.querySelector<HTMLElement>(".df-grid-head .pinned")?.offsetWidth ?? 0;
  const right = outer.left + grid.clientWidth - pinned;
  if (inner.left < outer.left) grid.scrollLeft -= outer.left - inner.left;
  else if (inner.right > right) grid.scrollLeft += inner.right - right;
}

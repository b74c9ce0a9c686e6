import type { ReactiveController, ReactiveControllerHost } from "lit";

/** From this many columns on, only those in view are in the document. */
const mostColumns = 40;
/** So many more stand on either side. */
const overscan = 3;
/** Pixels: as long as nobody knows how wide the grid is. */
const assumedWidth = 1600;

/** Which columns of a wide grid are in the document; a row of three hundred cells is too much for each step of scrolling. */
export class VirtualColumns implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #scroller: () => HTMLElement | null;
  readonly #size = new ResizeObserver(() => this.#look());
  #watched: HTMLElement | null = null;
  #widths: readonly number[] = [];
  #kept = -1;
  #shown = "";

  constructor(host: ReactiveControllerHost, scroller: () => HTMLElement | null) {
    this.#host = host;
    this.#scroller = scroller;
    host.addController(this);
  }

  /** Says how wide the columns are and which one has the focus (-1: none). Answers with those to show; undefined: all. */
  columns(widths: readonly number[], kept: number): readonly number[] | undefined {
    [this.#widths, this.#kept] = [widths, kept];
    if (widths.length <= mostColumns) return undefined;
    const shown = this.#inView();
    this.#shown = shown.join();
    return shown;
  }

  hostUpdated(): void {
    const scroller = this.#scroller();
    if (scroller === this.#watched) return;
    this.hostDisconnected();
    this.#watched = scroller;
    if (scroller === null) return;
    scroller.addEventListener("scroll", this.#look, { passive: true });
    this.#size.observe(scroller);
  }

  hostDisconnected(): void {
    this.#watched?.removeEventListener("scroll", this.#look);
    this.#size.disconnect();
    this.#watched = null;
  }

  readonly #look = (): void => {
    if (this.#widths.length > mostColumns && this.#inView().join() !== this.#shown) this.#host.requestUpdate();
  };

  #inView(): readonly number[] {
    const { scrollLeft = 0, clientWidth = assumedWidth } = this.#watched ?? {};
    return columnsInView(this.#widths, scrollLeft, clientWidth, this.#kept);
  }
}

/** The columns that a stretch shows, some on either side, and the kept one: the focus must not get lost by scrolling. */
export function columnsInView(widths: readonly number[], left: number, width: number, kept: number): readonly number[] {
  let [start, first, last] = [0, -1, widths.length - 1];
  for (const [at, own] of widths.entries()) {
    if (first < 0 && start + own > left) first = at;
    if (start > left + width) {
      last = at;
      break;
    }
    start += own;
  }
  const from = Math.max(0, (first < 0 ? widths.length - 1 : first) - overscan);
  const to = Math.min(widths.length - 1, last + overscan);
  const shown = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  if (kept >= 0 && kept < from) return [kept, ...shown];
  return kept > to && kept < widths.length ? [...shown, kept] : shown;
}

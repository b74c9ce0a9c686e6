import { elementScroll, observeElementOffset, observeElementRect, type Range, Virtualizer } from "@tanstack/virtual-core";
import type { ReactiveController, ReactiveControllerHost } from "lit";

/** From this many rows on, only those in view are in the document. */
const mostRows = 200;

export interface ShownRow {
  readonly index: number;
  /** Pixels from the top of the first row. */
  readonly start: number;
}

/** Which rows of a long grid are in the document, all of the same height. Short grids have them all, of any height. */
export class VirtualRows implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #virtualizer: Virtualizer<HTMLElement, HTMLElement>;
  #kept = -1;
  #unmount: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, scroller: () => HTMLElement | null, rowHeight: number) {
    this.#host = host;
    host.addController(this);
    this.#virtualizer = new Virtualizer({
      count: 0,
      getScrollElement: scroller,
      estimateSize: () => rowHeight,
      scrollToFn: elementScroll,
      observeElementRect,
      observeElementOffset,
      overscan: 12,
      onChange: () => host.requestUpdate(),
    });
  }

  /** Says how many rows there are and which one has the focus (-1: none). Answers with those to show; undefined: all. */
  rows(count: number, kept: number): { readonly total: number; readonly shown: readonly ShownRow[] } | undefined {
    const { options } = this.#virtualizer;
    const virtual = count > mostRows ? count : 0;
    if (virtual !== options.count || kept !== this.#kept) {
      this.#kept = kept;
      this.#virtualizer.setOptions({ ...options, count: virtual, rangeExtractor: (range) => withKept(range, kept) });
    }
    if (virtual === 0) return undefined;
    const shown = this.#virtualizer.getVirtualItems().map(({ index, start }) => ({ index, start }));
    return { total: this.#virtualizer.getTotalSize(), shown };
  }

  hostConnected(): void {
    this.#unmount = this.#virtualizer._didMount();
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    this.#virtualizer._willUpdate();
  }

  hostDisconnected(): void {
    this.#unmount?.();
  }
}

/** The rows in view, some around them, and the one with the focus, wherever it is: the focus must not get lost by scrolling. */
function withKept({ startIndex, endIndex, overscan, count }: Range, kept: number): number[] {
  const first = Math.max(0, startIndex - overscan);
  const last = Math.min(count - 1, endIndex + overscan);
  const rows = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  if (kept >= 0 && kept < first) return [kept, ...rows];
  return kept > last && kept < count ? [...rows, kept] : rows;
}

import type { FeedPosition, Pass } from "../position.ts";
import { BatchSizes } from "./batch-size.ts";
import { behindPage, notBefore, type Page, readPage, skipRow, withoutType } from "./pass.ts";
import { type Asking, isOfData, type SourceParts } from "./read-rows.ts";
import type { FeedBatch } from "./source.ts";

/** Reads a page where its questions can be asked: all of them in one moment of the source, where it has moments. */
export type LookAtPage = (read: (asking: Asking) => Promise<Page | undefined>) => Promise<Page | undefined>;

/** Goes through passes page by page, smaller ones where rows are large, and past each row that can't be read. */
export class Pager {
  readonly #parts: SourceParts;
  readonly #sizes = new BatchSizes();

  constructor(parts: SourceParts) {
    this.#parts = parts;
  }

  /** The batch of a pass's next page. Errors: those of the questions, unless a value in a row fails them. */
  async next(position: FeedPosition, pass: Pass, look: LookAtPage): Promise<FeedBatch> {
    const size = this.#sizes.of(pass.types[0] ?? "");
    // Once a row fails the page, `when` is asked of no row behind it: the one that fails is among so many then, and in the end alone.
    for (let unchosen = false; ; ) {
      const limit = size.rows;
      try {
        const page = await look((asking) => readPage(this.#parts, pass, { limit, unchosen }, asking));
        size.weighed(page?.rows ?? 0, page?.bytes ?? 0);
        return this.#batch(position, pass, page);
      } catch (error) {
        if (!isOfData(error)) throw error;
        if (unchosen && !size.halve()) {
          return this.#batch(position, pass, await look((asking) => skipRow(this.#parts, pass, error, asking)));
        }
        unchosen = true;
      }
    }
  }

  #batch(position: FeedPosition, pass: Pass, page: Page | undefined): FeedBatch {
    const { next } = page ?? withoutType(pass);
    return {
      ...notBefore(page ?? { events: [], poison: [] }, this.#parts.feed),
      position: behindPage(position, pass, next),
      pass,
    };
  }
}

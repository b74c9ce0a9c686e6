import { count } from "./diagnostics.ts";

/** A page of a list, as it was asked for and answered. */
export interface ListedPage {
  /** Things on this page. */
  readonly shown: number;
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** What a list is of. */
export interface ListWords {
  /** One of them: `output`. */
  readonly noun: string;
  /** What to say when there is none at all. */
  readonly none: string;
  /** Options that name some of them, as they were given: with one of them an empty list says nothing of the others. */
  readonly chosenBy?: readonly unknown[];
}

/** The line under a list: how many of how many, where the rest is, or why there is nothing. */
export function listEnd({ shown, total, page, pageSize }: ListedPage, { noun, none, chosenBy = [] }: ListWords): string {
  if (total === 0) return chosenBy.every((option) => option === undefined) ? none : `No ${noun} matches these options.`;
  const all = `${shown} of ${count(total, noun)}.`;
  const last = Math.ceil(total / pageSize);
  if (page < last) return `${all} More: --page ${page + 1}`;
  return page > last ? `${all} The last page: --page ${last}` : all;
}

import { DatafeedError } from "../errors/datafeed-error.ts";
import type { ListQuery, Page } from "./commands.ts";

/** Ten to a page, as in the portal (SEEDS 26). */
const defaultPageSize = 10;
const largestPage = 1000;
const mostPages = 1_000_000_000;

/** A number of a request, from 1 to `most`. Error: `query-invalid`. */
export function wholeNumber(value: number, what: string, most: number): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= most) return value;
  throw invalid(`${what} is ${value}; expected a whole number from 1 to ${most}.`);
}

/** An instant of a request as the ledger compares it: UTC with milliseconds. Error: `query-invalid`. */
export function instant(text: string | undefined, what: string): string | undefined {
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw invalid(`${what} is ${JSON.stringify(text)}; expected an instant such as 2026-03-17T07:00:00Z.`);
  return new Date(time).toISOString();
}

/** A page as the ledger takes it, and as it is answered. */
export interface PageWanted {
  readonly page: number;
  readonly pageSize: number;
  readonly limit: number;
  readonly offset: number;
}

/** The page that a query asks for. Error: `query-invalid`. */
export function pageOf({ page = 1, pageSize = defaultPageSize }: ListQuery): PageWanted {
  wholeNumber(page, "The page", mostPages);
  wholeNumber(pageSize, "The page size", largestPage);
  const offset = (page - 1) * pageSize;
  return { page, pageSize, limit: pageSize, offset };
}

/** What a list is sorted by: a column, `-` in front for descending. */
export interface Order<Column extends string> {
  readonly by: Column;
  readonly direction: "asc" | "desc";
}

/** The order that a query asks for, by one of these columns. Error: `query-invalid`. */
export function orderOf<Column extends string>(
  { sort }: ListQuery,
  columns: readonly Column[],
  standard: Order<Column>,
): Order<Column> {
  if (sort === undefined) return standard;
  const by = columns.find((column) => column === sort.replace(/^-/, ""));
  if (by === undefined) throw invalid(`Nothing can be sorted by ${JSON.stringify(sort)}; expected ${columns.join(", ")}.`);
  return { by, direction: sort.startsWith("-") ? "desc" : "asc" };
}

/** The answer to a query for a page. */
export function pageAnswer<Item>(items: readonly Item[], total: number, { page, pageSize }: PageWanted): Page<Item> {
  return { items, total, page, pageSize };
}

/** A page of a list that is in memory, sorted by a text or number of each item. */
export function pageOfList<Item>(
  all: readonly Item[],
  wanted: PageWanted,
  { direction }: Order<string>,
  key: (item: Item) => string,
): Page<Item> {
  const sign = direction === "asc" ? 1 : -1;
  const sorted = all
    .map((item) => ({ item, at: key(item) }))
    .sort((one, other) => sign * (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  const items = sorted.slice(wanted.offset, wanted.offset + wanted.limit).map(({ item }) => item);
  return pageAnswer(items, all.length, wanted);
}

function invalid(message: string): DatafeedError {
  return new DatafeedError("query-invalid", message);
}

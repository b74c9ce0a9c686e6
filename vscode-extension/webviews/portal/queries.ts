import type { OutputQuery, ScheduleQuery } from "../../src/portal/portal-messages.ts";
import type { GridFilters, GridSort } from "../shared/grid/columns.ts";

/** What a list shows: its page, order and filters. It survives hiding the page and loading the window again. */
export interface ListState {
  readonly page: number;
  readonly pageSize: number;
  readonly sort: GridSort | undefined;
  readonly filters: GridFilters;
}

/** The grid's columns as the API sorts by them. */
const sorts: Readonly<Record<string, string>> = {
  name: "name",
  owner: "owner",
  modified: "modified",
  type: "shared",
  size: "size",
};

const scheduleSorts: Readonly<Record<string, string>> = { extract: "name", product: "product", state: "state", next: "next" };

/** The question for a page of outputs; without an order, the newest come first. */
export function outputQuery({ page, pageSize, sort, filters }: ListState): OutputQuery {
  const column = sort === undefined ? undefined : sorts[sort.column];
  return {
    page,
    pageSize,
    sort: column === undefined ? "-modified" : `${sort?.direction === "desc" ? "-" : ""}${column}`,
    ...outputFilter(filters),
  };
}

function outputFilter({ name, owner, type, status, size, modified }: GridFilters): OutputQuery {
  const types = type?.type === "choice" && type.values.length === 1 ? type.values[0] : undefined;
  return {
    ...(name?.type === "text" ? { search: name.text } : {}),
    ...(owner?.type === "text" ? { owner: owner.text } : {}),
    ...(types === undefined ? {} : { shared: types === "shared" }),
    ...(status?.type === "choice" ? { states: status.values as NonNullable<OutputQuery["states"]> } : {}),
    ...(size?.type === "range" && size.from !== undefined ? { minBytes: size.from } : {}),
    ...(size?.type === "range" && size.to !== undefined ? { maxBytes: size.to } : {}),
    ...(modified?.type === "range" && modified.from !== undefined ? { modifiedFrom: instant(modified.from) } : {}),
    ...(modified?.type === "range" && modified.to !== undefined ? { modifiedTo: instant(modified.to) } : {}),
  };
}

/** The question for a page of schedules; without an order, by name. */
export function scheduleQuery({ page, pageSize, sort, filters: { extract, state } }: ListState): ScheduleQuery {
  const column = (sort && scheduleSorts[sort.column]) ?? "name";
  const chosen = state?.type === "choice" ? state.values[0] : undefined;
  return {
    page,
    pageSize,
    sort: `${sort?.direction === "desc" ? "-" : ""}${column}`,
    ...(extract?.type === "text" ? { search: extract.text } : {}),
    ...(chosen === undefined ? {} : { state: chosen as NonNullable<ScheduleQuery["state"]> }),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}

import { expect, test } from "vitest";
import { type ListState, outputQuery, scheduleQuery } from "../../../vscode-extension/webviews/portal/queries.ts";
import type { GridFilters } from "../../../vscode-extension/webviews/shared/grid/columns.ts";

const state = (filters: GridFilters = {}, sort: ListState["sort"] = undefined): ListState => ({
  page: 2,
  pageSize: 25,
  sort,
  filters,
});

test("a page of outputs: the newest first, unless a column gives the order", () => {
  expect(outputQuery(state())).toEqual({ page: 2, pageSize: 25, sort: "-modified" });
  expect(outputQuery(state({}, { column: "type", direction: "desc" })).sort).toBe("-shared");
  expect(outputQuery(state({}, { column: "name", direction: "asc" })).sort).toBe("name");
});

test("each column's filter is a filter of the API", () => {
  const filters: GridFilters = {
    name: { type: "text", text: "weekly" },
    owner: { type: "text", text: "amy" },
    type: { type: "choice", values: ["private"] },
    status: { type: "choice", values: ["published", "deleted"] },
    size: { type: "range", from: 1024 },
    modified: { type: "range", from: Date.UTC(2026, 2, 17, 5), to: Date.UTC(2026, 2, 18, 5) - 1 },
  };
  expect(outputQuery(state(filters))).toEqual({
    page: 2,
    pageSize: 25,
    sort: "-modified",
    search: "weekly",
    owner: "amy",
    shared: false,
    states: ["published", "deleted"],
    minBytes: 1024,
    modifiedFrom: "2026-03-17T05:00:00.000Z",
    modifiedTo: "2026-03-18T04:59:59.999Z",
  });
  expect(outputQuery(state({ type: { type: "choice", values: ["private", "shared"] } }))).not.toHaveProperty("shared");
});

test("a page of schedules", () => {
  const filters: GridFilters = { extract: { type: "text", text: "daily" }, state: { type: "choice", values: ["paused"] } };
  expect(scheduleQuery(state(filters, { column: "product", direction: "desc" }))).toEqual({
    page: 2,
    pageSize: 25,
    sort: "-product",
    search: "daily",
    state: "paused",
  });
  const sortOf = (column: string) => scheduleQuery(state({}, { column, direction: "asc" })).sort;
  expect(["extract", "state", "next", "another"].map(sortOf)).toEqual(["name", "state", "next", "name"]);
});

import { describe, expect, test } from "vitest";
import { arrangeRows } from "../../../vscode-extension/webviews/shared/grid/arrange.ts";
import { type GridColumn, nextSort, withFilter } from "../../../vscode-extension/webviews/shared/grid/columns.ts";
import { lastStop, moveOf } from "../../../vscode-extension/webviews/shared/grid/moves.ts";
import { tsvOf } from "../../../vscode-extension/webviews/shared/grid/tsv.ts";

interface Row {
  readonly name: string;
  readonly size: number | null;
}
const columns: readonly GridColumn<Row>[] = [
  { id: "name", label: "Name", width: 100, text: ({ name }) => name, sortable: true, filter: { type: "text" } },
  {
    id: "size",
    label: "Size",
    width: 100,
    text: ({ size }) => `${size ?? ""}`,
    value: ({ size }) => size,
    sortable: true,
    filter: { type: "range", of: "number" },
  },
  { id: "actions", label: "Actions", width: 100, text: () => "", uncopied: true },
];
const rows: readonly Row[] = [
  { name: "part 10", size: 9 },
  { name: "part 9", size: 100 },
  { name: "Part 1", size: null },
  { name: "other", size: 20 },
];
const names = (...query: [Parameters<typeof arrangeRows>[2], Parameters<typeof arrangeRows>[3]]): readonly string[] =>
  arrangeRows(rows, columns, ...query).map(({ name }) => name);

describe("rows that a page has all", () => {
  test("are put in order: numbers by value, texts as people count, nothing last in both directions", () => {
    expect(names({ column: "size", direction: "asc" }, {})).toEqual(["part 10", "other", "part 9", "Part 1"]);
    expect(names({ column: "size", direction: "desc" }, {})).toEqual(["part 9", "other", "part 10", "Part 1"]);
    expect(names({ column: "name", direction: "asc" }, {})).toEqual(["other", "Part 1", "part 9", "part 10"]);
    expect(names(undefined, {})).toEqual(rows.map(({ name }) => name));
  });

  test("are narrowed by every filter that is set", () => {
    expect(names(undefined, { name: { type: "text", text: "PART" } })).toEqual(["part 10", "part 9", "Part 1"]);
    expect(names(undefined, { size: { type: "range", from: 9, to: 20 } })).toEqual(["part 10", "other"]);
    expect(names(undefined, { size: { type: "range", to: 9 }, name: { type: "text", text: "9" } })).toEqual([]);
  });

  test("are copied with headers, and what would fall apart is quoted", () => {
    const [row] = arrangeRows([{ name: 'a\t"b"\nc', size: 1 }], columns, undefined, {});
    expect(tsvOf([row!], columns)).toBe('Name\tSize\n"a\t""b""\nc"\t1');
  });
});

test("a header gives the order up, then down, then leaves it to the page", () => {
  const up = nextSort(undefined, "size");
  expect(up).toEqual({ column: "size", direction: "asc" });
  const down = nextSort(up, "size");
  expect(down).toEqual({ column: "size", direction: "desc" });
  expect(nextSort(down, "size")).toBeUndefined();
  expect(nextSort(down, "name")).toEqual({ column: "name", direction: "asc" });
});

test("a filter that says nothing is none", () => {
  const filters = withFilter({}, "name", { type: "text", text: "a" });
  expect(filters).toEqual({ name: { type: "text", text: "a" } });
  expect(withFilter(filters, "name", { type: "text", text: "" })).toEqual({});
  expect(withFilter(filters, "name", undefined)).toEqual({});
  expect(withFilter({}, "size", { type: "range" })).toEqual({});
  expect(withFilter({}, "type", { type: "choice", values: [] })).toEqual({});
});

describe("keys", () => {
  const extent = { rows: 30, columns: 4, pageRows: 10, stops: 0 };
  const at = { row: 5, column: 2, stop: 0 };
  test("lead from cell to cell, and not out of the grid", () => {
    expect(moveOf("ArrowDown", false, at, extent)).toMatchObject({ row: 6, column: 2 });
    expect(moveOf("ArrowUp", false, { ...at, row: -1 }, extent)).toMatchObject({ row: -1 });
    expect(moveOf("ArrowRight", false, { ...at, column: 3 }, extent)).toBeUndefined();
    expect(moveOf("ArrowLeft", false, at, extent)).toEqual({ row: 5, column: 1, stop: lastStop });
    expect(moveOf("PageDown", false, at, extent)).toMatchObject({ row: 15 });
    expect(moveOf("PageDown", false, { ...at, row: 25 }, extent)).toMatchObject({ row: 29 });
    expect(moveOf("PageUp", false, at, extent)).toMatchObject({ row: 0 });
    expect(moveOf("Home", false, at, extent)).toMatchObject({ row: 5, column: 0 });
    expect(moveOf("End", true, at, extent)).toMatchObject({ row: 29, column: 3 });
    expect(moveOf("Home", true, at, extent)).toMatchObject({ row: 0, column: 0 });
    expect(moveOf("Tab", false, at, extent)).toBeUndefined();
  });

  test("lead through the buttons of a cell before they leave it", () => {
    const buttons = { ...extent, stops: 3 };
    expect(moveOf("ArrowRight", false, at, buttons)).toMatchObject({ column: 2, stop: 1 });
    expect(moveOf("ArrowRight", false, { ...at, stop: 2 }, buttons)).toMatchObject({ column: 3, stop: 0 });
    expect(moveOf("ArrowLeft", false, { ...at, stop: lastStop }, buttons)).toMatchObject({ column: 2, stop: 1 });
  });
});

import { afterEach, expect, test } from "vitest";
import { localCommands } from "../../../runner/src/commands/local/local-commands.ts";
import { previewColumns, previewRows } from "../../../vscode-extension/webviews/preview/preview-columns.ts";
import { arrangeRows } from "../../../vscode-extension/webviews/shared/grid/arrange.ts";
import { tsvOf } from "../../../vscode-extension/webviews/shared/grid/tsv.ts";
import { openEstate, type TestEstate } from "../../commands/estate.ts";

let open: TestEstate | undefined;
afterEach(async () => {
  await open?.[Symbol.asyncDispose]();
  open = undefined;
});

test("a real preview becomes columns: types and masks in words, ordered by value, copied with headers", async () => {
  open = await openEstate("sqlite");
  const commands = localCommands(open.estate, { user: "amy", role: "developer" });
  const view = await commands.preview({ extract: "shared-calls" }, new AbortController().signal);
  const columns = previewColumns(view);
  expect(columns.map(({ label, note, align }) => [label, note, align])).toEqual([
    ["Id", "integer", "end"],
    ["At", "instant", "start"],
    ["Channel", "string", "start"],
    ["Phone", "string, masked: full", "start"],
  ]);
  const sorted = arrangeRows(previewRows(view), columns, { column: "0", direction: "desc" }, {});
  expect(
    tsvOf(sorted, columns)
      .split("\n")
      .map((line) => line.split("\t")[0]),
  ).toEqual(["Id", "2", "1"]);
  const voice = arrangeRows(previewRows(view), columns, undefined, { "2": { type: "text", text: "voi" } });
  expect(voice.map(({ cells }) => cells[2])).toEqual(["Voice"]);
});

test("NULL comes last either way, counts for no range, and is copied as nothing", () => {
  const view = {
    extract: "x",
    window: { start: "", end: "", timezone: "UTC" },
    columns: [{ name: "Count", type: "integer" }],
    rows: [[10], [null], [9]],
    sql: "",
  };
  const columns = previewColumns(view);
  const order = (direction: "asc" | "desc") =>
    arrangeRows(previewRows(view), columns, { column: "0", direction }, {}).map(({ cells }) => cells[0]);
  expect(order("asc")).toEqual([9, 10, null]);
  expect(order("desc")).toEqual([10, 9, null]);
  const from = arrangeRows(previewRows(view), columns, undefined, { "0": { type: "range", from: 0 } });
  expect(from).toHaveLength(2);
  expect(tsvOf(previewRows(view), columns)).toBe("Count\n10\n\n9");
});

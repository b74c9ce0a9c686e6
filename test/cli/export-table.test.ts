import { expect, test } from "vitest";
import { exportTable } from "../../runner/src/cli/export-table.ts";
import type { ExportDay } from "../../runner/src/commands/commands.ts";

const window = { start: "2026-11-19T00:00:00.000Z", end: "2026-11-20T00:00:00.000Z", timezone: "UTC" };
const day = (state: ExportDay["state"], drift?: number): ExportDay => ({
  extract: "talks",
  date: "2026-11-19",
  window,
  state,
  ...(drift === undefined ? {} : { drift }),
});
const lateRows = (...days: readonly ExportDay[]) =>
  exportTable(days)
    .split("\n")
    .filter((line) => line.startsWith("2026"))
    .map((line) => line.split(/\s+/).slice(2).join(" ").trim());

test("late rows that nobody knows are not shown as none", () => {
  expect(exportTable([day("published")])).toContain("LATE ROWS");
  const days = [day("published", 7), day("published", -2), day("published", 0), day("published"), day("owed"), day("deleted")];
  expect(lateRows(...days)).toEqual(["+7", "-2", "0", "?", "", ""]);
  expect(exportTable([day("owed")])).not.toContain("LATE ROWS");
});

import type { Temporal } from "temporal-polyfill";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { parseDateTime } from "../load/date-time.ts";
import type { ResolvedTest, TestTable } from "../load/project-documents.ts";
import { columnKey } from "../load/read-columns.ts";
import type { TestColumn } from "../load/test-columns.ts";
import { testValueProblem } from "../load/test-values.ts";
import type { ProjectFiles } from "./project-files.ts";
import { readRows } from "./read-rows.ts";

/** A table as an engine makes it: each value as the text that it casts to the column's type, or NULL. */
export interface FixtureTable {
  readonly name: string;
  readonly columns: readonly TestColumn[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** The tables of a test, with the rows of its files. Errors: test-file-unreadable, test-rows-malformed. */
export async function fixtureOf(test: ResolvedTest, files: ProjectFiles): Promise<readonly FixtureTable[]> {
  return await Promise.all(
    test.tables.map(async (table) => {
      const rows = table.file === undefined ? table.rows : await fileRows(test, table, table.file, files);
      return { name: table.name, columns: table.columns, rows: rows.map((row) => cellsOf(table, row)) };
    }),
  );
}

async function fileRows({ file: test }: ResolvedTest, table: TestTable, file: string, files: ProjectFiles) {
  const types = new Map(table.columns.map(({ name, type }) => [columnKey(name), type]));
  const { path, bytes } = await files.read(test, file);
  const rows = readRows(path, bytes.toString("utf8"), (column) => types.get(columnKey(column)));
  for (const [at, row] of rows.entries()) {
    for (const [column, value] of Object.entries(row)) {
      const type = types.get(columnKey(column));
      const problem = type === undefined ? undefined : testValueProblem(type, value);
      if (type !== undefined && problem === undefined) continue;
      const reason = problem ?? `no template tells the type of this column; say it: types: { ${column}: string }`;
      throw new DatafeedError("test-rows-malformed", `${path}, row ${at + 1}, column ${column}: ${reason}.`);
    }
  }
  return rows;
}

function cellsOf({ columns }: TestTable, row: Readonly<Record<string, unknown>>): readonly (string | null)[] {
  const values = new Map(Object.entries(row).map(([column, value]) => [columnKey(column), value]));
  return columns.map(({ name, type }) => fixtureText(type, values.get(columnKey(name)) ?? null));
}

/** A value as the text that engines cast to the type. */
function fixtureText(type: string, value: unknown): string | null {
  if (value === null) return null;
  if (type === "json") return JSON.stringify(value);
  const text = String(value);
  switch (type) {
    case "instant":
      return instantOf(text).toString();
    case "utc-naive":
      return instantOf(text).toString().replace("Z", "");
    case "epoch-ms":
      return typeof value === "number" ? text : String(instantOf(text).epochMilliseconds);
    default:
      return text;
  }
}

/** A time without an offset is in UTC. */
function instantOf(text: string): Temporal.Instant {
  const time = parseDateTime(text);
  if (time === undefined) throw new TypeError("The value was checked before.");
  return "instant" in time ? time.instant : time.wall.toZonedDateTime("UTC").toInstant();
}

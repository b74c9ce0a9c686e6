import { expect, test } from "vitest";
import { matchColumns } from "../../runner/src/warehouse/match-columns.ts";
import { postgresAccepts, sourceColumn } from "../../runner/src/warehouse/postgres/source-types.ts";
import { planOf } from "../format/data-row.ts";

const plan = planOf({ types: [{ type: "uuid" }, { type: "decimal", precision: 9, scale: 2 }], hidden: [{ type: "integer" }] });
const source = (...types: string[]) => types.map((type, i) => ({ name: `c${i}`, type }));

test("columns that hold the template's values are accepted", () => {
  expect(() => matchColumns(plan, source("uuid", "numeric(10,2)", "bigint"), postgresAccepts)).not.toThrow();
});

test.each([
  ["a column less", source("uuid", "numeric(10,2)")],
  ["a column more", source("uuid", "numeric(10,2)", "bigint", "text")],
  ["another type", source("text", "numeric(10,2)", "bigint")],
  ["another type of a hidden key", source("uuid", "numeric(10,2)", "text")],
])("%s stops the run", (_, columns) => {
  expect(() => matchColumns(plan, columns, postgresAccepts)).toThrow(
    expect.objectContaining({ code: "warehouse-columns-changed" }),
  );
});

test("types have the names that SQL gives them", () => {
  const type = (dataTypeID: number, dataTypeModifier = -1) => sourceColumn({ name: "c", dataTypeID, dataTypeModifier }).type;
  expect([type(1700, (10 << 16) + 2 + 4), type(1700), type(1184), type(3802), type(20000)]).toEqual([
    "numeric(10,2)",
    "numeric",
    "timestamp with time zone",
    "jsonb",
    "user-defined 20000",
  ]);
});

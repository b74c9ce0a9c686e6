import { expect, test } from "vitest";
import { duckdbError } from "../../runner/src/warehouse/duckdb/duckdb-errors.ts";

test("a fault of DuckDB's client is told in its words, and is to be reported", () => {
  const told = {
    code: "warehouse-query-failed",
    message: "Warehouse main failed in DuckDB's client, not in DuckDB: Unexpected type id: 0",
    hint: expect.stringMatching(/^Report it, .*should do that\.$/),
  };
  expect(duckdbError(new Error("Unexpected type id: 0"), "Warehouse main")).toMatchObject(told);
  expect(duckdbError(new Error("Unexpected type id: 0"), "Warehouse main", "preparing")).toMatchObject(told);
});

test("its words are kept back while there are rows, where they could quote one", () => {
  for (const said of ["Cannot convert Bob to a BigInt", "Unexpected type id: 0 Bob", "Bob"]) {
    const { message, hint } = duckdbError(new Error(said), "Warehouse main");
    expect(`${message} ${hint}`).not.toContain("Bob");
    expect(hint).toMatch(/^Report it, .*kept back/);
  }
});

test("of an error that only the engine knows the kind is told", () => {
  const { message, hint } = duckdbError(new Error('Constraint Error: Duplicate key "Bob"'), "Warehouse main");
  expect(message).toBe('Warehouse main failed with what DuckDB calls "Constraint Error".');
  expect(hint).toContain("in DuckDB itself");
});

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";

/** What a test holds must be what people get. */
test("a golden file has the bytes of the file that a run publishes from the same rows", async () => {
  using project = TestProject.withDocuments().inProcess();
  mkdirSync(project.path(".datafeed"));
  const instance = await DuckDBInstance.create(project.path(".datafeed/sample.duckdb"));
  const connection = await instance.connect();
  await connection.run(`create schema reporting; create table reporting.contacts as
    select * replace (contact_id::uuid as contact_id, contact_start::timestamptz as contact_start, contact_end::timestamptz as contact_end)
    from read_csv('${project.path("extracts/fixtures/contacts.csv")}', all_varchar = true, allow_quoted_nulls = false)`);
  connection.closeSync();
  instance.closeSync();
  const { code } = await project.run("run", "contacts-for-excel");
  expect(code).toBe(0);
  const published = readdirSync(project.path("out")).find((name) => name.endsWith(".csv")) ?? "";
  expect(project.read(join("out", published))).toBe(project.read("extracts/golden/contacts-for-excel.csv"));
});

/** Nested JSON by DuckDB's own COPY, with all memory: `duckdb-nested.ts DATABASE FILE`. */
import { DuckDBInstance } from "@duckdb/node-api";
import { nestedSql } from "../nested.ts";

const [, , database = "", file = ""] = process.argv;
const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" });
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
const sql = nestedSql((object, order) => `coalesce(to_json(list(json_object(${object}) order by ${order})), '[]')`);
await connection.run(`COPY (${sql}) TO '${file}' (FORMAT json, ARRAY true)`);
connection.closeSync();
instance.closeSync();

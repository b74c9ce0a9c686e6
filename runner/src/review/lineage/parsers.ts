import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { openEngine } from "../../format/duckdb-engine.ts";
import { duckdbQuery } from "./duckdb-query.ts";
import { postgresQuery } from "./postgres-query.ts";
import type { Query } from "./query.ts";
import { isTree, textAt, treeAt, treesAt } from "./syntax-tree.ts";

/** Thrown when a parser refuses a text; its message is the parser's. */
export class NotParsed extends Error {}

/** A SELECT in the SQL of PostgreSQL. The parser is PostgreSQL's own. */
export async function parsePostgres(sql: string, redshift: boolean): Promise<Query> {
  const { parse } = await import("libpg-query");
  const tree: unknown = await parse(sql).catch((error: Error) => {
    throw new NotParsed(error.message);
  });
  const statements = treesAt(isTree(tree) ? tree : {}, "stmts");
  const select = treeAt(treeAt(statements[0], "stmt"), "SelectStmt");
  if (statements.length !== 1 || select === undefined) throw new NotParsed("It is not one SELECT.");
  return postgresQuery(select, redshift);
}

/** A SELECT in the SQL of DuckDB. The parser is DuckDB's own: a locked engine without data. */
export async function parseDuckdb(sql: string): Promise<Query> {
  duckdb ??= openDuckdb();
  const { connection, functions } = await duckdb;
  const reader = await connection.runAndReadAll("SELECT json_serialize_sql($1::VARCHAR)", [sql]);
  const tree: unknown = JSON.parse(String(reader.getRows()[0]?.[0]));
  const root = isTree(tree) ? tree : {};
  const statements = treesAt(root, "statements");
  if (statements.length !== 1) throw new NotParsed(textAt(root, "error_message") ?? "It is not one SELECT.");
  return duckdbQuery(treeAt(statements[0], "node"), functions);
}

interface Duckdb {
  readonly connection: DuckDBConnection;
  /** Scalar functions, aggregates and macros that it brings along. */
  readonly functions: ReadonlySet<string>;
}

/** Opened when it is first needed, and kept: it holds no file and no data. */
let duckdb: Promise<Duckdb> | undefined;

async function openDuckdb(): Promise<Duckdb> {
  const instance = await openEngine({
    folders: [],
    threads: 1,
    memoryLimit: "256MB",
    temporary: join(tmpdir(), "datafeed-lineage"),
  });
  const connection = await instance.connect();
  const reader = await connection.runAndReadAll(
    "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_type IN ('scalar', 'aggregate', 'macro')",
  );
  return { connection, functions: new Set(["unnest", ...reader.getRows().map(([name]) => String(name))]) };
}

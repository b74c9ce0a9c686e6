import { quoteIdentifier, quoteTable } from "../compile/dialects/identifier.ts";
import type { FixtureTable } from "./fixture.ts";

/** A statement that makes a table or puts rows into it; values are bound, as text, and cast to their types. */
export interface FixtureStatement {
  readonly sql: string;
  readonly values: readonly (string | null)[];
  /** The table that it is about, for messages. */
  readonly table: string;
  /** What it makes, where that may be there already. */
  readonly schema?: string;
}

/** Engines that stand in for a warehouse. */
export type FixtureDialect = "duckdb" | "postgres";

/** So many values are bound to one statement. */
const mostValues = 2_000;

const types: Readonly<Record<FixtureDialect, Readonly<Record<string, string>>>> = {
  duckdb: {
    string: "VARCHAR",
    integer: "BIGINT",
    float64: "DOUBLE",
    boolean: "BOOLEAN",
    instant: "TIMESTAMP WITH TIME ZONE",
    "utc-naive": "TIMESTAMP",
    "epoch-ms": "BIGINT",
    date: "DATE",
    uuid: "UUID",
    bytes: "BLOB",
    json: "JSON",
  },
  postgres: {
    string: "text",
    integer: "bigint",
    float64: "double precision",
    boolean: "boolean",
    instant: "timestamp with time zone",
    "utc-naive": "timestamp without time zone",
    "epoch-ms": "bigint",
    date: "date",
    uuid: "uuid",
    bytes: "bytea",
    json: "jsonb",
  },
};

/** What makes the tables, their schemas first, and fills them. */
export function fixtureStatements(tables: readonly FixtureTable[], dialect: FixtureDialect): readonly FixtureStatement[] {
  return tables.flatMap((table) => [...holdersOf(table, dialect), create(table, dialect), ...inserts(table, dialect)]);
}

/** `reporting.x` needs the schema; `lake.reporting.x` in DuckDB a database, too. */
function holdersOf({ name }: FixtureTable, dialect: FixtureDialect): readonly FixtureStatement[] {
  const parts = name.split(".");
  if (parts.length === 1) return [];
  const schema = quoteTable(parts.slice(0, -1).join("."));
  const made = { sql: `CREATE SCHEMA IF NOT EXISTS ${schema}`, values: [], table: name, schema };
  if (dialect !== "duckdb" || parts.length < 3) return [made];
  return [{ sql: `ATTACH IF NOT EXISTS ':memory:' AS ${quoteIdentifier(parts[0] ?? "")}`, values: [], table: name }, made];
}

function create({ name, columns }: FixtureTable, dialect: FixtureDialect): FixtureStatement {
  const written = columns.map((column) => `${quoteIdentifier(column.name)} ${typeName(column.type, dialect)}`);
  return { sql: `CREATE TABLE ${quoteTable(name)} (${written.join(", ")})`, values: [], table: name };
}

function* inserts({ name, columns, rows }: FixtureTable, dialect: FixtureDialect): Generator<FixtureStatement> {
  const atOnce = Math.max(1, Math.floor(mostValues / columns.length));
  for (let from = 0; from < rows.length; from += atOnce) {
    const some = rows.slice(from, from + atOnce);
    const places = some.map((row, at) => {
      return `(${row.map((_, i) => cast(`$${at * columns.length + i + 1}`, columns[i]?.type ?? "string", dialect)).join(", ")})`;
    });
    yield { sql: `INSERT INTO ${quoteTable(name)} VALUES ${places.join(", ")}`, values: some.flat(), table: name };
  }
}

function cast(placeholder: string, type: string, dialect: FixtureDialect): string {
  const text = `CAST(${placeholder} AS ${dialect === "duckdb" ? "VARCHAR" : "text"})`;
  if (type === "bytes") return dialect === "duckdb" ? `from_base64(${text})` : `decode(${text}, 'base64')`;
  return type === "string" ? text : `CAST(${text} AS ${typeName(type, dialect)})`;
}

function typeName(type: string, dialect: FixtureDialect): string {
  if (type.startsWith("decimal")) return type.replace("decimal", dialect === "duckdb" ? "DECIMAL" : "numeric");
  return types[dialect][type] ?? types[dialect]["string"] ?? "";
}

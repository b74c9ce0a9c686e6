import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import type { DuckdbConnection } from "../../../../schemas/generated/documents.ts";
import { duckdbIdentifier, duckdbLiteral } from "../../format/duckdb-canonical.ts";
import type { EngineOptions } from "../../format/duckdb-engine.ts";
import { durationMs } from "../../load/date-time.ts";
import { warehouseError } from "../errors.ts";
import { mostQueries } from "../most-queries.ts";

type FileView = NonNullable<DuckdbConnection["views"]>[string];

/** A DuckDB connection of connections.yaml, its paths absolute, its defaults filled in. */
export interface DuckdbConfig {
  readonly engine: EngineOptions;
  /** The database file; memory without one. */
  readonly file?: string;
  /** Where names without a schema are looked up: in the database file, or in it and among the views beside it. */
  readonly searchPath?: "file" | "file-and-views";
  /** The folder that COPY writes to before a file is handed over; nobody else's files are in it. */
  readonly spool: string;
  readonly statementTimeoutMs: number;
  readonly maxQueries: number;
}

/**
 * The name by which a database file is attached. Not the file's own, which is DuckDB's choice for one that is opened: it is
 * often that of a schema inside, and `shop.orders` is ambiguous then.
 */
export const attachedName = "datafeed_warehouse";

/** Reads a connection. `instance` is a name that no other process, machine or warehouse has: its folders are called after it. */
export function duckdbConfig(
  name: string,
  connection: DuckdbConnection,
  projectFolder: string,
  instance: string,
): DuckdbConfig {
  const file =
    connection.path === undefined || connection.path === ":memory:" ? undefined : resolve(projectFolder, connection.path);
  const views = Object.entries(connection.views ?? {});
  const spool = join(projectFolder, ".datafeed", "spool", instance);
  const files = views.map(([, view]) => resolve(projectFolder, view.files));
  const folders = [
    ...(connection.folders ?? []).map((folder) => resolve(projectFolder, folder)),
    ...files.filter(isGlob).map(baseOf),
    spool,
  ];
  return {
    engine: {
      folders: folders.map((folder) => (folder.endsWith(sep) ? folder : folder + sep)),
      files: [...files.filter((path) => !isGlob(path)), ...(file === undefined ? [] : [file, `${file}.wal`])],
      prepare: [
        ...(file === undefined ? [] : [`ATTACH ${duckdbLiteral(file)} AS ${attachedName} (READ_ONLY)`]),
        ...views.flatMap(([view, description]) => createView(name, view, description, projectFolder)),
      ],
      ...(file !== undefined && { unlocked: "search_path" }),
      ...(connection.threads !== undefined && { threads: connection.threads }),
      ...(connection.memoryLimit !== undefined && { memoryLimit: connection.memoryLimit }),
      temporary: join(tmpdir(), `datafeed-duckdb-${instance}`),
    },
    ...(file !== undefined && { file, searchPath: views.length > 0 ? "file-and-views" : "file" }),
    spool,
    statementTimeoutMs: durationMs(connection.statementTimeout ?? "1h"),
    maxQueries: mostQueries(connection),
  };
}

function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** The deepest folder that holds everything a glob can match. */
function baseOf(glob: string): string {
  let folder = glob;
  while (isGlob(folder)) folder = dirname(folder);
  return folder;
}

function createView(
  warehouse: string,
  view: string,
  { files, format, columns }: FileView,
  projectFolder: string,
): readonly string[] {
  const path = duckdbLiteral(resolve(projectFolder, files));
  const types = Object.entries(columns ?? {});
  for (const [column, type] of types) {
    if (/^[A-Za-z][\w ,()[\]]*$/.test(type)) continue;
    throw warehouseError(
      "warehouse-sql-refused",
      `Warehouse ${warehouse}, view ${view}: the type of column ${column} is no type name.`,
    );
  }
  const parts = view.split(".").map(duckdbIdentifier);
  const name = parts.join(".");
  const schema = parts.length > 1 ? [`CREATE SCHEMA IF NOT EXISTS ${parts.slice(0, -1).join(".")}`] : [];
  return [...schema, `CREATE VIEW ${name} AS ${selectFrom(format, path, types)}`];
}

function selectFrom(format: FileView["format"], path: string, types: readonly (readonly [string, string])[]): string {
  switch (format) {
    case "parquet":
      return `SELECT * FROM read_parquet(${path})`;
    case "csv": {
      const given = types.map(([column, type]) => `${duckdbLiteral(column)}: ${duckdbLiteral(type)}`).join(", ");
      return `SELECT * FROM read_csv(${path}${given === "" ? "" : `, types = {${given}}`})`;
    }
    case "json": {
      const given = types
        .map(([column, type]) => `${duckdbIdentifier(column)}::${type} AS ${duckdbIdentifier(column)}`)
        .join(", ");
      return `SELECT *${given === "" ? "" : ` REPLACE (${given})`} FROM read_json(${path})`;
    }
  }
}

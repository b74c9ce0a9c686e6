import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { duckdbIdentifier, duckdbLiteral } from "./duckdb-canonical.ts";

/** How an engine is opened. */
export interface EngineOptions {
  /** Folders that SQL may read and COPY may write, absolute. */
  readonly folders: readonly string[];
  /** Single files that SQL may read, absolute. */
  readonly files?: readonly string[];
  /** Statements to be run before the engine is locked: a database file to read, views over files. */
  readonly prepare?: readonly string[];
  /** Puts what a test gives into the engine, before it is locked. */
  readonly fill?: (connection: DuckDBConnection) => Promise<void>;
  readonly threads?: number;
  /** DuckDB's form: `1GB`. */
  readonly memoryLimit?: string;
  /** Where sorts spill, absolute; made when needed, removed at the end. */
  readonly temporary: string;
  /** A setting which a connection may still change; SQL that is confined to SELECT can't. */
  readonly unlocked?: string;
}

/**
 * Opens DuckDB locked down: no extension is fetched or loaded, no file is reached but those named, nothing can be configured
 * afterwards, the session is UTC. The caller closes it.
 */
export async function openEngine(options: EngineOptions): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.create(":memory:", {
    ...(options.threads !== undefined && { threads: String(options.threads) }),
    memory_limit: options.memoryLimit ?? "1GB",
    temp_directory: options.temporary,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
  });
  try {
    const connection = await instance.connect();
    try {
      await lock(connection, options);
    } finally {
      connection.closeSync();
    }
    return instance;
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

async function lock(connection: DuckDBConnection, { folders, files, prepare, fill, unlocked }: EngineOptions): Promise<void> {
  const list = (paths: readonly string[]): string => `[${paths.map(duckdbLiteral).join(", ")}]`;
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  await connection.run(`SET GLOBAL allowed_directories = ${list(folders)}`);
  await connection.run(`SET GLOBAL allowed_paths = ${list(files ?? [])}`);
  await connection.run("SET GLOBAL enable_external_access = false");
  for (const statement of prepare ?? []) await connection.run(statement);
  await fill?.(connection);
  if (unlocked !== undefined) await connection.run(`SET GLOBAL allowed_configs = ${list([unlocked])}`);
  await connection.run("SET GLOBAL lock_configuration = true");
}

/** COPY of a SELECT to a new file; without quoting, the select list being finished CSV cells. */
export function copyRaw(select: string, file: string, delimiter = ",", header = false): string {
  return `COPY (${select}\n) TO ${duckdbLiteral(file)} (FORMAT csv, HEADER ${header}, DELIMITER ${duckdbLiteral(delimiter)}, QUOTE '', ESCAPE '', USE_TMP_FILE false)`;
}

/** COPY of a SELECT to a new Parquet file. */
export function copyParquet(select: string, file: string): string {
  return `COPY (${select}\n) TO ${duckdbLiteral(file)} (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)`;
}

/** `expression AS "name"`. */
export function named(sql: string, name: string): string {
  return `${sql} AS ${duckdbIdentifier(name)}`;
}

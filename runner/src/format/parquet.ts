import { mkdtemp, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Column } from "../compile/plan.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import type { LogicalType } from "../load/types.ts";
import { duckdbCanonical, duckdbCsvCell, duckdbLiteral } from "./duckdb-canonical.ts";
import { copyParquet, copyRaw, type EngineOptions, named, openEngine } from "./duckdb-engine.ts";
import { asInParquet, duckdbParquetType } from "./duckdb-parquet-types.ts";
import { fileError, formatError } from "./errors.ts";
import { hashGrowingFile } from "./hash-growing-file.ts";

/** Bytes that a line may have: the usual, and the most, for which the reader needs a buffer of that size. */
const lineBytes = [16 * 1024 * 1024, 256 * 1024 * 1024] as const;
/** What the engine may use with the usual buffers, and with the larger. */
const memoryLimits = ["512MB", "2GB"] as const;

/**
 * Turns canonical CSV (comma, header, LF) into a Parquet file, which must not exist: rows in order, typed, zstd. Errors:
 * format-value for a value that its type does not hold, and those of the file system.
 */
export async function parquetFromCsv(
  columns: readonly Column[],
  csvFile: string,
  parquetFile: string,
  signal: AbortSignal,
): Promise<void> {
  checkNames(columns);
  const values = columns.map((column, i) => named(parsedValue(column, i), column.name));
  await create(parquetFile);
  try {
    await widening(csvFile, (bytes, memoryLimit) => {
      const statement = copyParquet(`SELECT ${values.join(", ")} FROM ${csvRows(columns, csvFile, bytes)}`, parquetFile);
      const engine = { files: [csvFile, parquetFile], memoryLimit, temporary: `${parquetFile}.tmp` };
      return withEngine(engine, signal, (connection) => connection.run(statement));
    });
    await using handle = await open(parquetFile, "r+");
    await handle.sync();
  } catch (error) {
    await rm(parquetFile, { force: true });
    throw writeError(error, columns, parquetFile);
  }
}

/**
 * The content of a Parquet file: its rows as canonical CSV (comma, header), counted and hashed. It is written into a temporary
 * folder beside the file, which is removed.
 */
export async function parquetContent(
  columns: readonly Column[],
  parquetFile: string,
  signal: AbortSignal,
): Promise<{ readonly rows: number; readonly sha256: string }> {
  const folder = await mkdtemp(join(dirname(parquetFile), ".content-")).catch((error: unknown) => {
    throw fileError(error, parquetFile);
  });
  const csvFile = join(folder, "content.csv");
  try {
    await create(csvFile);
    const engine = { files: [csvFile, parquetFile], memoryLimit: memoryLimits[1], temporary: join(folder, "tmp") };
    return await withEngine(engine, signal, async (connection) => {
      const written = connection.run(contentStatement(columns, parquetFile, csvFile));
      const { sha256 } = await hashGrowingFile(csvFile, written);
      return { rows: Number((await (await written).getRows())[0]?.[0]), sha256 };
    });
  } catch (error) {
    throw writeError(error, columns, parquetFile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** DuckDB, as many readers, takes names for the same that differ in case alone; it would rename the second. */
function checkNames(columns: readonly Column[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (name !== "" && !seen.has(name.toLowerCase())) seen.add(name.toLowerCase());
    else
      throw formatError(
        "format-value",
        `A Parquet file can't have a second column "${name}", or one that differs in case alone.`,
      );
  }
}

function contentStatement(columns: readonly Column[], parquetFile: string, csvFile: string): string {
  const texts = columns.map(({ type }, i) => `${canonicalOf(type, `c${i}`)} AS t${i}`);
  const cells = columns.map((column, i) => named(cellOf(column, `t${i}`), csvName(column.name)));
  const names = columns.map((_, i) => `c${i}`).join(", ");
  const source = `read_parquet(${duckdbLiteral(parquetFile)}) AS source(${names})`;
  return copyRaw(`SELECT ${cells.join(", ")} FROM (SELECT ${texts.join(", ")} FROM ${source})`, csvFile, ",", true);
}

function csvName(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

function cellOf({ type }: Column, text: string): string {
  return asInParquet(type).type === "string" || type.type === "bytes" ? duckdbCsvCell(text, ",") : text;
}

function canonicalOf(type: LogicalType, sql: string): string {
  const stored = duckdbParquetType(type);
  const canonical = stored === undefined ? undefined : duckdbCanonical(asInParquet(type), stored, sql);
  if (canonical === undefined) throw formatError("format-value", `Parquet has no type for a ${type.type} of this size.`);
  return canonical;
}

/**
 * The rows of canonical CSV as text: an empty cell is NULL, `""` is the empty string. One thread parses: several guess where
 * lines begin, and took lines inside a cell for rows, without an error (measured with cells of `x,y` lines).
 */
function csvRows(columns: readonly Column[], file: string, maxLineBytes: number): string {
  const types = columns.map((_, i) => `'c${i}': 'VARCHAR'`).join(", ");
  const form = `header = true, delim = ',', quote = '"', escape = '"', comment = '', new_line = '\\n', nullstr = '', allow_quoted_nulls = false`;
  const exact = `auto_detect = false, strict_mode = true, null_padding = false, ignore_errors = false, parallel = false`;
  const size = `max_line_size = ${maxLineBytes}, buffer_size = ${maxLineBytes + 1}`;
  return `read_csv(${duckdbLiteral(file)}, columns = {${types}}, ${form}, ${exact}, ${size})`;
}

const unfit = /datafeed: column (\d+)/;

/** The typed value of a cell's canonical text; one that the type does not hold ends the statement with the column's number. */
function parsedValue({ name, type }: Column, i: number): string {
  const target = duckdbParquetType(type);
  if (target === undefined) {
    throw formatError("format-value", `Column ${name} is a decimal with more than the 38 digits that Parquet has.`);
  }
  if (target === "VARCHAR") return `c${i}`;
  if (target === "BLOB") return `from_base64(c${i})`;
  return `coalesce(TRY_CAST(c${i} AS ${target}), CASE WHEN c${i} IS NOT NULL THEN error('datafeed: column ${i}') END::${target})`;
}

/**
 * Reads with small buffers, and again with large ones when a line did not fit: DuckDB says so in several ways, all of them CSV
 * errors, which our own CSV has no other reason for.
 */
async function widening(file: string, read: (maxLineBytes: number, memoryLimit: string) => Promise<unknown>): Promise<void> {
  const [usual, most] = lineBytes;
  const [little, more] = memoryLimits;
  try {
    await read(usual, little);
  } catch (error) {
    if (!isCsvError(error)) throw error;
    await read(most, more).catch((larger: unknown) => {
      if (!isCsvError(larger)) throw larger;
      throw formatError("format-value", `A row of ${file} has more than the ${most} bytes that can be put into Parquet.`, {
        cause: larger,
      });
    });
  }
}

function isCsvError(error: unknown): boolean {
  return /^Invalid Input Error: .*(CSV Error|maximum line size)/is.test(messageOf(error).slice(0, 1000));
}

async function create(file: string): Promise<void> {
  try {
    await using _ = await open(file, "wx", 0o644);
  } catch (error) {
    throw fileError(error, file);
  }
}

async function withEngine<Result>(
  engine: Omit<EngineOptions, "folders">,
  signal: AbortSignal,
  work: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const instance = await openEngine({ folders: [], ...engine });
  const connection = await instance.connect();
  const interrupt = (): void => connection.interrupt();
  signal.addEventListener("abort", interrupt);
  try {
    return await work(connection);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

function writeError(error: unknown, columns: readonly Column[], file: string): unknown {
  if (error instanceof DatafeedError) return error;
  const said = messageOf(error);
  const column = columns[Number(unfit.exec(said)?.[1])];
  if (column !== undefined) {
    return formatError(
      "format-value",
      `Column ${column.name} (${column.type.type}) holds a value that Parquet's ${duckdbParquetType(column.type)} does not.`,
      { cause: error },
    );
  }
  if (/No space left on device|Disk quota exceeded/.test(said)) {
    return formatError("format-disk-full", `No room on the disk for ${file}.`, { cause: error });
  }
  // What DuckDB says may quote a line of the file: only the kind of its error is shown.
  const kind = /^([A-Za-z ]+) Error:/.exec(said)?.[1];
  if (kind === undefined || kind === "INTERRUPT") return error;
  return formatError("format-file-failed", `${file} could not be made or read as Parquet (${kind}).`, { cause: error });
}

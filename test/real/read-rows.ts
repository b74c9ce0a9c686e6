import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { jsonLines, run } from "./programs.ts";
import type { FormatName, ManifestColumn } from "./project.ts";

/** Rows as other programs read them: each value as the canonical text of its type, NULL as null. */
export type TextRow = readonly (string | null)[];

/** Reads the content of an output with a program that is not ours; the columns' names and order are checked on the way. */
export function readContent(format: FormatName, file: string, columns: readonly ManifestColumn[]): Promise<readonly TextRow[]> {
  switch (format) {
    case "csv":
      return readCsv(file, columns);
    case "parquet":
      return readParquet(file, columns);
    default:
      return readJson(format, file, columns);
  }
}

/** With Python. */
export async function readCsv(
  file: string,
  columns: readonly ManifestColumn[],
  { delimiter = ",", header = true }: { readonly delimiter?: string; readonly header?: boolean } = {},
): Promise<readonly TextRow[]> {
  const script = join(import.meta.dirname, "python/read_csv.py");
  const rows = jsonLines<(string | null)[]>(await run("python3", [script, file, delimiter]));
  if (header) sameNames(rows.shift() ?? [], columns);
  return rows.map((row) => row.map((text, i) => (text === null ? null : textOf(columnAt(columns, i), text))));
}

/** The first object's keys in the file's order, then the values of each; an object with other keys is an error. */
const rowsByJq = `(.[0] | keys_unsorted) as $names | $names,
  (.[] | if keys_unsorted == $names then [.[]] else error("an object has other keys") end)`;

/** With jq. */
async function readJson(
  format: "json" | "ndjson",
  file: string,
  columns: readonly ManifestColumn[],
): Promise<readonly TextRow[]> {
  const slurp = format === "ndjson" ? ["--slurp"] : [];
  const rows = jsonLines<unknown[]>(await run("jq", ["-c", ...slurp, rowsByJq, file]));
  sameNames(rows.shift() ?? [], columns);
  return rows.map((row) => row.map((value, i) => (value === null ? null : jsonText(columnAt(columns, i), value))));
}

const exactText = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** With hyparquet. The file's own types must be those that the manifest's types ask for. */
async function readParquet(path: string, columns: readonly ManifestColumn[]): Promise<readonly TextRow[]> {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  const stored = metadata.schema.slice(1);
  sameNames(
    stored.map(({ name }) => name),
    columns,
  );
  stored.forEach((element, i) => {
    const expected = parquetType(columnAt(columns, i));
    const found = `${element.type} ${element.logical_type?.type ?? element.converted_type ?? ""}`.trim();
    if (found !== expected) throw new Error(`${element.name} is ${found} in the Parquet file, not ${expected}`);
  });
  const rows = await parquetReadObjects({
    file,
    metadata,
    compressors: { ZSTD: (input: Uint8Array) => new Uint8Array(zstdDecompressSync(input)) },
    parsers: {
      timestampFromMicroseconds: (microseconds: bigint) => microseconds,
      // The usual decoder leaves out a byte order mark, wherever a text begins with one.
      stringFromBytes: (bytes: Uint8Array | undefined) => bytes && exactText.decode(bytes),
    },
  });
  if (rows.length !== Number(metadata.num_rows)) throw new Error("The Parquet file's row count is not that of its rows");
  return rows.map((row) => columns.map((column) => parquetText(column, row[column.name])));
}

/** With pyarrow, which not every machine has. */
export async function readPyarrow(file: string, columns: readonly ManifestColumn[]): Promise<readonly TextRow[]> {
  const script = join(import.meta.dirname, "python/read_parquet.py");
  const rows = jsonLines<(string | null)[]>(await run("python3", [script, file]));
  sameNames(rows.shift() ?? [], columns);
  return rows.map((row) => row.map((text, i) => (text === null ? null : pyarrowText(columnAt(columns, i), text))));
}

/**
 * What psql prints for a file that copies a JSON array of texts a row to its output. (As a table psql leaves out U+10FFFF.)
 * JSON columns get their keys sorted, as canonical JSON has them; those of nested rows stand in the order of the query.
 */
export async function readPsql(url: string, file: string, columns: readonly ManifestColumn[]): Promise<readonly TextRow[]> {
  const env = { PGOPTIONS: "-c extra_float_digits=1 -c timezone=America/Chicago", PGCLIENTENCODING: "UTF8" };
  const text = await run("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", file, url], { env });
  return jsonLines<(string | null)[]>(text.replaceAll("\\\\", "\\")).map((row) =>
    row.map((value, i) => (value === null ? null : textOf(columnAt(columns, i), value, sortedKeys))),
  );
}

/** Where two readings first differ, for people: column, row, both values; undefined when they are the same. */
export function firstDifference(
  columns: readonly ManifestColumn[],
  one: readonly TextRow[],
  other: readonly TextRow[],
): string | undefined {
  if (one.length !== other.length) return `${one.length} rows and ${other.length} rows`;
  for (const [at, row] of one.entries()) {
    const place = row.findIndex((text, i) => text !== other[at]?.[i]);
    if (place === -1) continue;
    return `row ${at + 1}, ${columns[place]?.name}: ${JSON.stringify(row[place])} and ${JSON.stringify(other[at]?.[place])}`;
  }
  return undefined;
}

function columnAt(columns: readonly ManifestColumn[], index: number): ManifestColumn {
  const column = columns[index];
  if (column === undefined) throw new Error(`A row has a cell ${index + 1}, of ${columns.length} columns`);
  return column;
}

function sameNames(names: readonly unknown[], columns: readonly ManifestColumn[]): void {
  const expected = columns.map(({ name }) => name);
  if (names.join("\n") !== expected.join("\n")) throw new Error(`Columns ${names.join(", ")}, expected ${expected.join(", ")}`);
}

/** JSON is compared by values and the order of keys, not by blanks and escapes. */
function textOf({ type }: ManifestColumn, text: string, order = (value: unknown) => value): string {
  if (type.type !== "json") return text;
  return JSON.stringify(type.shape === undefined ? order(JSON.parse(text)) : JSON.parse(text));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortedKeys(each)]));
}

function jsonText({ name, type, jsonAs }: ManifestColumn, value: unknown): string {
  if (type.type === "json" && jsonAs === undefined) return JSON.stringify(value);
  const expected =
    jsonAs ?? { integer: "number", decimal: "number", float64: "number", boolean: "boolean" }[type.type] ?? "string";
  if (typeof value !== expected)
    throw new Error(`${name} holds a ${typeof value}, not a ${expected}: ${JSON.stringify(value)}`);
  if (type.type === "json") return JSON.stringify(JSON.parse(value as string));
  return type.type === "decimal" ? (value as number).toFixed(type.scale) : String(value);
}

function parquetType({ type }: ManifestColumn): string {
  switch (type.type) {
    case "integer":
      return "INT64 INT_64";
    case "decimal":
      return "INT64 DECIMAL";
    case "float64":
      return "DOUBLE";
    case "boolean":
      return "BOOLEAN";
    case "instant":
      return "INT64 TIMESTAMP";
    default:
      return "BYTE_ARRAY UTF8";
  }
}

function parquetText({ name, type }: ManifestColumn, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (type.type === "instant") return instantText(value as bigint, type.precision ?? 6);
  if (type.type === "json") return JSON.stringify(JSON.parse(value as string));
  const expected = { integer: "bigint", decimal: "number", float64: "number", boolean: "boolean" }[type.type] ?? "string";
  if (typeof value !== expected) throw new Error(`${name} holds a ${typeof value}, not a ${expected}`);
  return type.type === "decimal" ? (value as number).toFixed(type.scale) : String(value);
}

function pyarrowText(column: ManifestColumn, text: string): string {
  const { type, precision = 6 } = column.type;
  if (type === "float64") return String(Number(text));
  if (type !== "instant") return textOf(column, text);
  return precision === 6 ? text : `${text.slice(0, precision === 0 ? 19 : 20 + precision)}Z`;
}

function instantText(microseconds: bigint, precision: number): string {
  const seconds = new Date(Number(microseconds / 1000n)).toISOString().slice(0, 19);
  const fraction = String(microseconds % 1_000_000n)
    .padStart(6, "0")
    .slice(0, precision);
  return `${seconds}${fraction === "" ? "" : `.${fraction}`}Z`;
}

import { DatafeedError } from "../errors/datafeed-error.ts";
import { parseCsv } from "./parse-csv.ts";

type Row = Readonly<Record<string, unknown>>;

/**
 * The rows of a `.csv` with a header, or of an `.ndjson`. In CSV an empty cell is NULL and `""` empty text; cells are read by the
 * type of their column. Error: test-rows-malformed.
 */
export function readRows(path: string, text: string, typeOf: (column: string) => string | undefined): readonly Row[] {
  return path.endsWith(".csv") ? csvRows(path, text, typeOf) : ndjsonRows(path, text);
}

function csvRows(path: string, text: string, typeOf: (column: string) => string | undefined): readonly Row[] {
  const [header = [], ...records] = parseCsv(text, ",") ?? refuse(path, "a quote is not closed");
  return records.map((record, at) => {
    if (record.length !== header.length) {
      refuse(path, `record ${at + 1} has ${record.length} cells, the header ${header.length}`);
    }
    return Object.fromEntries(
      header.map((column, i) => {
        const cell = record[i] ?? null;
        return [column ?? "", cell === null ? null : cellValue(path, typeOf(column ?? ""), cell)];
      }),
    );
  });
}

/** What the text of a cell is, as it would stand in YAML. */
function cellValue(path: string, type: string | undefined, cell: string): unknown {
  if (type === "boolean" && /^(true|false)$/.test(cell)) return cell === "true";
  if ((type === "float64" || type === "epoch-ms") && /^-?[\d.]+(e[+-]?\d+)?$/i.test(cell)) return Number(cell);
  return type === "json" ? parseJson(path, cell) : cell;
}

function ndjsonRows(path: string, text: string): readonly Row[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const row = parseJson(path, line);
    if (typeof row !== "object" || row === null || Array.isArray(row)) refuse(path, "a line is no JSON object");
    return row as Row;
  });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse(path, "JSON is not well formed", error);
  }
}

function refuse(path: string, reason: string, cause?: unknown): never {
  throw new DatafeedError("test-rows-malformed", `${path} can't be read: ${reason}.`, { cause });
}

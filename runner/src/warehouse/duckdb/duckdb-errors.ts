import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { formatError } from "../../format/errors.ts";
import { type WarehouseErrorCode, warehouseError } from "../errors.ts";

/**
 * What DuckDB said, as one of our codes. `place` names the warehouse. DuckDB quotes values in its messages, which may be
 * personal data: only what it says of names and of SQL is repeated, other messages without what stands in quotes or brackets.
 */
export function duckdbError(error: unknown, place: string): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const said = messageOf(error).split("\n\nLINE ")[0]?.trim() ?? "";
  const options = { cause: error };
  for (const [form, code, message, hint] of forms) {
    if (!form.test(said)) continue;
    const pid = /\(PID (\d+)\)/.exec(said)?.[1];
    return warehouseError(code, message(place, said, pid), hint === undefined ? options : { ...options, hint });
  }
  return warehouseError("warehouse-query-failed", `${place} failed: ${withoutValues(said)}`, options);
}

/** The same for a file that DuckDB writes. */
export function duckdbWriteError(error: unknown, place: string, file: string): DatafeedError {
  if (!/No space left on device|Disk quota exceeded/.test(messageOf(error))) return duckdbError(error, place);
  return formatError("format-disk-full", `No room on the disk for ${file}.`, { cause: error });
}

type Form = readonly [
  form: RegExp,
  code: WarehouseErrorCode,
  message: (place: string, said: string, pid: string | undefined) => string,
  hint?: string,
];

const forms: readonly Form[] = [
  [
    /^IO Error: Could not set lock on file/,
    "warehouse-locked",
    (place, _, pid) => `${place} is open for writing in another process${pid === undefined ? "" : ` (PID ${pid})`}.`,
  ],
  [
    /database does not exist|^IO Error: Cannot open (file|database)/,
    "warehouse-unreachable",
    (place) => `${place} does not exist or may not be read.`,
    "Check `path` of the connection; `datafeed sample` makes the sample warehouse.",
  ],
  [
    /not a valid DuckDB database file|Corrupt database file|Could not read enough bytes|Is a directory|newer version|storage version|^Serialization Error/i,
    "warehouse-damaged",
    (place, said) => `${place} can't be read as a DuckDB database: ${withoutKind(withoutValues(said))}`,
  ],
  [
    /^Invalid Input Error: Cannot prepare multiple statements/,
    "warehouse-sql-refused",
    (place) => `${place} takes a single SELECT.`,
  ],
  [
    /^(Parser|Binder|Catalog|Syntax) Error/,
    "warehouse-sql-refused",
    (place, said) => `${place} refused the SQL: ${withoutKind(said)}`,
  ],
  [
    /^Permission Error/,
    "warehouse-permission",
    (place, said) => `${place} refused: ${withoutKind(said).split("\n")[0]}`,
    "Queries reach the files of `views` and `folders` of the connection alone, and load no extensions.",
  ],
  [
    /^Out of Memory Error/,
    "warehouse-query-failed",
    (place) => `${place} ran out of its memory limit.`,
    "Raise `memoryLimit` of the connection, or narrow the window.",
  ],
  [
    /No space left on device|Disk quota exceeded/,
    "warehouse-query-failed",
    (place) => `${place} has no room on the disk for its temporary files.`,
    "Make room in the folder for temporary files (TMPDIR), or raise `memoryLimit` so that less is put there.",
  ],
  [/^INTERRUPT Error/, "warehouse-cancelled", (place) => `The query on ${place} was interrupted.`],
];

/** `Conversion Error: Could not convert string '…' to INT32`. */
function withoutValues(said: string): string {
  return said
    .replaceAll(/'(?:[^']|'')*'/g, "'…'")
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\([^)]*\)/g, "(…)");
}

function withoutKind(said: string): string {
  return said.replace(/^[A-Za-z ]+ Error: /, "");
}

import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import { formatError } from "../../format/errors.ts";
import { type WarehouseErrorCode, warehouseError } from "../errors.ts";

/**
 * When DuckDB failed. While it prepares it knows the SQL and the names of things, and neither parameters nor rows; when it runs,
 * messages of every kind quote values (`query($1)` makes a Parser Error of one, a JSON path a Binder Error).
 */
export type Stage = "preparing" | "running";

/**
 * What DuckDB said, as one of our codes. `place` names the warehouse. DuckDB quotes values in its messages, which may be
 * personal data, and quotes inside of them defeat any masking: what it says of names and of SQL while it prepares is repeated,
 * of everything else the kind alone.
 */
export function duckdbError(error: unknown, place: string, stage: Stage = "running"): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const said = messageOf(error).split("\n\nLINE ")[0]?.trim() ?? "";
  for (const { form, repeat, code, message, hint } of forms) {
    if (!form.test(said)) continue;
    const repeated = repeat === true && stage === "preparing" ? `: ${said.replace(/^[A-Za-z ]+ Error: /, "")}` : ".";
    const pid = /\(PID (\d+)\)/.exec(said)?.[1];
    const process = pid === undefined ? "" : ` (PID ${pid})`;
    return warehouseError(code, `${place} ${message.replace("{process}", process)}${repeated}`, { hint, cause: error });
  }
  return unknown(said, place, stage, error);
}

/** Of an engine's error its kind is told; of what its client says itself, what can't hold a value. */
function unknown(said: string, place: string, stage: Stage, cause: unknown): DatafeedError {
  const kind = /^([A-Za-z]+( [A-Za-z]+)*) Error: /.exec(said)?.[1];
  if (kind !== undefined) {
    const hint = `Run the query of \`datafeed sql NAME\` in DuckDB itself. ${keptBack}`;
    return warehouseError("warehouse-query-failed", `${place} failed with what DuckDB calls "${kind} Error".`, { hint, cause });
  }
  const report = "Report it, with the query of `datafeed sql NAME`: no document and no data should do that.";
  const tells = stage === "preparing" || withoutValues.test(said);
  return warehouseError(
    "warehouse-query-failed",
    `${place} failed in DuckDB's client, not in DuckDB${tells ? `: ${said}` : "."}`,
    {
      hint: tells ? report : `${report} ${keptBack}`,
      cause,
    },
  );
}

/** The same for a file that DuckDB writes. */
export function duckdbWriteError(error: unknown, place: string, file: string): DatafeedError {
  if (!noRoom.test(messageOf(error))) return duckdbError(error, place);
  return formatError("format-disk-full", `No room on the disk for ${file}.`, { cause: error });
}

interface Form {
  /** What DuckDB's message looks like; anchored at its kind, since a value may hold any words. */
  readonly form: RegExp;
  /** Whether DuckDB's own words follow, where they can't quote a value. */
  readonly repeat?: true;
  readonly code: WarehouseErrorCode;
  readonly message: string;
  readonly hint: string;
}

const keptBack = "Its own words are kept back: they may quote a value.";
/** What DuckDB's client says of types and numbers alone. */
const withoutValues = /^(Unexpected type id|No converter for typeId): \d+$/;
const noRoom = /^(IO|FATAL|TransactionContext) Error: .*(No space left on device|Disk quota exceeded)/s;

const damaged = {
  code: "warehouse-damaged",
  hint: "Restore the file, make it again (`datafeed sample` for the sample warehouse), or correct `path` of the connection.",
} as const;

const forms: readonly Form[] = [
  {
    form: /^IO Error: Could not set lock on file/,
    code: "warehouse-locked",
    message: "is open for writing in another process{process}",
    hint: "Wait until that process has ended, or let it write another file and put that in place by a rename.",
  },
  {
    form: /^IO Error: (.*database does not exist|Cannot open (file|database))/s,
    code: "warehouse-unreachable",
    message: "does not exist or may not be read",
    hint: "Check `path` of the connection; `datafeed sample` makes the sample warehouse.",
  },
  {
    form: /^(IO|Serialization|FATAL) Error: .*(newer version|version number|storage version)/is,
    ...damaged,
    message: "was written by a version of DuckDB that this one can't read",
  },
  {
    form: /^IO Error: .*(not a valid DuckDB database file|Is a directory)/s,
    ...damaged,
    message: "is no DuckDB database",
  },
  {
    form: /^(Serialization Error|(IO|FATAL) Error: .*(Corrupt database file|Could not read enough bytes))/s,
    ...damaged,
    message: "is damaged or cut short: what it holds does not fit its checksums or its length",
  },
  {
    form: noRoom,
    code: "warehouse-query-failed",
    message: "has no room on the disk for its temporary files",
    hint: "Make room in the folder for temporary files (TMPDIR), or raise `memoryLimit` so that less is put there.",
  },
  {
    form: /^IO Error: No files found/,
    code: "warehouse-query-failed",
    message: "found no file under a path that a view or the SQL names",
    hint: "Check `files` of the connection's `views`, and paths in the template.",
  },
  {
    form: /^IO Error/,
    code: "warehouse-query-failed",
    message: "could not read or write a file",
    hint: `Check the database file, the files of \`views\`, and the folder for temporary files (TMPDIR). ${keptBack}`,
  },
  {
    form: /^Invalid Input Error: Cannot prepare multiple statements/,
    code: "warehouse-sql-refused",
    message: "takes a single SELECT",
    hint: "Leave one statement in the template; `datafeed sql NAME` prints the query.",
  },
  {
    form: /^(Parser|Binder|Catalog|Syntax) Error/,
    repeat: true,
    code: "warehouse-sql-refused",
    message: "refused the SQL",
    hint: "Compare the template with the warehouse, and values that name something (a path, a pattern, a table); `datafeed sql NAME` prints the query.",
  },
  {
    form: /^Permission Error/,
    repeat: true,
    code: "warehouse-permission",
    message: "refused what lies outside of its sandbox",
    hint: "Queries reach the files of `views` and `folders` of the connection alone, and load no extensions.",
  },
  {
    form: /^Out of Memory Error/,
    code: "warehouse-query-failed",
    message: "ran out of its memory limit",
    hint: "Raise `memoryLimit` of the connection, or narrow the window.",
  },
  {
    form: /^INTERRUPT Error/,
    code: "warehouse-cancelled",
    message: "interrupted the query",
    hint: "Run it again.",
  },
  {
    form: /^(Conversion|Mismatch Type) Error/,
    code: "warehouse-query-failed",
    message: "met a value that can't be cast to the type that the SQL asks for",
    hint: `Look for such values in the source, or cast with TRY_CAST in the template. ${keptBack}`,
  },
  {
    form: /^Out of Range Error/,
    code: "warehouse-query-failed",
    message: "met a number that lies outside the range of its type",
    hint: `Cast to a larger type in the template before it calculates. ${keptBack}`,
  },
  {
    form: /^Invalid Input Error/,
    code: "warehouse-query-failed",
    message: "met a value that a function of the SQL, or the reader of a file, does not take",
    hint: `Look for such values in the source (patterns, formats, JSON, a malformed line), or use the function's TRY_ form. ${keptBack}`,
  },
  {
    form: /^Not implemented Error/,
    code: "warehouse-query-failed",
    message: "was asked for something that this version of DuckDB does not have",
    hint: `Look for time zones, casts and functions of the template that DuckDB lacks. ${keptBack}`,
  },
  {
    form: /^(INTERNAL|FATAL) Error/,
    code: "warehouse-query-failed",
    message: "failed by a fault inside of DuckDB",
    hint: `Run it again; when it comes back, simplify the query. ${keptBack}`,
  },
];

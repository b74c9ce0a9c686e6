import { defineErrors } from "../errors/catalogue.ts";
import { DatafeedError, type DatafeedErrorOptions } from "../errors/datafeed-error.ts";

/** The codes of this room. */
export const formatErrors = defineErrors({
  "format-value": {
    meaning:
      "A value has no canonical text of its column's type: more digits than the scale, infinity, a year before 1 or after 9999.",
    mend: "Correct the value at its source, filter it out, or give the template's field a type that holds it.",
  },
  "format-row": {
    meaning: "A row that the warehouse sent does not have the columns of the plan.",
    mend: "Run it again; when it comes back, report it: nothing was published.",
  },
  "format-duplicate-key": {
    meaning: "Two rows have the same key, so their order is not certain.",
    mend: "Correct the `key` of the template, or the source; `order: none` gives up the order and this check.",
  },
  "format-empty-key": {
    meaning: "A key column of a row is NULL.",
    mend: "Choose key columns that are never NULL, or correct the source.",
  },
  "format-null": {
    meaning: "A column whose field says `nullable: false` is NULL in a row, or a value in its JSON whose item says so.",
    mend: "Correct the source, filter such rows out, or take `nullable: false` from the template's field or item.",
  },
  "format-disk-full": {
    meaning: "The disk that the runner writes to is full.",
    mend: "Make room, or let the destination's folder lie on a larger disk; then run it again. Nothing was published.",
  },
  "format-file-refused": {
    meaning: "The runner may not write to the folder.",
    mend: "Give the user that runs Datafeed the right to write there, or choose another folder.",
  },
  "format-file-failed": {
    meaning: "The file could not be written.",
    mend: "Look at the system's log for errors of the disk; then run it again. Nothing was published.",
  },
});

export type FormatErrorCode = keyof typeof formatErrors;

/** A failure of this room; the hint is the catalogue's unless another is given. */
export function formatError(code: FormatErrorCode, message: string, options: DatafeedErrorOptions = {}): DatafeedError {
  return new DatafeedError(code, message, { hint: formatErrors[code].mend, ...options });
}

const refused = new Set(["EACCES", "EPERM", "EROFS"]);
const full = new Set(["ENOSPC", "EDQUOT"]);

/** What the file system said of `file`, as one of our codes. */
export function fileError(error: unknown, file: string): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const system = error instanceof Error && "code" in error ? String(error.code) : "";
  const options = { cause: error };
  if (full.has(system)) return formatError("format-disk-full", `No room on the disk for ${file} (${system}).`, options);
  if (refused.has(system)) return formatError("format-file-refused", `${file} may not be written (${system}).`, options);
  return formatError("format-file-failed", `${file} could not be written (${system || "unknown error"}).`, options);
}

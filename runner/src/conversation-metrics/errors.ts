import { defineErrors } from "../errors/catalogue.ts";
import { DatafeedError, type DatafeedErrorOptions } from "../errors/datafeed-error.ts";

/** The codes of this room. */
export const metricsErrors = defineErrors({
  "metrics-file-unreadable": {
    meaning: "A file of conversations could not be read.",
    mend: "Check that you may read it, and that its disk is sound.",
  },
  "metrics-archive": {
    meaning: "A packed file is damaged, or a ZIP does not hold exactly one file.",
    mend: "Copy it again, or unpack it and name what is inside.",
  },
  "metrics-document-cut": {
    meaning: "A document of conversations is empty or ends before its last record is complete.",
    mend: "Export or download it again; `datafeed verify` checks published files.",
  },
  "metrics-document-malformed": {
    meaning: "A document of conversations is no sound JSON.",
    mend: "Name one JSON array, or one object after another, for each file; export or download a damaged one again.",
  },
  "metrics-document-form": {
    meaning: "A file holds something else than conversations, or a value that its key can't have.",
    mend: "Name documents of the daily export alone, one in a file; a pattern chooses them: `'out/bot-conversations*.json'`.",
  },
  "metrics-no-room": {
    meaning: "The disk for temporary files is full.",
    mend: "Make room in the folder for temporary files (TMPDIR), or name fewer files.",
  },
  "metrics-failed": {
    meaning: "DuckDB, which works out the metrics, failed.",
    mend: "Run it again, with fewer files when it comes back.",
  },
});

export type MetricsErrorCode = keyof typeof metricsErrors;

/** A failure of this room; the hint is the catalogue's unless another is given. */
export function metricsError(code: MetricsErrorCode, message: string, options: DatafeedErrorOptions = {}): DatafeedError {
  return new DatafeedError(code, message, { hint: metricsErrors[code].mend, ...options });
}

const full = new Set(["ENOSPC", "EDQUOT"]);

/** What the system said while `name` was read or unpacked, as one of our codes. */
export function readError(error: unknown, name: string): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const system = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
  const options = { cause: error };
  if (full.has(system)) return metricsError("metrics-no-room", `There is no room to unpack ${name} (${system}).`, options);
  return metricsError("metrics-file-unreadable", `${name} could not be read (${system}).`, options);
}

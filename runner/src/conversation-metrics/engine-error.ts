import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import type { ReadableDocument } from "./document-source.ts";
import { metricsError } from "./errors.ts";

/**
 * What DuckDB said while it read documents, as one of our codes. It quotes values, which may be anything that people wrote:
 * file and record are repeated, and of what is wrong the kinds of values alone.
 */
export function engineError(error: unknown, documents: readonly ReadableDocument[]): DatafeedError {
  if (error instanceof DatafeedError) return error;
  const said = messageOf(error).split("\n")[0] ?? "";
  const options = { cause: error };
  const nameOf = (file: string): string => documents.find((document) => document.file === file)?.name ?? file;

  const [, unsound, reason] =
    /Malformed JSON in file "(.+)", at byte \d+ in .+?: ([a-z 8-]*UTF-8[a-z ]*|[a-z -]+)/.exec(said) ?? [];
  if (unsound !== undefined)
    return metricsError("metrics-document-malformed", `${nameOf(unsound)} is no sound JSON: ${reason?.trim()}.`, options);

  const [, strange, record, what = ""] =
    /JSON transform error in file "(.+)", in (?:record\/value|line) (\d+): (.*)/.exec(said) ?? [];
  if (strange !== undefined) {
    const message = `Record ${record} of ${nameOf(strange)} has not the form of a conversation: ${kindsIn(what)}.`;
    return metricsError("metrics-document-form", message, options);
  }

  const [, large] = /"maximum_object_size" .* while reading file "(.+)"/.exec(said) ?? [];
  if (large !== undefined)
    return metricsError("metrics-document-form", `${nameOf(large)} has a record that is too large: no conversation.`, options);
  if (/^(IO|FATAL|TransactionContext) Error: .*(No space left on device|Disk quota exceeded)/.test(said))
    return metricsError("metrics-no-room", "There is no room on the disk for the temporary files of the metrics.", options);
  if (/^Out of Memory Error/.test(said))
    return metricsError("metrics-failed", "The conversations do not fit into the memory that DuckDB may take.", options);
  return metricsError("metrics-failed", "DuckDB could not work out the metrics, in a way that is not known here.", options);
}

/** Expected and found, in words, without the value that DuckDB puts behind them. */
function kindsIn(what: string): string {
  const [, expected, found] = /^Expected ([A-Z]+), but got ([A-Z]+)/.exec(what) ?? [];
  if (expected !== undefined && found !== undefined) return `${kind(expected)} was expected, and there is ${kind(found)}`;
  if (what.includes("duplicate key")) return "a key stands there twice";
  return "a value has not the type of its key";
}

function kind(type: string): string {
  const known: Readonly<Record<string, string>> = {
    OBJECT: "an object",
    ARRAY: "a list",
    VARCHAR: "a text",
    BOOLEAN: "true or false",
  };
  return known[type] ?? "a number";
}

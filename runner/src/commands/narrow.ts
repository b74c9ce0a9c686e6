import type { Narrowing } from "../compile/narrowing.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { didYouMean } from "../load/did-you-mean.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import { type RequestProblem, readRequestFilter } from "../load/request-filter.ts";
import type { NarrowRequest } from "./commands.ts";

const formats = ["csv", "json", "ndjson", "parquet"] as const;

/** So many mistakes are told of at once. */
const mostShown = 20;

/**
 * A request for less of a reviewed extract, checked: fewer of its columns, a filter over its own fields, another format; nothing
 * else can be asked for (DESIGN 3). Error: `narrowing-refused`, with each mistake and its place, as in
 * `filter.all[0].Channel.in`.
 *
 * @param today YYYY-MM-DD, UTC, on which grants depend.
 */
export function narrowingOf(
  extract: ResolvedExtract,
  request: NarrowRequest,
  today = new Date().toISOString().slice(0, 10),
): Narrowing {
  const { fields, filter, format } = request;
  const problems: RequestProblem[] = Object.keys(request)
    .filter((key) => !["fields", "filter", "format"].includes(key))
    .map((key) => ({
      code: "unknown-key",
      place: key,
      message: "A request can't ask for this; expected fields, filter, format.",
    }));
  if (fields !== undefined) problems.push(...fieldProblems(extract, fields));
  const read = filter === undefined ? undefined : readRequestFilter(extract, filter, today);
  problems.push(...(read?.problems ?? []));
  if (format !== undefined && !formats.includes(format)) {
    problems.push({ code: "bad-value", place: "format", message: `Expected ${formats.join(", ")}.` });
  }
  if (problems.length > 0) throw refused(extract, problems);
  return Object.freeze({
    ...(fields === undefined ? {} : { fields }),
    ...(read?.filter === undefined ? {} : { filter: read.filter }),
    ...(format === undefined ? {} : { format }),
  });
}

/** A request that was checked, as the ledger keeps it with what is owed. */
export function narrowingText({ fields, filter, format }: NarrowRequest): string {
  return JSON.stringify({ fields, filter, format });
}

/**
 * What `narrowingText` kept, checked again when its plan is made: a field that was masked since must not be compared any more.
 * Error: `narrowing-refused`.
 */
export function narrowingOfText(extract: ResolvedExtract, text: string, today: string): Narrowing {
  return narrowingOf(extract, JSON.parse(text) as NarrowRequest, today);
}

function fieldProblems(extract: ResolvedExtract, fields: unknown): RequestProblem[] {
  if (!Array.isArray(fields) || fields.length === 0) {
    return [{ code: "wrong-type", place: "fields", message: "Expected a list of at least one of the extract's columns." }];
  }
  const known = extract.fields.map(({ as }) => as);
  return fields.flatMap((field: unknown, at): RequestProblem[] => {
    const place = `fields[${at}]`;
    if (typeof field !== "string" || !known.includes(field)) {
      const hint = typeof field === "string" ? didYouMean(field, known) : undefined;
      const message = `The extract ${extract.name} has no such column.`;
      return [{ code: "field-unknown", place, message, ...(hint === undefined ? {} : { hint }) }];
    }
    if (fields.indexOf(field) === at) return [];
    return [{ code: "column-duplicate", place, message: "The column stands in the list twice." }];
  });
}

function refused(extract: ResolvedExtract, problems: readonly RequestProblem[]): DatafeedError {
  const lines = problems
    .slice(0, mostShown)
    .map(({ code, place, message, hint }) => `${place} (${code}): ${message}${hint === undefined ? "" : ` ${hint}`}`);
  const more = problems.length > mostShown ? [`… and ${problems.length - mostShown} more`] : [];
  return new DatafeedError("narrowing-refused", [...lines, ...more].join("\n"), {
    hint: `A request can only narrow the extract. Its columns: ${extract.fields.map(({ as }) => as).join(", ")}.`,
  });
}

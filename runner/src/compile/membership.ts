import { type Compilation, templateField } from "./compilation.ts";
import { storedField } from "./field-sql.ts";

/**
 * Which rows belong to the window: start <= time < end, on the bare column, as it is stored, so that indexes and zone maps
 * serve and no zone is converted. A template with a query of its own gets it too: its query reads the window to read less, this
 * makes the windows exact. For an aggregate the time field is a dimension, so whole groups belong to one window.
 */
export function membership(compilation: Compilation): readonly string[] {
  const { extract, window } = compilation;
  const { field } = extract.template.time;
  const start = `${storedField(compilation, field)} >= ${boundEdge(compilation, field, window.start)}`;
  return [start, beforeEnd(compilation)];
}

/** Which rows lie before the end of the window. */
export function beforeEnd(compilation: Compilation): string {
  const { extract, window } = compilation;
  const { field } = extract.template.time;
  return `${storedField(compilation, field)} < ${boundEdge(compilation, field, window.end)}`;
}

/** An instant (UTC, ISO 8601) as it is compared with what is stored of an instant field. */
export function boundEdge(compilation: Compilation, field: string, instant: string): string {
  const { parameters } = compilation;
  const { local, stored = "instant" } = templateField(compilation, field);
  if (local !== undefined) return boundEdge(compilation, local, instant);
  if (stored === "instant") return parameters.bind(instant, "timestamptz");
  // Redshift and PostgreSQL drop the offset of a literal for such a column without a word: it has none.
  if (stored === "utc-naive") return parameters.bind(instant.replace(/Z$/, ""), "timestamp");
  return parameters.bind(String(Date.parse(instant)), "bigint");
}

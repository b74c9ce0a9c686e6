import { type Compilation, templateField } from "./compilation.ts";
import { storedField } from "./field-sql.ts";

/**
 * Which rows belong to the window: start <= time < end, on the bare column, as it is stored, so that indexes and zone maps
 * serve and no zone is converted. A template with a query of its own gets it too: its query reads the window to read less, this
 * makes the windows exact. For an aggregate the time field is a dimension, so whole groups belong to one window.
 */
export function membership(compilation: Compilation): readonly string[] {
  const { extract, window, parameters } = compilation;
  const { field } = extract.template.time;
  const time = storedField(compilation, field);
  const stored = templateField(compilation, field).stored ?? "instant";
  const edge = (instant: string): string => {
    if (stored === "instant") return parameters.bind(instant, "timestamptz");
    // Redshift and PostgreSQL drop the offset of a literal for such a column without a word: it has none.
    if (stored === "utc-naive") return parameters.bind(instant.replace(/Z$/, ""), "timestamp");
    return parameters.bind(String(Date.parse(instant)), "bigint");
  };
  return [`${time} >= ${edge(window.start)}`, `${time} < ${edge(window.end)}`];
}

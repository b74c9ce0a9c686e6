import { type Compilation, templateField } from "./compilation.ts";
import { orderedField, storedField } from "./field-sql.ts";

/** The name of the column that numbers versions; with a colon and a blank, so that no table has it. */
const version = '"datafeed: version"';

/**
 * The newest version of each thing (`dedupe: latest`): the rows of `window` (FROM and WHERE) are numbered, the newest first, and
 * the first of each is kept, still under the name "source". Of versions that are equally new the first by key. A row that does
 * not say which thing it is a version of is a thing of its own.
 */
export function newestRows(
  compilation: Compilation,
  window: readonly string[],
): { readonly from: readonly string[]; readonly condition: string } {
  const { template } = compilation.extract;
  const { by = [], latest = [] } = template.dedupe ?? {};
  const order = [
    ...latest.map((field) => `${orderedField(compilation, field)} DESC NULLS LAST`),
    ...template.key.map((field) => orderedField(compilation, field)),
  ];
  const nameless = by.filter((field) => templateField(compilation, field).nullable !== false && !template.key.includes(field));
  const kept = [`"source".${version} = 1`, ...nameless.map((field) => `${storedField(compilation, field)} IS NULL`)];
  return {
    from: [
      "FROM (",
      '  SELECT "source".*, row_number() OVER (',
      `    PARTITION BY ${by.map((field) => storedField(compilation, field)).join(", ")}`,
      `    ORDER BY ${order.join(", ")}`,
      `  ) AS ${version}`,
      // Not indented: a string of the template's query may hold line breaks.
      ...window,
      ') AS "source"',
    ],
    condition: kept.length === 1 ? kept.join() : `(${kept.join(" OR ")})`,
  };
}

import type { DialectText, NestedItem, TemplateField } from "../../../schemas/generated/documents.ts";
import { itemsOf } from "../load/field-types.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";

const titles: Readonly<Record<Dialect, string>> = { duckdb: "DuckDB", postgres: "PostgreSQL", redshift: "Redshift" };

/**
 * What a test does not show of an extract, because an engine stands in for its warehouse: in sentences. `warehouse` is what the
 * connections say of it; undefined where nobody knows.
 */
export function notStoodInFor(extract: ResolvedExtract, engine: Dialect, warehouse: Dialect | undefined): readonly string[] {
  const { template, operation, fields } = extract;
  const other = warehouse === undefined || warehouse === engine ? undefined : warehouse;
  const selected = fields.flatMap(({ field }) => template.fields[field] ?? []);
  const notes: string[] = [];
  if (
    other !== undefined &&
    [template.source.sql, ...selected.flatMap(expressions)].some((text) => differs(text, other, engine))
  ) {
    notes.push(`The template's SQL for ${titles[other]} was not run: ${titles[engine]} has its own.`);
  }
  if (warehouse === "redshift" && selected.some(({ redshift }) => redshift !== undefined)) {
    notes.push("The columns of JSON that Redshift reads (`redshift`) were not read: the JSON was built from the child tables.");
  }
  if (operation.ready !== undefined) notes.push("`ready.sql` was not asked.");
  return notes;
}

function expressions(field: TemplateField): readonly (DialectText | undefined)[] {
  return [field, ...itemsOf(field).map(({ item }): NestedItem => item)].map(({ expression }) => expression);
}

function differs(text: DialectText | undefined, one: Dialect, other: Dialect): boolean {
  return typeof text === "object" && text[one] !== text[other];
}

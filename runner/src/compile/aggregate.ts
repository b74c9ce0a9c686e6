import { DatafeedError } from "../errors/datafeed-error.ts";
import { isMeasureOf } from "../load/field-types.ts";
import { type Compilation, templateField } from "./compilation.ts";
import type { SelectItem } from "./select-list.ts";

/**
 * Groups by the positions of the dimensions, and so by what is read: a masked dimension merges its groups. Without dimensions
 * there is one group, or none for a window without rows.
 */
export function groupBy(compilation: Compilation, selected: readonly SelectItem[]): readonly string[] {
  const positions = selected.flatMap(({ column }, index) => (isDimension(compilation, column.field) ? [index + 1] : []));
  return [positions.length === 0 ? "HAVING count(*) > 0" : `GROUP BY ${positions.join(", ")}`];
}

/** A structure belongs to one row. Error: compile-nested-aggregate. */
export function refuseNested(compilation: Compilation): void {
  const nested = compilation.extract.fields.find(({ field }) => {
    const { nested, object } = templateField(compilation, field);
    return nested !== undefined || object !== undefined;
  });
  if (nested === undefined) return;
  throw new DatafeedError(
    "compile-nested-aggregate",
    `${compilation.extract.name} selects ${JSON.stringify(nested.field)}, a nested field, from the aggregate ${compilation.extract.template.name}.`,
    { hint: "Leave the nested field out." },
  );
}

/** The selected fields by which an aggregate groups. */
export function dimensionsOf(compilation: Compilation) {
  return compilation.extract.fields.filter(({ field }) => isDimension(compilation, field));
}

function isDimension(compilation: Compilation, field: string): boolean {
  return !isMeasure(compilation, field) && templateField(compilation, field).constant === undefined;
}

/** Whether a field has one value for each group: it is computed over the rows, or derived from one that is. */
export function isMeasure({ extract }: Compilation, name: string): boolean {
  return isMeasureOf(extract.template, name);
}

/** Whether the template computes over groups of rows. */
export function isAggregate({ extract }: Compilation): boolean {
  return Object.values(extract.template.fields).some((field) => field.measure !== undefined);
}

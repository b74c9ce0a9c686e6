import type { TemplateField } from "../../../schemas/generated/documents.ts";
import { fieldOf } from "../load/field-types.ts";
import type { SelectedField, Template } from "../load/project-documents.ts";
import type { LogicalType } from "../load/types.ts";
import { groupBy, isAggregate, isMeasure } from "./aggregate.ts";
import { type Compilation, templateField } from "./compilation.ts";
import { ParameterList } from "./parameters.ts";
import { type SelectItem, selectItem, selectList } from "./select-list.ts";
import { type RowSource, rowSource } from "./statement.ts";

/** The rows that data checks look at, and how their fields are read there. */
export interface CheckedRows {
  readonly compilation: Compilation;
  /** The template's key, as far as the rows have it: groups of an aggregate may have none of it. */
  readonly key: readonly string[];
  /** FROM and WHERE. Each call binds values of its own, so that a statement may read the rows twice. */
  source(): RowSource;
}

/**
 * The rows of the file: of an aggregate its groups, as rows of their own with the selected dimensions and the measures; of other
 * templates the rows as they are stored, fields that are not selected among them.
 *
 * @param wanted Fields that are checked.
 */
export function checkedRows(compilation: Compilation, wanted: readonly string[]): CheckedRows {
  const { extract } = compilation;
  const { key } = extract.template;
  if (!isAggregate(compilation)) return { compilation, key, source: () => rowSource(compilation) };
  const measures = wanted.filter((field) => {
    return isMeasure(compilation, field) && !extract.fields.some((selected) => selected.field === field);
  });
  const read = [...extract.fields, ...[...new Set(measures)].map((field) => ({ field, as: `measure: ${field}` }))];
  // What the columns are; nothing of it becomes part of a statement.
  const aside = { ...compilation, parameters: new ParameterList(compilation.dialect.maxParameters) };
  const items = read.map((field) => selectItem(aside, field));
  const template = templateOfGroups(compilation, items);
  return {
    compilation: { ...compilation, extract: { ...extract, fields: [], template } },
    key: key.filter((field) => Object.hasOwn(template.fields, field)),
    source: () => groups(compilation, read),
  };
}

function groups(compilation: Compilation, read: readonly SelectedField[]): RowSource {
  const { from, where } = rowSource(compilation);
  const items = read.map((field) => selectItem(compilation, field));
  const select = ["SELECT", ...selectList(items), ...from, ...where, ...groupBy(compilation, items)];
  // Not indented: a string of the template's query may hold line breaks.
  return { from: ["FROM (", ...select, ') AS "source"'], where: [] };
}

/** A template whose rows are the groups: a column for each field that they have. */
function templateOfGroups(compilation: Compilation, items: readonly SelectItem[]): Template {
  const { template } = compilation.extract;
  // Of a field that is selected twice the value in the clear.
  const clearLast = [...items].sort((one, other) => Number(isClear(one)) - Number(isClear(other)));
  const fields = Object.fromEntries(
    clearLast.map(({ column }) => [column.field, columnOfGroups(compilation, column.field, column.name, column.type)]),
  );
  return { ...template, fields };
}

function isClear({ column }: SelectItem): boolean {
  return column.mask === undefined;
}

function columnOfGroups(compilation: Compilation, name: string, column: string, type: LogicalType): TemplateField {
  const field = templateField(compilation, name);
  const base = field.local === undefined ? field : (fieldOf(compilation.extract.template, field.local) ?? field);
  const digits = type.type === "decimal" ? { precision: type.precision, scale: type.scale } : {};
  return {
    column,
    type: type.type === "local" ? "instant" : type.type,
    ...digits,
    // What is stored otherwise was read as an instant.
    ...(base.stored === "utc-naive" ? { stored: base.stored } : {}),
    ...(type.type === "instant" || type.type === "local" ? { precision: type.precision } : {}),
    ...(field.pii === undefined ? {} : { pii: field.pii }),
  };
}

import { logicalTypeOf, sourceOf } from "../load/field-types.ts";
import type { LogicalType } from "../load/types.ts";
import { boundValue } from "./bound-value.ts";
import { type Compilation, templateField } from "./compilation.ts";
import { expressionSql, sourceColumn } from "./expression-sql.ts";
import { readStructure } from "./nested-sql.ts";

/** What a field means; load has checked that it exists. */
export function fieldType({ extract }: Compilation, name: string): LogicalType {
  const type = logicalTypeOf(extract.template, name, extract.timezone);
  if (type === undefined) throw new TypeError(`The template ${extract.template.name} has no field ${JSON.stringify(name)}.`);
  return type;
}

/**
 * A field's value in the clear, as the select list returns it; lines of SQL. Local twins return their instant: the encoder
 * prints it in the zone. Columns come as they are stored: a cast would round without a word, and hide from the check before the
 * run that the column has another type now (DESIGN 6). The encoder refuses what does not fit. A measure is computed over the
 * group.
 */
export function readField(compilation: Compilation, name: string): readonly string[] {
  const field = templateField(compilation, name);
  const { dialect } = compilation;
  if (field.local !== undefined) return readField(compilation, field.local);
  if (field.nested !== undefined || field.object !== undefined) return readStructure(compilation, name);
  const type = fieldType(compilation, name);
  const read = aggregated(compilation, name, (sql) => {
    return type.type === "instant" ? dialect.readInstant(sql, field.stored ?? "instant") : sql;
  });
  return [read];
}

/**
 * A field as it is stored, to be compared: the bare column where there is one, so that indexes, sort keys and zone maps serve.
 */
export function storedField(compilation: Compilation, name: string): string {
  const { local } = templateField(compilation, name);
  return local === undefined ? aggregated(compilation, name, (sql) => sql) : storedField(compilation, local);
}

/** A field to order by: text by its bytes. */
export function orderedField(compilation: Compilation, name: string): string {
  const sql = storedField(compilation, name);
  return fieldType(compilation, name).type === "string" ? compilation.dialect.byBytes(sql) : sql;
}

/** An instant field as a timestamp with zone. */
export function instantField(compilation: Compilation, name: string): string {
  const { local, stored } = templateField(compilation, name);
  if (local !== undefined) return instantField(compilation, local);
  return compilation.dialect.toInstant(storedField(compilation, name), stored ?? "instant");
}

function aggregated(compilation: Compilation, name: string, read: (sql: string) => string): string {
  const field = templateField(compilation, name);
  const { measure } = field;
  const type = fieldType(compilation, name);
  if (measure === undefined) return read(rowValue(compilation, name));
  if (measure === "count") {
    return sourceOf(field) === "column" && field.column === undefined ? "count(*)" : `count(${rowValue(compilation, name)})`;
  }
  const value = rowValue(compilation, name);
  // Sums of integers are wider than their terms, and come as they are.
  if (measure === "sum") return read(`sum(${value})`);
  return read(`${measure}(${type.type === "string" ? compilation.dialect.byBytes(value) : value})`);
}

/** The value of one row of the source. */
function rowValue(compilation: Compilation, name: string): string {
  const { extract, dialect } = compilation;
  const field = templateField(compilation, name);
  if (field.expression !== undefined) {
    const place = `The field ${JSON.stringify(name)} of the template ${extract.template.name}`;
    return expressionSql(compilation, field.expression, place);
  }
  if (field.duration !== undefined) {
    const { from, to, unit } = field.duration;
    return dialect.duration(instantField(compilation, from), instantField(compilation, to), unit ?? "ms");
  }
  if (field.constant !== undefined) return boundValue(compilation, field.constant, fieldType(compilation, name));
  return sourceColumn(field.column ?? name);
}

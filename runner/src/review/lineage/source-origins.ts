import type { NestedItem, Template, TemplateField } from "../../../../schemas/generated/documents.ts";
import { fieldOf, itemsOf, type PlacedItem } from "../../load/field-types.ts";
import { readsUnknown } from "../../load/lineage.ts";
import type { Dialect } from "../../load/types.ts";
import { allOrigins, noOrigins, type ReadOrigins, unknownOrigins } from "./origin.ts";
import { type SourceRows, sourceRows, tableRows, type Views } from "./source-rows.ts";

/** Where the fields of a template come from, by their names. */
export type Origins = ReadonlyMap<string, FieldOrigins>;

/** Where a field comes from: with all that is in it. */
export interface FieldOrigins extends ReadOrigins {
  /** The items of a structured field. */
  readonly items: readonly ItemOrigins[];
}

/** Where an item of JSON comes from. */
export interface ItemOrigins extends ReadOrigins {
  /** The way to it in the document, from the field on. */
  readonly path: readonly string[];
  readonly item: NestedItem;
}

/**
 * For each field of a template, and each item in it, the columns of the warehouse that its value may come from. What can't be
 * told is unknown. Rows are chosen by other columns, too (`where`, `join … on`): those are no origins, but of a subquery whose
 * value it is.
 *
 * @param views Definitions of views by name. Keep the map: what was read with it is remembered.
 */
export async function sourceOrigins(template: Template, dialect: Dialect, views?: Views): Promise<Origins> {
  const rows = await sourceRows(template, dialect, views);
  const tables = new Map<string, SourceRows>();
  for (const table of childTables(template)) tables.set(table, await tableRows(table, dialect, views));
  const reader: Reader = { template, rows, tables };
  return new Map(Object.keys(template.fields).map((name) => [name, fieldOrigins(reader, name)]));
}

interface Reader {
  readonly template: Template;
  readonly rows: SourceRows;
  readonly tables: ReadonlyMap<string, SourceRows>;
}

/** The tables whose rows are nested in others. */
export function childTables({ fields }: Template): ReadonlySet<string> {
  const items = Object.values(fields).flatMap((field) => [field, ...itemsOf(field).map(({ item }) => item)]);
  return new Set(items.flatMap(({ nested }) => (nested === undefined ? [] : [nested.table])));
}

function fieldOrigins(reader: Reader, name: string): FieldOrigins {
  const field = fieldOf(reader.template, name);
  if (field === undefined) return { ...unknownOrigins(`there is no field ${JSON.stringify(name)}`), items: [] };
  const { local, duration } = field;
  if (local !== undefined) return { ...storedOrigins(reader, local), items: [] };
  if (duration !== undefined) {
    const ends = [duration.from, duration.to].map((end) => storedOrigins(reader, end));
    return { ...allOrigins(ends), items: [] };
  }
  const items = itemsOf(field).map((placed) => ({ path: placed.path, item: placed.item, ...itemOrigins(reader, placed) }));
  const stored = field.redshift === undefined ? noOrigins : columnOrigins([reader.rows], field.redshift);
  return { ...allOrigins([valueOrigins(reader, field, []), stored, ...items]), items };
}

/** A field that is read from the source: what twins and durations may refer to. */
function storedOrigins(reader: Reader, name: string): ReadOrigins {
  const field = fieldOf(reader.template, name);
  if (field === undefined || field.local !== undefined || field.duration !== undefined) {
    return unknownOrigins(`${JSON.stringify(name)} is no field of the source`);
  }
  return valueOrigins(reader, field, []);
}

/** An item with all that is in it. */
function itemOrigins(reader: Reader, { item, tables }: PlacedItem): ReadOrigins {
  const inside = itemsOf(item).map((inner) => valueOrigins(reader, inner.item, [...tables, ...inner.tables]));
  return allOrigins([valueOrigins(reader, item, tables), ...inside]);
}

/** What a field or an item reads by itself, in a row of the last of `tables`; of none: of the source. */
function valueOrigins(reader: Reader, item: TemplateField | NestedItem, tables: readonly string[]): ReadOrigins {
  const around = [reader.rows, ...tables.map((table) => rowsOf(reader, table))];
  const rows = around.at(-1) ?? reader.rows;
  const { column, expression, from, when, nested } = item;
  if (expression !== undefined) {
    const named = (from ?? []).map((one) => columnOrigins(around, one));
    const all = readsUnknown(reader.template, item, tables.length === 0);
    return allOrigins([...named, all ? unknownOrigins("its expression may read more than `from` names") : noOrigins]);
  }
  const key = nested?.entries === undefined ? noOrigins : columnOrigins([rowsOf(reader, nested.table)], nested.entries.key);
  const present = when === undefined ? noOrigins : columnOrigins([rows], when);
  return allOrigins([column === undefined ? noOrigins : columnOrigins([rows], column), present, key]);
}

/** A column of any of these rows. */
function columnOrigins(rows: readonly SourceRows[], column: string): ReadOrigins {
  const found = rows.flatMap((one) => one(column) ?? []);
  return found.length === 0 ? unknownOrigins(`there is no column ${JSON.stringify(column)}`) : allOrigins(found);
}

function rowsOf({ tables }: Reader, table: string): SourceRows {
  return tables.get(table) ?? (() => unknownOrigins(`nobody knows the rows of ${table}`));
}

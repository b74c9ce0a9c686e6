import type { Known } from "../known.ts";
import type { Schema } from "../schema-at.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { asRecord, entriesOf, isRecord, listOf, textOf, type Values } from "../template-view.ts";

/** Columns and tables that the project's templates name: nobody asks the warehouse while somebody writes. */
export function columnValues(asked: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  const { place, path, known } = asked;
  if (place.kind !== "Template") return undefined;
  if (isPath(path, "source.table") || isPath(path, "fields.*.nested.table")) return tables(known);
  if (!schemas.some(({ title }) => title === "ColumnName")) return undefined;
  return columnsOf(asked, isChild(path) ? ["fields", String(path[1]), "nested"] : ["source"]);
}

/** The columns of the child table, as keys of `match`. */
export function matchColumns(asked: Asked): readonly Suggestion[] {
  return columnsOf(asked, ["fields", String(asked.path[1]), "nested"]);
}

/** `match` maps a child's column to one of the parent, which is the value. */
function isChild(path: readonly (string | number)[]): boolean {
  return path[2] === "nested" && path[3] !== "match";
}

function columnsOf({ known, place }: Asked, owner: readonly string[]): readonly Suggestion[] {
  const own = asRecord(place.around.value([]));
  const table = place.around.text([...owner, "table"]);
  const types = new Map<string, string>();
  if (owner[0] === "source") collect(own, types);
  if (table !== undefined) {
    for (const reader of readersOf(own).get(table) ?? []) collect(reader, types);
    for (const { value } of known.loaded.templates.values()) {
      for (const reader of readersOf(value).get(table) ?? []) collect(reader, types);
    }
  }
  types.delete(place.typed.text);
  return [...types].map(([value, detail]) => ({ kind: "column", value, detail }));
}

function tables({ loaded }: Known): readonly Suggestion[] {
  const users = new Map<string, string[]>();
  for (const { value } of loaded.templates.values()) {
    for (const table of readersOf(value).keys()) users.set(table, [...(users.get(table) ?? []), value.name]);
  }
  return [...users].map(([value, names]) => ({ kind: "table", value, detail: names.join(", ") }));
}

const known = new WeakMap<object, ReadonlyMap<string, readonly Values[]>>();

/** What reads a table, by table: the template itself, and its nested fields. */
function readersOf(template: unknown): ReadonlyMap<string, readonly Values[]> {
  if (!isRecord(template)) return new Map();
  const found = known.get(template);
  if (found !== undefined) return found;
  const readers = new Map<string, Values[]>();
  const add = (table: unknown, reader: Values) => {
    if (typeof table === "string" && table !== "") readers.set(table, [...(readers.get(table) ?? []), reader]);
  };
  add(asRecord(template["source"])["table"], template);
  const fields = asRecord(template["fields"]);
  for (const name in fields) {
    const nested = asRecord(fields[name])["nested"];
    if (isRecord(nested)) add(nested["table"], nested);
  }
  known.set(template, readers);
  return readers;
}

/** Adds the columns that a template or a nested field reads, with their types where they say them. */
function collect(reader: Values, columns: Map<string, string>): void {
  const add = (column: unknown, type = "") => {
    if (typeof column === "string" && column !== "" && !columns.get(column)) columns.set(column, type);
  };
  for (const [, value] of entriesOf(reader["fields"])) {
    const field = asRecord(value);
    add(field["column"], textOf(field["type"]));
    for (const read of listOf(field["from"])) add(read);
  }
  // A nested field's: what orders its rows, and what ties them to the parent.
  for (const column of listOf(reader["order"])) add(column);
  for (const [column] of entriesOf(reader["match"])) add(column);
}

import type { Path } from "../../load/document-places.ts";
import { isRecord } from "../../load/is-record.ts";
import type { Known } from "../known.ts";
import { nestedAround } from "../nested-place.ts";
import type { Schema } from "../schema-at.ts";
import { type Asked, isPath, type Suggestion } from "../suggestion.ts";
import { asRecord, entriesOf, listOf, textOf, type Values } from "../template-view.ts";

/** Columns and tables that the project's templates name: nobody asks the warehouse while somebody writes. */
export function columnValues(asked: Asked, schemas: readonly Schema[]): readonly Suggestion[] | undefined {
  const { place, path, known } = asked;
  if (place.kind !== "Template") return undefined;
  const tablesAround = nestedAround(path);
  const own = tablesAround.at(-1);
  if (isPath(path, "source.table") || (own !== undefined && path.at(-1) === "table" && path.length === own.length + 1)) {
    return tables(known);
  }
  if (!schemas.some(({ title }) => title === "ColumnName")) return undefined;
  // `match` maps a child's column to one of the parent, which is the value.
  const read = own !== undefined && path[own.length] === "match" ? tablesAround.at(-2) : own;
  return columnsOf(asked, read ?? ["source"]);
}

/** The columns of the child table, as keys of its `match`. */
export function matchColumns(asked: Asked, match: Path): readonly Suggestion[] {
  return columnsOf(asked, match.slice(0, -1));
}

function columnsOf({ known, place }: Asked, owner: Path): readonly Suggestion[] {
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

/** What reads a table, by table: the template itself, and what is nested in it at any depth. */
function readersOf(template: unknown): ReadonlyMap<string, readonly Values[]> {
  if (!isRecord(template)) return new Map();
  const found = known.get(template);
  if (found !== undefined) return found;
  const readers = new Map<string, Values[]>();
  const add = (table: unknown, reader: Values) => {
    if (typeof table === "string" && table !== "") readers.set(table, [...(readers.get(table) ?? []), reader]);
  };
  add(asRecord(template["source"])["table"], template);
  const addNested = (reader: Values): void => {
    for (const item of itemsOfRow(reader)) {
      const nested = item["nested"];
      if (!isRecord(nested)) continue;
      add(nested["table"], nested);
      addNested(nested);
    }
  };
  addNested(template);
  known.set(template, readers);
  return readers;
}

/** The fields or items that read one row: of a template or of something nested, with what is in objects. */
function itemsOfRow(reader: Values): readonly Values[] {
  const values = entriesOf(reader["fields"]).map(([, value]) => value);
  const items = [...values, reader["value"], asRecord(reader["entries"])["value"]].filter(isRecord);
  return items.flatMap(withObjects);
}

function withObjects(item: Values): readonly Values[] {
  const inside = entriesOf(item["object"]).flatMap(([, value]) => (isRecord(value) ? withObjects(value) : []));
  return [item, ...inside];
}

/** Adds the columns that a template or something nested reads, with their types where they say them. */
function collect(reader: Values, columns: Map<string, string>): void {
  const add = (column: unknown, type = "") => {
    if (typeof column === "string" && column !== "" && !columns.get(column)) columns.set(column, type);
  };
  for (const item of itemsOfRow(reader)) {
    add(item["column"], textOf(item["type"]));
    for (const read of listOf(item["from"])) add(read);
    add(item["when"]);
    for (const [, parent] of entriesOf(asRecord(item["nested"])["match"])) add(parent);
  }
  // Of child rows: what orders them, what is their key, and what ties them to the parent.
  add(asRecord(reader["entries"])["key"]);
  for (const column of listOf(reader["order"])) add(column);
  for (const [column] of entriesOf(reader["match"])) add(column);
}

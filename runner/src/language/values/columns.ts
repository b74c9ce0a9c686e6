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
  const mayBeOwn = owner[0] === "source";
  if (mayBeOwn) collect(undefined, own, types);
  if (table !== undefined) {
    for (const { value } of known.loaded.templates.values()) addAll(types, columnsByTable(value).get(table));
    addAll(types, columnsByTable(own).get(table));
  }
  types.delete(place.typed.text);
  return [...types].map(([value, detail]) => ({ kind: "column", value, detail }));
}

function tables({ loaded }: Known): readonly Suggestion[] {
  const users = new Map<string, string[]>();
  for (const { value } of loaded.templates.values()) {
    for (const table of columnsByTable(value).keys()) users.set(table, [...(users.get(table) ?? []), value.name]);
  }
  return [...users].map(([value, names]) => ({ kind: "table", value, detail: names.join(", ") }));
}

type Columns = ReadonlyMap<string, string>;

const known = new WeakMap<object, ReadonlyMap<string, Columns>>();

/** The columns that a template names, with their types, by table. */
function columnsByTable(template: unknown): ReadonlyMap<string, Columns> {
  if (!isRecord(template)) return new Map();
  const found = known.get(template);
  if (found !== undefined) return found;
  const byTable = new Map<string, Map<string, string>>();
  const table = textOf(asRecord(template["source"])["table"]);
  if (table !== undefined) byTable.set(table, collect(undefined, template, new Map()));
  for (const [, field] of entriesOf(template["fields"])) {
    const nested = asRecord(asRecord(field)["nested"]);
    const child = textOf(nested["table"]);
    if (child !== undefined) byTable.set(child, collect(nested, nested, byTable.get(child) ?? new Map()));
  }
  known.set(template, byTable);
  return byTable;
}

/** Adds the columns that the fields of a template, or of a nested field, read. */
function collect(nested: Values | undefined, owner: Values, columns: Map<string, string>): Map<string, string> {
  for (const [, value] of entriesOf(owner["fields"])) {
    const field = asRecord(value);
    const column = textOf(field["column"]);
    if (column !== undefined && column !== "") columns.set(column, textOf(field["type"]) ?? "");
    for (const read of listOf(field["from"])) if (typeof read === "string" && !columns.has(read)) columns.set(read, "");
  }
  const named = [...listOf(nested?.["order"]), ...entriesOf(nested?.["match"]).map(([column]) => column)];
  for (const column of named) if (typeof column === "string" && !columns.has(column)) columns.set(column, "");
  return columns;
}

function addAll(types: Map<string, string>, more: Columns | undefined): void {
  for (const [column, type] of more ?? []) if (!types.get(column)) types.set(column, type);
}

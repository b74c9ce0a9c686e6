import type { PiiClass, Template } from "../../../schemas/generated/documents.ts";
import { columnKey, matchedColumns, readColumns, type TableColumn } from "./read-columns.ts";

/** Classes of personal data, from the least to the most sensitive. */
const piiClasses = [
  "none",
  "identifier",
  "name",
  "phone",
  "email",
  "address",
  "account",
  "recording",
  "free-text",
  "sensitive",
] as const satisfies readonly PiiClass[];

/** How sensitive a class is; 0 for none. */
export function rankOf(pii: PiiClass | undefined): number {
  return piiClasses.indexOf(pii ?? "none");
}

/** The class that asks for the most care; `none` of nothing. */
export function highestOf(classes: readonly (PiiClass | undefined)[]): PiiClass {
  return piiClasses[Math.max(0, ...classes.map(rankOf))] ?? "sensitive";
}

type ClassesByColumn = Map<string, PiiClass>;
const nothing: ReadonlyMap<string, PiiClass> = new Map();
const known = new WeakMap<Template, ReadonlyMap<string, ClassesByColumn>>();

/**
 * Classes by column, of the fields and items that read a table; without a name: the template's source. Columns that `match`
 * sets equal hold the same values: all of them have the highest class among them.
 */
export function declaredColumns(template: Template, table = template.source?.table ?? ""): ReadonlyMap<string, PiiClass> {
  const tables = known.get(template) ?? columnsByTable(template);
  known.set(template, tables);
  return tables.get(columnKey(table)) ?? nothing;
}

function columnsByTable(template: Template): ReadonlyMap<string, ClassesByColumn> {
  const tables = new Map<string, ClassesByColumn>();
  for (const { by, ...place } of readColumns(template)) {
    const classes = classesIn(tables, place);
    const column = columnKey(place.column);
    classes.set(column, highestOf([classes.get(column), by.pii]));
  }
  const both = matchedColumns(template).flatMap(([child, parent]) => [
    { of: child, equal: parent },
    { of: parent, equal: child },
  ]);
  const equals = Map.groupBy(both, ({ of }) => placeKey(of));
  // From the highest class down, so that a column is raised once at most.
  for (const pii of piiClasses.slice(1).reverse()) spread(tables, equals, pii);
  return tables;
}

type Equals = ReadonlyMap<string, readonly { readonly equal: TableColumn }[]>;

/** Raises to a class what is equal to a column of the class, and what is equal to that. */
function spread(tables: Map<string, ClassesByColumn>, equals: Equals, pii: PiiClass): void {
  const reached: TableColumn[] = [...tables].flatMap(([table, classes]) =>
    [...classes].flatMap(([column, found]) => (found === pii ? [{ table, column }] : [])),
  );
  // What is pushed is visited, too.
  for (const place of reached) {
    for (const { equal } of equals.get(placeKey(place)) ?? []) {
      const classes = classesIn(tables, equal);
      const column = columnKey(equal.column);
      if (rankOf(classes.get(column)) >= rankOf(pii)) continue;
      classes.set(column, pii);
      reached.push(equal);
    }
  }
}

function classesIn(tables: Map<string, ClassesByColumn>, { table }: TableColumn): ClassesByColumn {
  const key = columnKey(table);
  const classes = tables.get(key) ?? new Map<string, PiiClass>();
  tables.set(key, classes);
  return classes;
}

function placeKey({ table, column }: TableColumn): string {
  return `${columnKey(table)}\0${columnKey(column)}`;
}

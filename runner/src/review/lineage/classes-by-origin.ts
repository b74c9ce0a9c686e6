import type { PiiClass, Template } from "../../../../schemas/generated/documents.ts";
import { declaredColumns, highestOf, rankOf } from "../../load/column-classes.ts";
import type { Dialect } from "../../load/types.ts";
import { mayBeSame, noOrigins, type Origin, type ReadOrigins } from "./origin.ts";
import { childTables, sourceOrigins } from "./source-origins.ts";
import { type SourceRows, sourceRows, tableRows } from "./source-rows.ts";

/** Classes of personal data by column, then by relation; names in lower case. Ask it with `classOfOrigin`. */
export type ClassesByOrigin = ReadonlyMap<string, ReadonlyMap<string, PiiClass>>;

type Classes = Map<string, Map<string, PiiClass>>;

const allDialects: readonly Dialect[] = ["duckdb", "postgres", "redshift"];

/**
 * The highest class that any of the templates declares for a column of the warehouse, through whatever field or query: a column
 * is as personal as the most careful author says. A class of a field that mixes columns counts for all of them, unless one of
 * them explains it: `lower(email || domain)` says nothing of `domain` where another field says that `email` is one.
 */
export async function classesByOrigin(
  templates: Iterable<Template>,
  dialects: readonly Dialect[] = allDialects,
): Promise<ClassesByOrigin> {
  const classes: Classes = new Map();
  const mixtures: Declared[] = [];
  for (const template of templates) {
    for (const dialect of template.source.table === undefined ? dialects : allDialects.slice(0, 1)) {
      for (const declared of await declaredIn(template, dialect)) {
        const direct = declared.columns.filter(({ perhaps }) => perhaps === undefined);
        if (direct.length === 1) raise(classes, declared.columns, declared.pii);
        else mixtures.push(declared);
      }
    }
  }
  const alone = new Map([...classes].map(([column, relations]) => [column, new Map(relations)]));
  for (const { columns, pii } of mixtures) {
    const explained = columns.some((origin) => rankOf(classOfOrigin(alone, origin)) >= rankOf(pii));
    if (!explained) raise(classes, columns, pii);
  }
  return classes;
}

/** The class of a column: the highest of all relations that may be the one it is of. Undefined: nobody declares one. */
export function classOfOrigin(classes: ClassesByOrigin, { relation, column }: Origin): PiiClass | undefined {
  const relations = classes.get(column);
  if (relations === undefined) return undefined;
  const same = namesakes(relations, relation).filter((other) => mayBeSame(other, relation));
  const highest = highestOf(same.map((other) => relations.get(other)));
  return highest === "none" ? undefined : highest;
}

const known = new WeakMap<ReadonlyMap<string, PiiClass>, ReadonlyMap<string, readonly string[]>>();

/** The relations whose names end in the same part. */
function namesakes(relations: ReadonlyMap<string, PiiClass>, relation: string): readonly string[] {
  const byEnd = known.get(relations) ?? Map.groupBy(relations.keys(), lastPart);
  known.set(relations, byEnd);
  return byEnd.get(lastPart(relation)) ?? [];
}

function lastPart(relation: string): string {
  return relation.slice(relation.lastIndexOf(".") + 1);
}

interface Declared extends ReadOrigins {
  readonly pii: PiiClass;
}

/** What a template says of columns, and of what is made of them. */
async function declaredIn(template: Template, dialect: Dialect): Promise<readonly Declared[]> {
  const rows = await sourceRows(template, dialect);
  const ofTables: Declared[] = [];
  for (const table of childTables(template)) {
    ofTables.push(...ofColumns(declaredColumns(template, table), await tableRows(table, dialect)));
  }
  const origins = await sourceOrigins(template, dialect);
  const ofValues = [...origins].flatMap(([name, { items, ...read }]) => {
    const stated = [
      { pii: template.fields[name]?.pii, ...read },
      ...items.map(({ item, ...one }) => ({ pii: item.pii, ...one })),
    ];
    return stated.flatMap(({ pii, ...one }) => (pii === undefined || pii === "none" ? [] : [{ ...one, pii }]));
  });
  return [...ofColumns(declaredColumns(template), rows), ...ofTables, ...ofValues];
}

function ofColumns(declared: ReadonlyMap<string, PiiClass>, rows: SourceRows): readonly Declared[] {
  return [...declared].flatMap(([column, pii]) => (pii === "none" ? [] : [{ ...(rows(column) ?? noOrigins), pii }]));
}

function raise(classes: Classes, columns: readonly Origin[], pii: PiiClass): void {
  for (const { relation, column } of columns) {
    const relations = classes.get(column) ?? new Map<string, PiiClass>();
    classes.set(column, relations);
    if (rankOf(pii) > rankOf(relations.get(relation))) relations.set(relation, pii);
  }
}

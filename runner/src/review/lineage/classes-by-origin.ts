import type { PiiClass, Template } from "../../../../schemas/generated/documents.ts";
import { declaredColumns, highestOf, rankOf } from "../../load/column-classes.ts";
import { allDialects } from "../../load/dialect-texts.ts";
import type { Dialect } from "../../load/types.ts";
import { declaresClasses, mayName } from "./named-in.ts";
import { lastPart, mayBeSame, noOrigins, type Origin, type ReadOrigins } from "./origin.ts";
import { childTables, sourceOrigins } from "./source-origins.ts";
import { type SourceRows, sourceRows, tableRows } from "./source-rows.ts";

/** Classes of personal data by column, then by relation; names in lower case. Ask it with `classOfOrigin`. */
export type ClassesByOrigin = ReadonlyMap<string, ReadonlyMap<string, PiiClass>>;

type Classes = Map<string, Map<string, PiiClass>>;

/**
 * The highest class that any of the templates declares for a column of the warehouse, through whatever field or query: a column
 * is as personal as the most careful author says. A class of a field that mixes columns counts for all of them, unless one of
 * them explains it: `lower(email || domain)` says nothing of `domain` where another field says that `email` is one.
 *
 * @param about Last parts of the relations, and names of columns, that it will be asked about: templates that can't read what is
 * called so need no parser. Default: about all.
 */
export async function classesByOrigin(templates: Iterable<Template>, about?: Iterable<string>): Promise<ClassesByOrigin> {
  const classes: Classes = new Map();
  const mixtures: Declared[] = [];
  const all = [...templates].filter(declaresClasses);
  for (const declared of about === undefined ? await declaredInAll(all) : await declaredAbout(about, all)) {
    if (isMixture(declared)) mixtures.push(declared);
    else raise(classes, declared.columns, declared.pii);
  }
  const alone = new Map([...classes].map(([column, relations]) => [column, new Map(relations)]));
  for (const { columns, pii } of mixtures) {
    const explained = columns.some((origin) => rankOf(classOfOrigin(alone, origin)) >= rankOf(pii));
    if (!explained) raise(classes, columns, pii);
  }
  return classes;
}

/** The names of relations, as `classesByOrigin` is asked about them, of which these templates say what they hold. */
export async function relationsWithClasses(templates: readonly Template[]): Promise<ReadonlySet<string>> {
  const declared = await declaredInAll(templates.filter(declaresClasses));
  return new Set(declared.flatMap(({ columns }) => columns.map(({ relation }) => lastPart(relation))));
}

/** What is said of these, and of all that may explain it. */
async function declaredAbout(names: Iterable<string>, templates: readonly Template[]): Promise<readonly Declared[]> {
  const found = new Map<Template, readonly Declared[]>();
  const asked = new Set(names);
  // The set grows while it is walked: what a mixture is made of may be explained elsewhere.
  for (const name of asked) {
    for (const template of templates) {
      if (found.has(template) || !mayName(template, name)) continue;
      const declared = await declaredInEach(template);
      found.set(template, declared);
      for (const { relation } of declared.filter(isMixture).flatMap(({ columns }) => columns)) asked.add(lastPart(relation));
    }
  }
  return templates.flatMap((template) => found.get(template) ?? []);
}

function isMixture({ columns }: Declared): boolean {
  return columns.filter(({ perhaps }) => perhaps === undefined).length !== 1;
}

/** The class of a column: the highest of all relations that may be the one it is of. Undefined: nobody declares one. */
export function classOfOrigin(classes: ClassesByOrigin, { relation, column }: Origin): PiiClass | undefined {
  const relations = classes.get(column);
  if (relations === undefined) return undefined;
  const same = namesakes(relations, relation).filter((other) => mayBeSame(other, relation));
  const highest = highestOf(same.map((other) => relations.get(other)));
  return highest === "none" ? undefined : highest;
}

const knownNamesakes = new WeakMap<ReadonlyMap<string, PiiClass>, ReadonlyMap<string, readonly string[]>>();

/** The relations whose names end in the same part. */
function namesakes(relations: ReadonlyMap<string, PiiClass>, relation: string): readonly string[] {
  const byEnd = knownNamesakes.get(relations) ?? Map.groupBy(relations.keys(), lastPart);
  knownNamesakes.set(relations, byEnd);
  return byEnd.get(lastPart(relation)) ?? [];
}

interface Declared extends ReadOrigins {
  readonly pii: PiiClass;
}

async function declaredInAll(templates: readonly Template[]): Promise<readonly Declared[]> {
  const found: Declared[] = [];
  for (const template of templates) found.push(...(await declaredInEach(template)));
  return found;
}

const knownDeclared = new WeakMap<Template, readonly Declared[]>();

/** What a template says in any dialect: a change of the connections must not make its classes fall silent. */
async function declaredInEach(template: Template): Promise<readonly Declared[]> {
  const known = knownDeclared.get(template);
  if (known !== undefined) return known;
  const found: Declared[] = [];
  // All of them read a table alike.
  for (const dialect of template.source.table === undefined ? allDialects : allDialects.slice(0, 1))
    found.push(...(await declaredIn(template, dialect)));
  knownDeclared.set(template, found);
  return found;
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

import type { PiiClass, Template } from "../../../../schemas/generated/documents.ts";
import { canonicalTemplate } from "../../compile/hashes.ts";
import { highestOf } from "../../load/column-classes.ts";
import { allDialects, dialectTexts } from "../../load/dialect-texts.ts";
import type { Dialect } from "../../load/types.ts";
import type { Comparison } from "../comparison.ts";
import { type ClassesByOrigin, classesByOrigin } from "../lineage/classes-by-origin.ts";
import { mayNameAny } from "../lineage/named-in.ts";
import { allOrigins, lastPart, mayBeSame, type Origin, originKey } from "../lineage/origin.ts";
import { type FieldOrigins, type Origins, sourceOrigins } from "../lineage/source-origins.ts";
import type { ProjectState } from "../project-state.ts";

const known = new WeakMap<Template, Map<string, Promise<Origins>>>();

/** Where a template's fields come from, in any of the dialects: who can't say which warehouse it is expects each. */
export function originsOf(template: Template, dialects: readonly Dialect[]): Promise<Origins> {
  const found = known.get(template) ?? new Map<string, Promise<Origins>>();
  known.set(template, found);
  const key = dialects.join();
  const origins = found.get(key) ?? inEach(template, dialects);
  found.set(key, origins);
  return origins;
}

async function inEach(template: Template, dialects: readonly Dialect[]): Promise<Origins> {
  const each = await Promise.all(differing(template, dialects).map((dialect) => sourceOrigins(template, dialect)));
  const [first, ...others] = each;
  if (first === undefined || others.length === 0) return first ?? new Map();
  return new Map([...first.keys()].map((name) => [name, merged(each.flatMap((origins) => origins.get(name) ?? []))]));
}

/** All of them read a table alike; where a query has no text nothing is read. */
function differing({ source }: Template, dialects: readonly Dialect[]): readonly Dialect[] {
  const texts = source.sql === undefined ? [] : dialectTexts(source.sql).flatMap((text) => text.dialects);
  const own = dialects.filter((dialect) => texts.includes(dialect));
  return own.length === 0 ? dialects.slice(0, 1) : own;
}

function merged(each: readonly FieldOrigins[]): FieldOrigins {
  const items = (each[0]?.items ?? []).map(({ path, item }, index) => {
    return { path, item, ...allOrigins(each.flatMap(({ items }) => items[index] ?? [])) };
  });
  return { ...allOrigins(each), items };
}

/** What the templates of two states say of some of the warehouse's columns: of those for which it was made. */
export interface Catalogue {
  /** The highest class that any template of either state declares: a change can't lower what the base says. */
  readonly classes: ClassesByOrigin;
  /** The highest class of columns by their name alone. */
  readonly byName: ReadonlyMap<string, PiiClass>;
  /** The relations of which a template of the base reads a column, by column: of these somebody has said what they hold. */
  readonly read: ReadonlyMap<string, ReadonlySet<string>>;
}

export function templatesOf({ loaded }: ProjectState): readonly Template[] {
  return [...loaded.templates.values()].map(({ value }) => value);
}

/** Templates that one state has and the other has not, or not as they are. */
export function missingIn(templates: readonly Template[], others: readonly Template[]): readonly Template[] {
  const same = new Set(templates);
  const different = others.filter((template) => !same.has(template));
  if (different.length === 0) return [];
  const texts = new Set(templates.map(canonicalTemplate));
  return different.filter((template) => !texts.has(canonicalTemplate(template)));
}

/** What is known of these columns. Templates that can't read one of their relations are not asked. */
export async function catalogueOf({ base, head, signal }: Comparison, all: readonly Origin[]): Promise<Catalogue> {
  const before = templatesOf(base);
  // Thousands of extracts read the same columns.
  const asked = [...new Map(all.map((origin) => [originKey(origin), origin])).values()];
  const relations = new Set(asked.map(({ relation }) => lastPart(relation)));
  const read: Read = new Map();
  for (const template of before.filter((one) => mayNameAny(one, relations))) {
    signal?.throwIfAborted();
    for (const { columns } of (await originsOf(template, allDialects)).values()) {
      for (const { relation, column } of columns) read.set(column, (read.get(column) ?? new Set()).add(relation));
    }
  }
  // What holds a column that nobody has read is guessed from others of its name.
  const guessed = asked.filter((origin) => !isRead(read, origin)).map(({ column }) => column);
  const templates = [...before, ...missingIn(before, templatesOf(head))];
  const classes = await classesByOrigin(templates, new Set([...relations, ...guessed]));
  return { classes, byName: highestByName(classes), read };
}

type Read = Map<string, Set<string>>;

/** Whether a template of the base reads a column: somebody has said what it holds. */
export function isRead(read: Catalogue["read"], { relation, column }: Origin): boolean {
  const relations = read.get(column);
  return relations !== undefined && (relations.has(relation) || relations.values().some((one) => mayBeSame(one, relation)));
}

/** A column of the warehouse and its class. */
export interface ClassifiedColumn {
  readonly origin: Origin;
  readonly pii: PiiClass;
}

/** All that is known of columns. The column's name ends the key by which they are kept. */
export function classifiedColumns(classes: ClassesByOrigin): readonly ClassifiedColumn[] {
  return [...classes].flatMap(([key, relations]) => {
    const column = key.slice(key.lastIndexOf("\0") + 1);
    return [...relations].map(([relation, pii]) => ({ origin: { relation, column }, pii }));
  });
}

function highestByName(classes: ClassesByOrigin): ReadonlyMap<string, PiiClass> {
  const byName = new Map<string, PiiClass>();
  for (const { origin, pii } of classifiedColumns(classes)) {
    byName.set(origin.column, highestOf([pii, byName.get(origin.column)]));
  }
  return byName;
}

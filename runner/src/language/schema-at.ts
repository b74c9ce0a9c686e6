import type { Path } from "../load/document-places.ts";
import { commonSchema, type DocumentKind, documentSchemas } from "../load/schemas.ts";
import type { DocumentAround } from "./document-around.ts";

/** A JSON Schema, as far as editors look at it. References are followed before anybody sees one. */
export interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly maxProperties?: number;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly patternText?: string;
  readonly secret?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly discriminator?: { readonly propertyName: string };
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A schema and the file that its references start from. */
interface Located {
  readonly schema: Schema;
  readonly file: Schema;
}

const files: ReadonlyMap<string, Schema> = new Map(
  [commonSchema, ...Object.values(documentSchemas)].map((schema) => [
    schema.$id.slice(schema.$id.lastIndexOf("/") + 1),
    schema as unknown as Schema,
  ]),
);

/**
 * The schemas that a value at a path may follow, one for each alternative. Where the alternatives are told apart by a key
 * (`type: postgres`), only the one that the document names.
 */
export function schemasAt(kind: DocumentKind, path: Path, around: DocumentAround): readonly Schema[] {
  const root = documentSchemas[kind] as unknown as Schema;
  let found = expand({ schema: root, file: root });
  for (const [index, step] of path.entries()) {
    const narrowed = narrow(found, step, around, path.slice(0, index));
    found = narrowed.flatMap((located) => child(located, step)).flatMap(expand);
  }
  return narrow(found, undefined, around, path).map(({ schema }) => schema);
}

/** The schema of one key of a mapping, with the description that stands at the key. */
export function propertyOf(kind: DocumentKind, path: Path, around: DocumentAround): Schema | undefined {
  const step = path.at(-1);
  if (step === undefined) return documentSchemas[kind] as unknown as Schema;
  const root = documentSchemas[kind] as unknown as Schema;
  let found = expand({ schema: root, file: root });
  for (const [index, at] of path.slice(0, -1).entries()) {
    found = narrow(found, at, around, path.slice(0, index))
      .flatMap((located) => child(located, at))
      .flatMap(expand);
  }
  const [located] = narrow(found, step, around, path.slice(0, -1)).flatMap((parent) => child(parent, step));
  return located && follow(located).schema;
}

/** The properties of a mapping's schema, each with its reference followed. */
export function propertiesOf(schema: Schema): readonly (readonly [key: string, schema: Schema, shapes: readonly Schema[]])[] {
  const file = owners.get(schema) ?? schema;
  return Object.entries(schema.properties ?? {}).map(([key, property]) => {
    return [key, follow({ schema: property, file }).schema, expand({ schema: property, file }).map((one) => one.schema)];
  });
}

/** Which file a followed schema came from. */
const owners = new WeakMap<Schema, Schema>();
const expanded = new WeakMap<Schema, readonly Located[]>();

/** A schema as its alternatives. */
function expand(located: Located): readonly Located[] {
  const known = expanded.get(located.schema);
  if (known !== undefined) return known;
  const { schema, file } = follow(located);
  const alternatives = (schema.anyOf ?? schema.oneOf ?? []).flatMap((one) => expand({ schema: titled(one, schema), file }));
  const all = schema.anyOf !== undefined ? alternatives : [{ schema, file }, ...alternatives];
  for (const one of all) owners.set(one.schema, one.file);
  expanded.set(located.schema, all);
  return all;
}

/** An alternative goes by the name of the whole, where it has none. */
function titled(one: Schema, whole: Schema): Schema {
  return whole.title === undefined || one.title !== undefined || one.$ref !== undefined ? one : { ...one, title: whole.title };
}

function follow({ schema, file }: Located): Located {
  if (schema.$ref === undefined) return { schema, file };
  const { $ref, ...beside } = schema;
  const [name = "", pointer = ""] = $ref.split("#");
  const home = name === "" ? file : (files.get(name) ?? file);
  let target: unknown = home;
  for (const key of pointer.split("/").slice(1)) target = (target as Record<string, unknown> | undefined)?.[key];
  const followed = follow({ schema: (target ?? {}) as Schema, file: home });
  const merged = { schema: { ...followed.schema, ...beside }, file: followed.file };
  owners.set(merged.schema, merged.file);
  return merged;
}

function child({ schema, file }: Located, step: string | number): readonly Located[] {
  if (typeof step === "number") return schema.items === undefined ? [] : [{ schema: schema.items, file }];
  const { properties = {}, additionalProperties } = schema;
  if (Object.hasOwn(properties, step)) return [{ schema: properties[step] as Schema, file }];
  return typeof additionalProperties === "object" ? [{ schema: additionalProperties, file }] : [];
}

/** Of alternatives that a key tells apart: the named one; all that they share while none is named, and for that key itself. */
function narrow(
  found: readonly Located[],
  step: string | number | undefined,
  around: DocumentAround,
  path: Path,
): readonly Located[] {
  const base = found.find(({ schema }) => schema.discriminator !== undefined);
  const key = base?.schema.discriminator?.propertyName;
  if (base === undefined || key === undefined) return found;
  const said = around.text([...path, key]);
  const named = found.filter(({ schema }) => schema.properties?.[key]?.const === said);
  return step === key || named.length === 0 ? [base] : named;
}

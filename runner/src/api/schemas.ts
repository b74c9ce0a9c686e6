import api from "../../../schemas/api.schema.json" with { type: "json" };

/** A JSON Schema, or a part of one. */
export type Schema = { readonly [key: string]: unknown };

/** The name of a record of the API. */
export type RecordName = keyof typeof api.$defs;

/** The records of the API by name, each a schema of its own: `#/$defs/Window` inside them is `Window#`. */
export const recordSchemas: Readonly<Record<RecordName, Schema>> = Object.assign(
  {},
  ...Object.entries(api.$defs).map(([name, schema]) => ({ [name]: { $id: name, ...(standing(schema) as Schema) } })),
);

/** A reference to a record. */
export function record(name: RecordName): Schema {
  return { $ref: `${name}#` };
}

/** The properties of a record, for parameters of an address. */
export function parameters(name: RecordName): Schema {
  const { $id, title, description, ...schema } = recordSchemas[name];
  return schema;
}

function standing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(standing);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      key === "$ref" ? String(item).replace(/^#\/\$defs\/(.*)$/, "$1#") : standing(item),
    ]),
  );
}

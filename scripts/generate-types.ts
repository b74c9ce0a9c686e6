import { readFileSync } from "node:fs";
import { compile, type JSONSchema } from "json-schema-to-typescript";

const kinds = ["project", "connections", "extract", "schedule", "feed", "template", "test"] as const;

type Schema = { [key: string]: unknown };

const options = {
  cwd: "schemas/",
  additionalProperties: false,
  style: { printWidth: 128 },
  $refOptions: { resolve: { file: { read: (file: { url: string }) => schemaForTypes(file.url.split("/").at(-1) ?? "") } } },
};

function banner(files: string): string {
  return `// Generated from schemas/${files} by \`npm run generate\`. Do not edit.`;
}

/** The documents' TypeScript types, from their JSON Schemas. */
export async function documentTypes(): Promise<string> {
  const schema: JSONSchema = {
    title: "AnyDocument",
    anyOf: kinds.map((kind) => ({ $ref: `${kind}.schema.json` })),
  };
  return compile(schema, "AnyDocument", { ...options, bannerComment: banner("*.schema.json") });
}

/** The TypeScript types of the records of the HTTP API, from api.schema.json: one for each, beside each other. */
export async function apiTypes(): Promise<string> {
  const file = "api.schema.json";
  const names = Object.keys(readSchema(file)["$defs"] as Schema);
  const schema: JSONSchema = {
    title: "Api",
    type: "object",
    required: names,
    properties: Object.fromEntries(names.map((name) => [name, { $ref: `${file}#/$defs/${name}` }])),
  };
  return compile(schema, "Api", { ...options, bannerComment: banner(file), maxItems: -1 });
}

/**
 * A schema of schemas/ as the type generator needs it. The generator gives a type of its own to each reference that says
 * something beside `$ref` (Slug1, Slug2, …), so references to plain texts are written out as `string` with their description,
 * and all others stand alone.
 */
function schemaForTypes(name: string): string {
  const schema = readSchema(name);
  return JSON.stringify(rewrite(schema, schema));
}

function rewrite(value: unknown, root: Schema): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, root));
  if (typeof value !== "object" || value === null) return value;
  const schema = value as Schema;
  if (typeof schema["$ref"] === "string") {
    const target = follow(schema["$ref"], root);
    if (target["type"] !== "string" || target["enum"] !== undefined) return { $ref: schema["$ref"] };
    return { type: "string", description: schema["description"] ?? target["description"] };
  }
  const { title, ...rest } = schema;
  const named = schema["type"] === "string" && schema["enum"] === undefined ? rest : schema;
  return Object.fromEntries(Object.entries(named).map(([key, item]) => [key, rewrite(item, root)]));
}

/** What a reference such as `common.schema.json#/$defs/slug` or `#/$defs/filter` leads to. */
function follow(reference: string, root: Schema): Schema {
  const [file = "", pointer = ""] = reference.split("#");
  const start = file === "" ? root : readSchema(file);
  const steps = pointer.split("/").slice(1);
  return steps.reduce<Schema>((schema, step) => schema[step] as Schema, start);
}

/** Schemas name each other by file name; they are all in schemas/. */
function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(`schemas/${name}`, "utf8")) as Schema;
}

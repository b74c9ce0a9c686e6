import { readFileSync } from "node:fs";
import { compile, type JSONSchema } from "json-schema-to-typescript";

const kinds = ["project", "connections", "extract", "schedule", "template"] as const;

/** The documents' TypeScript types, from their JSON Schemas. */
export async function documentTypes(): Promise<string> {
  const schema: JSONSchema = {
    title: "AnyDocument",
    anyOf: kinds.map((kind) => ({ $ref: `${kind}.schema.json` })),
  };
  const text = await compile(schema, "AnyDocument", {
    cwd: "schemas/",
    bannerComment: "// Generated from schemas/*.schema.json by `npm run generate`. Do not edit.",
    additionalProperties: false,
    style: { printWidth: 128 },
    $refOptions: { resolve: { file: { read: readByName } } },
  });
  return text;
}

/** Schemas name each other by file name; they are all in schemas/. */
function readByName(file: { url: string }): string {
  return readFileSync(`schemas/${file.url.split("/").at(-1)}`, "utf8");
}

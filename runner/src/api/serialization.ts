import compile from "fast-json-stringify";
import type { FastifySerializerCompiler } from "fastify";
import { type RecordName, recordSchemas, type Schema } from "./schemas.ts";

/**
 * Writes answers as their records say, and nothing beyond. Fastify's own compiler takes up every record anew for each answer of
 * each route, a third of a second at the start of a server: this one takes up those alone to which the answer leads.
 */
export function answerSerializer(): FastifySerializerCompiler<Schema> {
  return ({ schema }) => compile(schema as compile.AnySchema, { schema: recordsOf(schema) as never });
}

/** The records to which a schema refers, and those to which they refer. */
function recordsOf(schema: Schema, found: Record<string, Schema> = {}): Record<string, Schema> {
  for (const [, name] of JSON.stringify(schema).matchAll(/"\$ref":"(\w+)#"/g)) {
    const record = recordSchemas[name as RecordName];
    if (found[name!] === record) continue;
    found[name!] = record;
    recordsOf(record, found);
  }
  return found;
}

import { Ajv2020 } from "ajv/dist/2020.js";
import type { FastifySchemaCompiler } from "fastify";
import { recordSchemas, type Schema } from "./schemas.ts";

/** Validates requests by JSON Schema 2020-12. What stands in an address is text and is read as its type; a body is as it is. */
export function requestValidator(): FastifySchemaCompiler<Schema> {
  const body = makeAjv(false);
  const address = makeAjv("array");
  return ({ schema, httpPart }) => (httpPart === "body" ? body : address).compile(schema);
}

/** An ajv that knows the records. All faults are told: bodies are small, and no schema has a costly pattern. */
export function makeAjv(coerceTypes: false | "array"): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, coerceTypes, strictRequired: false, formats: { "date-time": true, uri: true } });
  ajv.addSchema(Object.values(recordSchemas));
  return ajv;
}

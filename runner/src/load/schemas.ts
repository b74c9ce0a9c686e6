import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import common from "../../../schemas/common.schema.json" with { type: "json" };
import connections from "../../../schemas/connections.schema.json" with { type: "json" };
import extract from "../../../schemas/extract.schema.json" with { type: "json" };
import project from "../../../schemas/project.schema.json" with { type: "json" };
import schedule from "../../../schemas/schedule.schema.json" with { type: "json" };
import template from "../../../schemas/template.schema.json" with { type: "json" };

/** The JSON Schemas of the documents by kind, as modules: the one source of validation, types, hover texts and docs. */
export const documentSchemas = {
  Project: project,
  Connections: connections,
  Extract: extract,
  Schedule: schedule,
  Template: template,
} as const;

export type DocumentKind = keyof typeof documentSchemas;

/** The definitions that the documents share. */
export const commonSchema = common;

/** The kinds of documents that this version knows. */
export const documentKinds = Object.keys(documentSchemas) as readonly DocumentKind[];

/** Annotations that our schemas carry beside JSON Schema's own: see docs/reference. */
const annotations = ["secret", "tsType", "patternText"];

let ajv: Ajv2020 | undefined;
const validators = new Map<DocumentKind, ValidateFunction>();

/** The compiled validator of a kind; compiled when it is first needed. */
export function validatorOf(kind: DocumentKind): ValidateFunction {
  let validator = validators.get(kind);
  if (validator === undefined) {
    ajv ??= makeAjv();
    validator = ajv.compile({ $ref: documentSchemas[kind].$id });
    validators.set(kind, validator);
  }
  return validator;
}

function makeAjv(): Ajv2020 {
  // `verbose` keeps each error's schema and data, from which the messages are made.
  const made = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    discriminator: true,
    strictRequired: false,
  });
  for (const keyword of annotations) made.addKeyword(keyword);
  made.addSchema([common, ...Object.values(documentSchemas)]);
  return made;
}

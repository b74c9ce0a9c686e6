import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { commonSchema, type DocumentKind, documentSchemas } from "./schemas.ts";

/** Annotations that our schemas carry beside JSON Schema's own: see docs/reference. */
const annotations = ["secret", "tsType", "patternText"];

let ajv: Ajv2020 | undefined;
const validators = new Map<DocumentKind, ValidateFunction>();

/** The validator of a kind; compiled when it is first needed. The bundle has them compiled (runner/build.ts). */
export function validatorOf(kind: DocumentKind): ValidateFunction {
  let validator = validators.get(kind);
  if (validator === undefined) {
    ajv ??= makeAjv();
    validator = ajv.compile({ $ref: documentSchemas[kind].$id });
    validators.set(kind, validator);
  }
  return validator;
}

/** An ajv that knows our schemas. With `source` it keeps the code that it makes, for the bundle. */
export function makeAjv(source = false): Ajv2020 {
  // `verbose` keeps each error's schema and data, from which the messages are made.
  const made = new Ajv2020({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    discriminator: true,
    strictRequired: false,
    code: { source, esm: source },
  });
  for (const keyword of annotations) made.addKeyword(keyword);
  made.addSchema([commonSchema, ...Object.values(documentSchemas)]);
  return made;
}

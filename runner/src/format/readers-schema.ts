import { isRecord } from "../load/is-record.ts";
import type { Schema } from "./value-schema.ts";

/**
 * A schema of records for those who read them: keys may be missing and others may be there, at any depth, so that older and
 * newer documents are read alike. Known and constant values become examples: a later document may have others. What a key holds
 * where it is there stays as it was.
 */
export function readersSchema(strict: Schema): Schema {
  const { required: _, additionalProperties, enum: known, const: constant, ...rest } = strict;
  const examples = [...(Array.isArray(known) ? known : []), ...(constant === undefined ? [] : [constant])];
  return {
    ...rest,
    ...(isRecord(strict["properties"]) && { properties: mapped(strict["properties"]) }),
    ...(isRecord(strict["items"]) && { items: readersSchema(strict["items"]) }),
    ...(isRecord(strict["contentSchema"]) && { contentSchema: readersSchema(strict["contentSchema"]) }),
    ...(isRecord(additionalProperties) && { additionalProperties: readersSchema(additionalProperties) }),
    ...(examples.length > 0 && { examples }),
  };
}

function mapped(properties: Schema): Schema {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, isRecord(schema) ? readersSchema(schema) : schema]),
  );
}

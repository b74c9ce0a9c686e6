import type { Template } from "../../../schemas/generated/documents.ts";
import { fieldOf } from "./field-types.ts";

/**
 * Whether a field is NULL where what is stored is, so that asking tells only that a value is there. An expression is NULL where
 * its author wants: `nullif(left(ani, 1), '1')` compares what a mask hides.
 */
export function hasStoredNulls(template: Template, name: string): boolean {
  const field = fieldOf(template, name);
  const derivedFrom = [field?.local, field?.duration?.from, field?.duration?.to].flatMap((one) => {
    return one === undefined ? [] : [fieldOf(template, one)];
  });
  return [field, ...derivedFrom].every((one) => one?.expression === undefined);
}

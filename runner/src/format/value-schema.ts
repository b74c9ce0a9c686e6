import type { LogicalType } from "../load/types.ts";
import { canonicalText } from "./canonical/canonical-text.ts";

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, unknown>>;

const clock = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}";
const integer = "-?(0|[1-9][0-9]*)";

/** The JSON Schema of the canonical value of a type; `inText`: of a number or boolean that stands in quotes. */
export function valueSchema(type: LogicalType, inText: boolean): Schema {
  switch (type.type) {
    case "string":
      return { type: "string" };
    case "integer":
      return inText ? text(integer) : { type: "integer" };
    case "decimal":
      return inText ? text(integer + (type.scale > 0 ? `\\.[0-9]{${type.scale}}` : "")) : { type: "number" };
    case "float64":
      return inText ? text("-?[0-9]+(\\.[0-9]+)?(e[+-][0-9]+)?") : { type: "number" };
    case "boolean":
      return inText ? text("(true|false)") : { type: "boolean" };
    case "instant":
      return { ...text(`${clock}${fraction(type.precision)}Z`), format: "date-time" };
    case "local":
      return { ...text(`${clock}${fraction(type.precision)}[+-][0-9]{2}:[0-9]{2}`), format: "date-time" };
    case "date":
      return { type: "string", format: "date" };
    case "uuid":
      return { ...text("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"), format: "uuid" };
    case "bytes":
      return { type: "string", contentEncoding: "base64" };
    case "json":
      return inText ? { type: "string", contentMediaType: "application/json" } : {};
  }
}

/** A value of a template, as a record has it. */
export function literalOf(type: LogicalType, value: string | number | boolean, inText: boolean): unknown {
  if (type.type === "json") return inText ? canonicalText(type)(String(value)) : JSON.parse(String(value));
  const isBare = ["integer", "decimal", "float64", "boolean"].includes(type.type);
  if (!isBare) return canonicalText(type)(String(value));
  return inText ? canonicalText(type)(String(value)) : JSON.parse(String(value));
}

function text(pattern: string): Schema {
  return { type: "string", pattern: `^${pattern}$` };
}

function fraction(precision: number): string {
  return precision === 0 ? "" : `\\.[0-9]{${precision}}`;
}

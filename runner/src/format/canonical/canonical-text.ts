import type { Dialect, LogicalType } from "../../load/types.ts";
import { canonicalDate, canonicalInstant, localClock } from "./instants.ts";
import { jsonString } from "./json-reader.ts";
import { canonicalJson } from "./json-text.ts";
import { NotCanonical } from "./not-canonical.ts";
import { canonicalDecimal, canonicalFloat64, canonicalInteger } from "./numbers.ts";
import { shapedJson } from "./shaped-json.ts";

/**
 * Turns a driver's text of a value into the one canonical text of its logical type (DESIGN 6). Text that is canonical already
 * comes back unchanged, but for bytes of Redshift. Throws NotCanonical for a value that has none.
 */
export type Canonical = (text: string) => string;

/** Makes the function of a type. */
export function canonicalText(type: LogicalType, dialect?: Dialect): Canonical {
  switch (type.type) {
    case "string":
      return (text) => text;
    case "integer":
      return canonicalInteger;
    case "decimal":
      return (text) => canonicalDecimal(text, type.scale);
    case "float64":
      return canonicalFloat64;
    case "boolean":
      return canonicalBoolean;
    case "instant":
      return (text) => canonicalInstant(text, type.precision);
    case "local": {
      const clock = localClock(type.timezone);
      return (text) => clock.print(text, type.precision);
    }
    case "date":
      return canonicalDate;
    case "uuid":
      return canonicalUuid;
    case "bytes":
      return dialect === "redshift" ? base64OfHex : canonicalBytes;
    case "json":
      if (type.shape === undefined) return canonicalJson;
      // Redshift reads documents that others have made; the other engines make them by the template.
      return shapedJson(type.shape, { canonical: canonicalJsonValue, keys: dialect === "redshift" ? "known" : "exact" });
  }
}

/** The same value as a JSON value: numbers, booleans and JSON as they are, everything else as a string. */
export function canonicalJsonValue(type: LogicalType, dialect?: Dialect): Canonical {
  const canonical = canonicalText(type, dialect);
  switch (type.type) {
    case "integer":
    case "decimal":
    case "boolean":
    case "json":
      return canonical;
    case "float64":
      return (text) => finite(canonical(text));
    default:
      return (text) => jsonString(canonical(text));
  }
}

function finite(text: string): string {
  if (/[NI]/.test(text)) throw new NotCanonical("NaN or an infinity, which JSON does not have");
  return text;
}

function canonicalBoolean(text: string): string {
  if (text === "t" || text === "true") return "true";
  if (text === "f" || text === "false") return "false";
  throw new NotCanonical("text that is not a boolean");
}

function canonicalUuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new NotCanonical("text that is not a UUID");
  return text.toLowerCase();
}

/** PostgreSQL writes `\x` and hex digits; base64 has no backslash, so it is told apart. */
function canonicalBytes(text: string): string {
  return text.startsWith("\\x") ? Buffer.from(text.slice(2), "hex").toString("base64") : text;
}

/** Redshift writes hex digits alone. */
function base64OfHex(text: string): string {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new NotCanonical("text that is not bytes in hex digits");
  return Buffer.from(text, "hex").toString("base64");
}

import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Scalar } from "../load/project-documents.ts";
import type { LogicalType } from "../load/types.ts";
import { parseInstant } from "../schedule/wall-clock.ts";

/** The most digits of a decimal in DuckDB and Redshift. */
const mostDigits = 38;

/**
 * A value of a document as the text that is bound for a logical type. Times without an offset are wall clock of `timezone`.
 * Errors: schedule-time-invalid.
 */
export function valueText(value: Scalar, type: LogicalType, timezone: string): string {
  switch (type.type) {
    case "integer":
      return typeof value === "number" && Number.isInteger(value) ? BigInt(value).toString() : String(value);
    case "decimal":
      return plainDecimal(String(value));
    case "instant":
    case "local":
      return parseInstant(String(value), timezone).toString();
    case "uuid":
      return String(value).toLowerCase();
    default:
      return String(value);
  }
}

/** A decimal number without exponent: `1e-7` is 0.0000001. */
export function plainDecimal(text: string): string {
  const match = /^(?<sign>[+-]?)(?<whole>\d*)\.?(?<fraction>\d*)(?:[eE](?<exponent>[+-]?\d+))?$/.exec(text.trim());
  if (match?.groups?.["exponent"] === undefined) return text;
  const { sign = "", whole = "", fraction = "", exponent } = match.groups;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Digits in all and after the point, as a decimal type needs them to hold the number exactly. Error: compile-value. */
export function decimalDigits(text: string): { readonly precision: number; readonly scale: number } {
  const [whole = "", fraction = ""] = text.replace(/^[+-]/, "").split(".");
  const precision = Math.max(1, whole.length + fraction.length);
  if (precision > mostDigits) {
    throw new DatafeedError("compile-value", `A value of the filter has ${precision} digits; ${mostDigits} is the most.`);
  }
  return { precision, scale: fraction.length };
}

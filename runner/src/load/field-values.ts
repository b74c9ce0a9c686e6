import type { TemplateField } from "../../../schemas/generated/documents.ts";
import { isDate, isInstant } from "./date-time.ts";
import type { Scalar } from "./project-documents.ts";

/** The types whose values people write in documents. */
export type WrittenType = Exclude<NonNullable<TemplateField["type"]>, "json">;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const int64 = { least: -(2n ** 63n), most: 2n ** 63n - 1n } as const;

/**
 * Why a written value does not fit a type, as "expected …"; undefined when it fits. The value itself is not repeated: it may
 * be compared with personal data.
 */
export function checkValue(expected: { readonly type: WrittenType }, value: Scalar): string | undefined {
  return fits(expected.type, value) ? undefined : `expected ${words[expected.type]}`;
}

const words: Readonly<Record<WrittenType, string>> = {
  string: "text (in quotes)",
  integer: "a whole number of at most 64 bits",
  decimal: "a number, or one in quotes such as `12.50`",
  float64: "a number",
  boolean: "true or false",
  instant: "an instant with an offset or Z, such as `2026-03-17T07:00:00Z`",
  date: "a day, such as `2026-03-17`",
  uuid: "a UUID, such as `0b1f3a52-7c1d-4d8e-9a35-2f6f0e1c9b77`",
  bytes: "bytes in base64",
};

function fits(type: WrittenType, value: Scalar): boolean {
  switch (type) {
    case "string":
      // PostgreSQL has no NUL in text.
      return typeof value === "string" && !value.includes("\0");
    case "integer":
      return typeof value === "number" ? Number.isSafeInteger(value) : typeof value === "string" && isInt64(value);
    case "decimal":
      return typeof value === "number" || (typeof value === "string" && /^-?[0-9]{1,38}(\.[0-9]{1,37})?$/.test(value));
    case "float64":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "instant":
      return typeof value === "string" && isInstant(value);
    case "date":
      return typeof value === "string" && isDate(value);
    case "uuid":
      return typeof value === "string" && uuid.test(value);
    case "bytes":
      return typeof value === "string" && base64.test(value);
  }
}

function isInt64(text: string): boolean {
  if (!/^-?[0-9]{1,19}$/.test(text)) return false;
  const number = BigInt(text);
  return number >= int64.least && number <= int64.most;
}

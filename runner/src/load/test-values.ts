import { parseDateTime } from "./date-time.ts";
import { checkValue, type WrittenType } from "./field-values.ts";

/** Why a value can't stand in a column of this type (`types` of a test), as "expected …"; undefined when it can. NULL always can. */
export function testValueProblem(type: string, value: unknown): string | undefined {
  if (value === null || type === "json") return undefined;
  if (typeof value === "object") return `expected ${type}, and not a list or a mapping`;
  const scalar = value as string | number | boolean;
  switch (type) {
    case "utc-naive":
      return parseDateTime(String(value)) === undefined ? "expected an instant, or a time in UTC" : undefined;
    case "epoch-ms":
      return typeof value === "number" ? checkValue({ type: "integer" }, value) : checkValue({ type: "instant" }, scalar);
    case "float64":
      // What YAML writes as .nan and .inf is a number there.
      return typeof value === "number" ? undefined : checkValue({ type }, scalar);
    default:
      return checkValue({ type: type.replace(/\(.*/, "") as WrittenType }, scalar);
  }
}

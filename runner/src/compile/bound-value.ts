import type { Scalar } from "../load/project-documents.ts";
import type { LogicalType } from "../load/types.ts";
import type { Compilation } from "./compilation.ts";
import { decimalDigits, valueText } from "./value-text.ts";

/**
 * Binds a value of a document as its logical type and gives the SQL that stands for it. Decimals are cast to a type that holds
 * their digits, so that no warehouse rounds them. Errors: compile-value, compile-too-many-values, schedule-time-invalid.
 */
export function boundValue(compilation: Compilation, value: Scalar, type: LogicalType, pii = false): string {
  const { dialect, parameters, extract } = compilation;
  const text = valueText(value, type, extract.timezone);
  if (type.type === "bytes") return dialect.bindBytes(Buffer.from(text, "base64"), parameters, pii);
  if (type.type !== "decimal") return parameters.bind(text, dialect.sqlType(type), pii);
  const { precision, scale } = decimalDigits(text);
  return parameters.bind(text, dialect.decimalType(precision, scale), pii);
}

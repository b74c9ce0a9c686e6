import type { LogicalType } from "../../load/types.ts";
import { type Callable, type Code, i32, type ModuleMaker } from "./assembler.ts";
import { type CsvRules, csvText } from "./values/csv-text-code.ts";
import { booleanCode, dateCode, uuidCode } from "./values/fixed-code.ts";
import { jsonText } from "./values/json-text-code.ts";
import { decimalCode, float64Code, integerCode } from "./values/number-code.ts";
import { fractionCode, instantCode, localCode } from "./values/time-code.ts";

/**
 * The kernel's functions for values. Each takes where a cell's text begins, its length, and where to write; it gives the end of
 * what it wrote, or 0 for a form that it does not know: then a cell printer does the value, or says what is wrong with it.
 * Cells are read, and may be written, in vectors of 16 bytes beyond their end; what matters of the last one is masked.
 */
export interface ValueCode {
  text(at: Code, length: Code, to: Code): Code;
  integer(at: Code, length: Code, to: Code): Code;
  float64(at: Code, length: Code, to: Code): Code;
  boolean(at: Code, length: Code, to: Code): Code;
  uuid(at: Code, length: Code, to: Code): Code;
  date(at: Code, length: Code, to: Code): Code;
  decimal(at: Code, length: Code, to: Code, scale: number): Code;
  instant(at: Code, length: Code, to: Code, precision: number): Code;
  local(at: Code, length: Code, to: Code, precision: number, zoneAt: number): Code;
}

/** How texts are written: as JSON strings, or as CSV. */
export interface TextRules extends CsvRules {
  readonly json: boolean;
}

/** Adds the functions to a module. */
export function valueCode(module: ModuleMaker, rules: TextRules, copy: Callable): ValueCode {
  const text = rules.json ? jsonText(module) : csvText(module, rules);
  const integer = integerCode(module, copy);
  const decimal = decimalCode(module);
  const float64 = float64Code(module);
  const boolean = booleanCode(module);
  const uuid = uuidCode(module);
  const date = dateCode(module);
  const fraction = fractionCode(module);
  const instant = instantCode(module, fraction);
  const local = localCode(module, fraction, copy);
  return {
    text: text.call,
    integer: integer.call,
    float64: float64.call,
    boolean: boolean.call,
    uuid: uuid.call,
    date: date.call,
    decimal: (at, length, to, scale) => decimal.call(at, length, to, i32(scale)),
    instant: (at, length, to, precision) => instant.call(at, length, to, i32(precision)),
    local: (at, length, to, precision, zoneAt) => local.call(at, length, to, i32(precision), i32(zoneAt)),
  };
}

/** The code of a value of a type, as a JSON value or as CSV; undefined where a cell printer does them all. */
export function codeOf(
  type: LogicalType,
  values: ValueCode,
  zoneAt: number,
): ((at: Code, length: Code, to: Code) => Code) | undefined {
  switch (type.type) {
    case "string":
      return values.text;
    case "integer":
    case "float64":
    case "boolean":
    case "uuid":
    case "date":
      return values[type.type];
    case "decimal":
      return (at, length, to) => values.decimal(at, length, to, type.scale);
    case "instant":
      return (at, length, to) => values.instant(at, length, to, type.precision);
    case "local":
      return (at, length, to) => values.local(at, length, to, type.precision, zoneAt);
    default:
      return undefined;
  }
}

import { checkValue, instantOf, isDate, parseDateTime, type Scalar, type WrittenType } from "../../../runner/src/language.ts";
import type { Reduced } from "./form-actions.ts";
import { type FormContext, operatorsFor, translateOf, writtenTypeOf } from "./form-context.ts";
import { isList, type Json } from "./yaml/json.ts";

/** How many values an operator takes. */
export function shapeOf(operator: string): "none" | "one" | "two" | "list" {
  if (operator === "isNull" || operator === "isNotNull") return "none";
  if (operator === "between") return "two";
  return operator === "in" || operator === "notIn" ? "list" : "one";
}

/** Typed texts as the value of an operator on a field. */
export function typedValue(
  context: FormContext,
  { template, field, operator }: { readonly template: string; readonly field: string; readonly operator: string },
  texts: readonly string[],
): Reduced<Json> {
  const shape = shapeOf(operator);
  if (shape === "none") return { value: true };
  const type = writtenTypeOf(context, template, field);
  const values: Scalar[] = [];
  for (const text of texts) {
    const read = typedScalar(context, type === "json" ? undefined : type, text);
    if ("problem" in read) return read;
    values.push(read.value);
  }
  const t = translateOf(context);
  if (shape === "list") return values.length > 0 ? { value: values } : { problem: t("Give at least one value.") };
  if (shape === "two" && values.length !== 2) return { problem: t("Give two values: from, and up to.") };
  return shape === "two" ? { value: values } : { value: values[0] ?? "" };
}

/** A typed text as a value of a type: 12 is a number where numbers are, and text elsewhere. */
function typedScalar(context: FormContext, type: WrittenType | undefined, text: string): Reduced<Scalar> {
  const value = type === undefined ? text : valueOfType(context, type, text.trim(), text);
  const problem = type === undefined || value === undefined ? undefined : checkValue({ type }, value);
  if (value !== undefined && problem === undefined) return { value };
  return { problem: translateOf(context)("{0} does not fit: {1}.", JSON.stringify(text), problem ?? expectation(type)) };
}

function expectation(type: WrittenType | undefined): string {
  // The words of the loader: no value fits this one.
  return (type && checkValue({ type }, "\0")) ?? "";
}

function valueOfType(context: FormContext, type: WrittenType, text: string, whole: string): Scalar | undefined {
  switch (type) {
    case "string":
      return whole;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "integer":
      if (!/^[+-]?[0-9]{1,19}$/.test(text)) return undefined;
      // Beyond this a number in YAML would lose digits.
      return Number.isSafeInteger(Number(text)) ? Number(text) : text.replace("+", "");
    case "decimal":
      if (!/^[+-]?[0-9]+(\.[0-9]+)?$/.test(text)) return undefined;
      return String(Number(text)) === text ? Number(text) : text.replace("+", "");
    case "float64":
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "instant":
      return instantText(text, context.timezone);
    case "date":
      return isDate(text) ? text : undefined;
    default:
      return text;
  }
}

/** An instant with its offset. Wall-clock times are the extract's zone's; they are written in UTC. */
function instantText(text: string, timezone: string): string | undefined {
  const time = parseDateTime(text.replace(" ", "T"));
  if (time === undefined) return undefined;
  return "instant" in time ? text.replace(" ", "T") : instantOf(time, timezone).toString();
}

/** An instant as wall-clock time of a zone, `YYYY-MM-DDTHH:mm[:ss]`, for a date-time input; undefined for anything else. */
export function wallClock(value: Json, timezone: string): string | undefined {
  const time = typeof value === "string" ? parseDateTime(value) : undefined;
  if (time === undefined) return undefined;
  const wall = "wall" in time ? time.wall : time.instant.toZonedDateTimeISO(timezone).toPlainDateTime();
  return wall.toString({ smallestUnit: wall.second === 0 && wall.millisecond === 0 ? "minute" : "second" });
}

/** The operator and value with which a new condition on a field begins. */
export function firstTest(context: FormContext, template: string, field: string): { operator: string; value: Json } {
  const type = writtenTypeOf(context, template, field);
  const known = context.templates.get(template)?.fields[field]?.values?.[0];
  if (known !== undefined && type === "string") return { operator: "in", value: [String(known)] };
  switch (type) {
    case "integer":
    case "decimal":
    case "float64":
      return { operator: "gte", value: 0 };
    case "boolean":
      return { operator: "eq", value: true };
    case "instant":
    case "date":
      return { operator: "gte", value: firstValue(context, template, field) };
    case "json":
    case "uuid":
    case "bytes":
      return { operator: "isNotNull", value: true };
    default:
      return { operator: "eq", value: firstValue(context, template, field) };
  }
}

function firstValue(context: FormContext, template: string, field: string): Scalar {
  const known = context.templates.get(template)?.fields[field]?.values?.[0];
  if (known !== undefined) return known;
  switch (writtenTypeOf(context, template, field)) {
    case "integer":
    case "decimal":
    case "float64":
      return 0;
    case "boolean":
      return true;
    case "date":
      return context.today;
    case "instant":
      return instantText(context.today, context.timezone) ?? `${context.today}T00:00:00Z`;
    default:
      // Empty: a person has to say it, and is told so.
      return "";
  }
}

/** A test moved to another operator or field: its value stays as far as it fits. */
export function adaptedTest(
  context: FormContext,
  template: string,
  field: string,
  test: { readonly operator: string; readonly value: Json },
): { operator: string; value: Json } {
  const operators: readonly string[] = operatorsFor(context, template, field);
  if (!operators.includes(test.operator)) return firstTest(context, template, field);
  const shape = shapeOf(test.operator);
  if (shape === "none") return { operator: test.operator, value: true };
  const type = writtenTypeOf(context, template, field);
  const old = (isList(test.value) ? test.value : [test.value]) as readonly Scalar[];
  const fitting = old.filter((value) => type === undefined || type === "json" || checkValue({ type }, value) === undefined);
  const first = fitting[0] ?? firstValue(context, template, field);
  if (shape === "list") return { operator: test.operator, value: fitting.length > 0 ? fitting : [first] };
  if (shape === "two") return { operator: test.operator, value: [first, fitting[1] ?? first] };
  return { operator: test.operator, value: first };
}

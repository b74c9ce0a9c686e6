import type { Template } from "../../../schemas/generated/documents.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { fieldOf, itemsOf, logicalTypeOf } from "./field-types.ts";
import { checkValue, type WrittenType } from "./field-values.ts";
import type { FilterFindings } from "./findings.ts";
import type { Filter, FilterOperator, FilterValue, Scalar } from "./project-documents.ts";
import { keysInOrder, type PlainObject, type PlainValue } from "./read-value.ts";
import { shown, shownChoice } from "./shown-value.ts";
import { hasStoredNulls } from "./stored-nulls.ts";

/** What a filter is read against. */
export interface FilterContext {
  readonly findings: FilterFindings;
  readonly template: Template;
  /** Why a field must not be compared with values (it holds personal data without a grant); undefined when it may. */
  refusal(field: string): string | undefined;
}

/** The operators that every field takes, whatever its type. */
export const nullTests: readonly FilterOperator[] = ["isNull", "isNotNull"];
const equality: readonly FilterOperator[] = ["eq", "ne", "in", "notIn", ...nullTests];
const ordered: readonly FilterOperator[] = [...equality, "lt", "lte", "gt", "gte", "between"];
const textual: readonly FilterOperator[] = [...ordered, "contains", "startsWith", "endsWith"];

/** The operators that a field of a type can be tested with. */
export function operatorsOf(type: string): readonly FilterOperator[] {
  if (type === "string") return textual;
  if (type === "json") return nullTests;
  return type === "boolean" || type === "uuid" || type === "bytes" ? equality : ordered;
}

/** A filter of a document, valid against the schema, as a checked tree. Several keys of one mapping all hold. */
export function readFilter(context: FilterContext, value: PlainObject, path: Path): Filter {
  const parts = keysInOrder(value).map((key): Filter => {
    const inner = value[key] ?? null;
    const place = [...path, key];
    if (key === "all" || key === "any") {
      const list = (inner as readonly PlainObject[]).map((item, index) => readFilter(context, item, [...place, index]));
      return key === "all" ? { all: list } : { any: list };
    }
    if (key === "not") return { not: readFilter(context, inner as PlainObject, place) };
    return readCondition(context, key, inner as PlainObject, place);
  });
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { all: parts };
}

function readCondition(context: FilterContext, field: string, condition: PlainObject, path: Path): Filter {
  checkCondition(context, field, condition, path);
  const tests = Object.keys(condition).map((operator): Filter => {
    return { field, operator: operator as FilterOperator, value: condition[operator] as FilterValue };
  });
  return tests.length === 1 && tests[0] !== undefined ? tests[0] : { all: tests };
}

const nullOfExpression = "Filter by another field: where an expression is NULL may tell its value, too.";

function checkCondition(context: FilterContext, name: string, condition: PlainObject, path: Path): void {
  const { findings, template } = context;
  const field = fieldOf(template, name);
  if (field === undefined) {
    const known = [...keysInOrder(template.fields), "all", "any", "not"];
    const message = `The template ${shown(template.name)} has no field ${shown(name)}.`;
    findings.errorAtKey("field-unknown", path, message, nestedHint(template, name) ?? didYouMean(name, known));
    return;
  }
  if (field.measure !== undefined) {
    const message = `${shown(name)} is a measure: it is computed after the rows were chosen, and can't choose them.`;
    findings.errorAtKey("filter-on-measure", path, message);
    return;
  }
  const refusal = context.refusal(name);
  const mayAskNull = refusal === undefined || hasStoredNulls(template, name);
  const type = logicalTypeOf(template, name, "UTC")?.type ?? "string";
  const written: WrittenType | "json" = type === "local" ? "instant" : type;
  for (const operator of Object.keys(condition) as FilterOperator[]) {
    const place = [...path, operator];
    if (nullTests.includes(operator) && mayAskNull) continue;
    if (refusal !== undefined) {
      const hint = mayAskNull ? "Only `isNull` and `isNotNull` can test it." : nullOfExpression;
      findings.errorAtKey("filter-on-masked-field", place, refusal, hint);
    } else if (written === "json" || !operatorsOf(written).includes(operator)) {
      const message = `${shown(operator)} does not fit ${shown(name)}, which is of type ${shown(type)}; expected ${shownChoice(operatorsOf(written))}.`;
      findings.errorAtKey("filter-operator", place, message);
    } else {
      checkValues(findings, { name, type: written, operator }, condition[operator] ?? null, place);
    }
  }
}

/** A filter tests fields alone: what is inside of one needs a field of its own. */
function nestedHint(template: Template, name: string): string | undefined {
  for (const field of keysInOrder(template.fields)) {
    const found = itemsOf(fieldOf(template, field) ?? {}).find(({ path }) => path.at(-1) === name);
    // Of rows of another table there may be many.
    if (found === undefined || found.tables.length > 0) continue;
    const within = [field, ...found.path.slice(0, -1).filter((key) => key !== "object")].join(".");
    return `It is a part of ${shown(within)}; add a hidden field for it to the template.`;
  }
  return undefined;
}

interface Test {
  readonly name: string;
  readonly type: WrittenType;
  readonly operator: FilterOperator;
}

function checkValues(findings: FilterFindings, test: Test, value: PlainValue, path: Path): void {
  const list = (Array.isArray(value) ? value : [value]) as readonly Scalar[];
  let sound = true;
  list.forEach((item, index) => {
    const problem = checkValue({ type: test.type }, item);
    if (problem === undefined) return;
    sound = false;
    const place = Array.isArray(value) ? [...path, index] : path;
    findings.error(
      "filter-value",
      place,
      `The value does not fit ${shown(test.name)}, which is of type ${shown(test.type)}: ${problem}.`,
    );
  });
  const [low, high] = list;
  if (test.operator !== "between" || !sound || low === undefined || high === undefined) return;
  if (isReversed(test.type, low, high)) {
    findings.error("filter-value", path, "The first value of `between` is greater than the second, so that no row fits.");
  }
}

function isReversed(type: WrittenType, low: Scalar, high: Scalar): boolean {
  if (type === "integer" && typeof low !== "boolean" && typeof high !== "boolean") return BigInt(low) > BigInt(high);
  if (type === "decimal" || type === "float64") return Number(low) > Number(high);
  if (type === "instant") return Date.parse(String(low)) > Date.parse(String(high));
  return type === "date" && low > high;
}

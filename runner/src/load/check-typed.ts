import type { NestedItem, TemplateField } from "../../../schemas/generated/documents.ts";
import type { Path } from "./document-places.ts";
import { checkValue } from "./field-values.ts";
import type { DocumentFindings } from "./findings.ts";
import { shown } from "./shown-value.ts";

/** A field of a template, or an item inside of one: what their types have to be is the same. */
type Typed = TemplateField | NestedItem;

/** The type of what is read from a table. */
export function checkTyped(findings: DocumentFindings, { what, typed, path }: TypedPlace): void {
  if (typed.type === undefined) {
    findings.errorAtKey("field-type", path, `${what} has no \`type\`, which a column and an expression need.`);
    return;
  }
  checkDigits(findings, typed, path);
  checkBounds(findings, typed, path);
  if (typed.stored !== undefined && typed.type !== "instant") {
    findings.errorAtKey("key-unused", [...path, "stored"], "`stored` means nothing but for type `instant`.");
  }
}

interface TypedPlace {
  /** "The field" or "The item". */
  readonly what: string;
  readonly typed: Typed;
  readonly path: Path;
}

/** Precision and scale against the type. */
function checkDigits(findings: DocumentFindings, { type, precision, scale }: Typed, path: Path): void {
  if (type === "decimal") {
    if (precision === undefined || scale === undefined) {
      findings.errorAtKey(
        "field-precision",
        path,
        "A decimal needs `precision` (digits in all) and `scale` (digits after the point).",
      );
    } else if (precision < 1 || scale > precision) {
      const message = `A decimal of ${precision} digits can't have ${scale} of them after the point.`;
      findings.error("field-precision", [...path, "scale"], message);
    }
    return;
  }
  if (scale !== undefined)
    findings.errorAtKey("key-unused", [...path, "scale"], "`scale` means nothing but for type `decimal`.");
  if (precision === undefined) return;
  if (type !== "instant") {
    findings.errorAtKey(
      "key-unused",
      [...path, "precision"],
      "`precision` means nothing but for types `decimal` and `instant`.",
    );
  } else if (![0, 3, 6].includes(precision)) {
    findings.error(
      "field-precision",
      [...path, "precision"],
      `An instant has 0, 3 or 6 digits after the second, not ${precision}.`,
    );
  }
}

/** The types that are numbers. */
export const numeric: readonly string[] = ["integer", "decimal", "float64"];

function checkBounds(findings: DocumentFindings, { type = "string", minimum, maximum }: Typed, path: Path): void {
  for (const [key, bound] of Object.entries({ minimum, maximum })) {
    if (bound === undefined || numeric.includes(type)) continue;
    findings.errorAtKey(
      "key-unused",
      [...path, key],
      `${shown(key)} means nothing but for numbers, and the type is ${shown(type)}.`,
    );
  }
  if (minimum === undefined || maximum === undefined || minimum <= maximum) return;
  findings.error("field-bounds", [...path, "minimum"], `No number lies between ${minimum} and ${maximum}.`);
}

/** Whether a constant can be of a type. */
export function canBeConstant<Type extends string>(type: Type): type is Exclude<Type, "json" | "bytes"> {
  return type !== "json" && type !== "bytes";
}

/** A constant with a type. */
export function checkConstant(findings: DocumentFindings, typed: Typed, path: Path): void {
  checkDigits(findings, typed, path);
  const { type } = typed;
  if (type === undefined || !canBeConstant(type)) {
    findings.error("field-type", [...path, "type"], `A constant can't be of type ${shown(type)}.`);
    return;
  }
  const problem = checkValue({ type }, typed.constant ?? "");
  if (problem !== undefined)
    findings.error("value-type", [...path, "constant"], `The constant does not fit its type: ${problem}.`);
}

/** Known values against the type of the value. */
export function checkKnownValues(findings: DocumentFindings, typed: Typed, type: Typed["type"], path: Path): void {
  if (type === undefined || typed.values === undefined) return;
  typed.values.forEach((value, index) => {
    const problem = type === "json" ? "a JSON field has no known values" : checkValue({ type }, value);
    if (problem !== undefined)
      findings.error("value-type", [...path, "values", index], `The value does not fit the type: ${problem}.`);
  });
}

import type { Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { dialectTexts } from "./dialect-texts.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { type FieldSource, fieldOf, fieldSources, itemsOf } from "./field-types.ts";
import { checkValue } from "./field-values.ts";
import type { DocumentFindings } from "./findings.ts";
import { columnKey, declaredColumns, piiClassOf } from "./pii.ts";
import { isIntegerLike, keysInOrder } from "./read-value.ts";
import { scanSql } from "./scan-sql.ts";
import { shown, shownChoice } from "./shown-value.ts";

/** The keys that a field may have beside its source, by source; description, unit, pii, mask and values go with all. */
const companions: Readonly<Record<string, readonly string[]>> = {
  column: ["type", "precision", "scale", "stored", "measure"],
  expression: ["type", "precision", "scale", "stored", "measure", "from"],
  local: [],
  duration: ["type"],
  constant: ["type", "precision", "scale"],
  object: ["type"],
  nested: ["type"],
};

/** The keys that go with some sources alone. */
const typing: readonly string[] = ["type", "precision", "scale", "stored", "measure", "from"];

/** Whether a key of a field means something beside its source. */
export function goesWith(key: string, source: FieldSource): boolean {
  return !typing.includes(key) || (companions[source]?.includes(key) ?? false);
}

/** What the schema can't say of one field of a template. */
export function checkField(findings: DocumentFindings, template: Template, name: string): void {
  const field = fieldOf(template, name);
  if (field === undefined) return;
  const path = ["fields", name];
  const sources = fieldSources.filter((source) => field[source] !== undefined);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    const found = sources.length === 0 ? "none" : sources.map(shown).join(" and ");
    const message = `The field ${shown(name)} needs exactly one of ${shownChoice(fieldSources)}; found ${found}.`;
    findings.errorAtKey("field-source", path, message);
    return;
  }
  for (const key of typing) {
    if (Object.hasOwn(field, key) && !goesWith(key, source)) {
      findings.errorAtKey("key-unused", [...path, key], `${shown(key)} means nothing beside ${shown(source)}.`);
    }
  }
  if (source === "column" || source === "expression") checkTyped(findings, field, path);
  if (source === "expression") checkExpression(findings, template, field, path);
  if (source === "local") checkInstant(findings, template, field.local, [...path, "local"]);
  if (source === "duration") checkDuration(findings, template, field, path);
  if (source === "constant" && field.type !== undefined) checkConstant(findings, field, path);
  if (source === "nested" || source === "object") checkNested(findings, field, path);
  if (field.measure !== undefined) checkMeasure(findings, field, path);
  checkPii(findings, template, name, field);
  checkKnownValues(findings, field, path);
}

function checkTyped(findings: DocumentFindings, field: TemplateField, path: Path): void {
  if (field.type === undefined && field.measure !== "count") {
    findings.errorAtKey("field-type", path, "The field has no `type`, which a column and an expression need.");
    return;
  }
  checkDigits(findings, field, path);
  if (field.stored !== undefined && field.type !== "instant") {
    findings.errorAtKey("key-unused", [...path, "stored"], "`stored` means nothing but for type `instant`.");
  }
}

/** Precision and scale against the type: of a field, or of a key of nested objects. */
function checkDigits(
  findings: DocumentFindings,
  field: { readonly type?: string; readonly precision?: number; readonly scale?: number },
  path: Path,
): void {
  const { type, precision, scale } = field;
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

function checkExpression(findings: DocumentFindings, template: Template, field: TemplateField, path: Path): void {
  if (field.from === undefined) {
    findings.errorAtKey(
      "expression-from",
      path,
      "An expression needs `from`: the columns that it reads.",
      "Write `from: []` when it reads none.",
    );
  }
  const declared = declaredColumns(template);
  const read = new Set((field.from ?? []).map(columnKey));
  for (const { path: rest, sql, dialects } of dialectTexts(field.expression ?? {})) {
    const scanned = scanSql(sql, dialects);
    const place = [...path, "expression", ...rest];
    if (scanned.problem !== undefined)
      findings.error("sql-malformed", place, `The expression can't be used: ${scanned.problem}.`);
    for (const [column, pii] of declared) {
      if (pii === "none" || read.has(column) || !scanned.words.has(column)) continue;
      const message = `The expression reads the column ${shown(column)}, which holds personal data (${pii}), but \`from\` does not name it.`;
      findings.error("expression-from", place, message, `Add ${shown(column)} to \`from\`.`);
    }
  }
}

function checkInstant(findings: DocumentFindings, template: Template, name: string | undefined, path: Path): void {
  if (name === undefined) return;
  const field = fieldOf(template, name);
  if (field === undefined) {
    const hint = didYouMean(name, keysInOrder(template.fields));
    findings.error("field-unknown", path, `The template has no field ${shown(name)}.`, hint);
  } else if (
    field.type !== "instant" ||
    (field.column === undefined && field.expression === undefined) ||
    field.measure !== undefined
  ) {
    findings.error("field-reference", path, `${shown(name)} is not a field of type \`instant\`.`);
  }
}

function checkDuration(findings: DocumentFindings, template: Template, field: TemplateField, path: Path): void {
  checkInstant(findings, template, field.duration?.from, [...path, "duration", "from"]);
  checkInstant(findings, template, field.duration?.to, [...path, "duration", "to"]);
  if (field.type !== undefined && field.type !== "integer") {
    findings.error("field-type", [...path, "type"], "A duration is of type `integer`; leave `type` out.");
  }
  const unit = field.duration?.unit ?? "ms";
  if (field.unit === undefined || field.unit === unit) return;
  const message = `The duration is in ${shown(unit)}, but the field's \`unit\` says ${shown(field.unit)}.`;
  const hint =
    field.unit === "s" || field.unit === "ms"
      ? `Write \`unit: ${field.unit}\` inside \`duration\` too, which makes the number; the field's own only says what it is.`
      : `Write \`unit: ${unit}\` here. A duration can be in \`ms\` or \`s\`, which its own \`unit\` inside \`duration\` decides.`;
  findings.error("duration-unit", [...path, "unit"], message, hint);
}

/** Whether a constant can be of a type. */
export function canBeConstant<Type extends string>(type: Type): type is Exclude<Type, "json" | "bytes"> {
  return type !== "json" && type !== "bytes";
}

function checkConstant(findings: DocumentFindings, field: TemplateField, path: Path): void {
  checkDigits(findings, field, path);
  const { type } = field;
  if (type === undefined || !canBeConstant(type)) {
    findings.error("field-type", [...path, "type"], `A constant can't be of type ${shown(type)}.`);
    return;
  }
  const problem = checkValue({ type }, field.constant ?? "");
  if (problem !== undefined)
    findings.error("value-type", [...path, "constant"], `The constant does not fit its type: ${problem}.`);
}

function checkNested(findings: DocumentFindings, field: TemplateField, path: Path): void {
  if (field.type !== undefined && field.type !== "json") {
    findings.error("field-type", [...path, "type"], "A nested field is of type `json`; leave `type` out.");
  }
  for (const { path: inner, item } of itemsOf(field)) {
    const place = [...path, ...inner];
    const key = inner.at(-1) ?? "";
    checkDigits(findings, item, place);
    if (isIntegerLike(key)) {
      const message = `A key of an object can't be the number ${shown(key)}: programs that read JSON would move it to the front.`;
      findings.errorAtKey("field-name", place, message);
    }
  }
}

/** The types that a measure can have. */
export const measurable: Readonly<Record<string, readonly string[]>> = {
  sum: ["integer", "decimal", "float64"],
  count: ["integer"],
  min: ["string", "integer", "decimal", "float64", "instant", "date"],
  max: ["string", "integer", "decimal", "float64", "instant", "date"],
};

function checkMeasure(findings: DocumentFindings, field: TemplateField, path: Path): void {
  const allowed = measurable[field.measure ?? ""] ?? [];
  if (field.type === undefined || allowed.includes(field.type)) return;
  const message = `The measure ${shown(field.measure)} can't be of type ${shown(field.type)}; expected ${shownChoice(allowed)}.`;
  findings.error("measure-type", [...path, "type"], message);
}

function checkPii(findings: DocumentFindings, template: Template, name: string, field: TemplateField): void {
  const path = ["fields", name];
  const pii = piiClassOf(template, name);
  if (field.mask !== undefined && pii === undefined) {
    findings.errorAtKey("mask-without-pii", [...path, "mask"], "`mask` means nothing for a field without `pii`.");
  }
  if (field.mask !== undefined && field.mask !== "full" && (field.type ?? "string") !== "string") {
    findings.error(
      "mask-type",
      [...path, "mask"],
      `${shown(field.mask)} works on text; a field of type ${shown(field.type)} can only be masked in full.`,
    );
  }
  if (field.column !== undefined && pii !== undefined && (field.pii ?? "none") === "none") {
    const message = `The column ${shown(field.column)} holds personal data (${pii}) in another field, but ${shown(name)} does not say so.`;
    findings.errorAtKey("pii-undeclared", path, message, `Write \`pii: ${pii}\` here too.`);
  }
}

function checkKnownValues(findings: DocumentFindings, field: TemplateField, path: Path): void {
  const type = field.duration === undefined ? field.type : "integer";
  if (type === undefined || field.values === undefined) return;
  field.values.forEach((value, index) => {
    const problem = type === "json" ? "a JSON field has no known values" : checkValue({ type }, value);
    if (problem !== undefined)
      findings.error("value-type", [...path, "values", index], `The value does not fit the type: ${problem}.`);
  });
}

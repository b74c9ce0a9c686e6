import type { Template, TemplateField } from "../../../schemas/generated/documents.ts";
import { checkExpression } from "./check-expression.ts";
import { checkStructure } from "./check-nested.ts";
import { checkConstant, checkKnownValues, checkTyped } from "./check-typed.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { type FieldSource, fieldOf, fieldSources, logicalTypeOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { piiClassOf, storedBeyondItems } from "./pii.ts";
import { keysInOrder } from "./read-value.ts";
import { shown, shownChoice } from "./shown-value.ts";

/** The sources beside which a key of a field means something; keys that are not named here go with all. */
const companions: Readonly<Record<string, readonly FieldSource[]>> = {
  type: ["column", "expression", "duration", "constant", "object", "nested"],
  precision: ["column", "expression", "constant"],
  scale: ["column", "expression", "constant"],
  minimum: ["column", "expression", "duration"],
  maximum: ["column", "expression", "duration"],
  stored: ["column", "expression"],
  measure: ["column", "expression"],
  from: ["expression"],
  when: ["object"],
  redshift: ["object", "nested"],
};

/** Whether a key of a field means something beside its source. */
export function goesWith(key: string, source: FieldSource): boolean {
  return companions[key]?.includes(source) ?? true;
}

/** The types that stand in quotes in JSON anyway: `jsonAs: string` means nothing for them. */
const quotedTypes: readonly string[] = ["string", "instant", "local", "date", "uuid", "bytes"];

/** Whether a value of a type stands in quotes in JSON anyway. */
export function isQuoted(type: string): boolean {
  return quotedTypes.includes(type);
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
  for (const key of Object.keys(companions)) {
    if (Object.hasOwn(field, key) && !goesWith(key, source)) {
      findings.errorAtKey("key-unused", [...path, key], `${shown(key)} means nothing beside ${shown(source)}.`);
    }
  }
  if ((source === "column" || source === "expression") && !(field.type === undefined && field.measure === "count")) {
    checkTyped(findings, { what: "The field", typed: field, path });
  }
  if (source === "expression") checkExpression(findings, template, { item: field, path, tables: [] });
  if (source === "local") checkInstant(findings, template, field.local, [...path, "local"]);
  if (source === "duration") checkDuration(findings, template, field, path);
  if (source === "constant" && field.type !== undefined) checkConstant(findings, field, path);
  if (source === "nested" || source === "object") checkStructure(findings, template, field, path);
  if (field.measure !== undefined) checkMeasure(findings, field, path);
  checkPii(findings, template, name, field);
  checkKnownValues(findings, field, source === "duration" ? "integer" : field.type, path);
  checkJsonAs(findings, template, name, path);
}

function checkJsonAs(findings: DocumentFindings, template: Template, name: string, path: Path): void {
  const type = logicalTypeOf(template, name, "UTC")?.type ?? "string";
  if (fieldOf(template, name)?.jsonAs === undefined || !isQuoted(type)) return;
  const message = `\`jsonAs\` means nothing for type ${shown(type)}, whose values stand in quotes in JSON anyway.`;
  findings.errorAtKey("key-unused", [...path, "jsonAs"], message);
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
  if ((field.pii ?? "none") !== "none") return;
  const stored = storedBeyondItems(template, field);
  if (stored !== undefined) {
    const message = `The column ${shown(field.redshift)} holds personal data (${stored}) in another field, but ${shown(name)}, which reads it in Amazon Redshift, does not say so.`;
    findings.errorAtKey("pii-undeclared", path, message, `Write \`pii: ${stored}\` here too.`);
  }
  if (field.column === undefined || pii === undefined) return;
  const message = `The column ${shown(field.column)} holds personal data (${pii}) elsewhere in the template, but ${shown(name)} does not say so.`;
  findings.errorAtKey("pii-undeclared", path, message, `Write \`pii: ${pii}\` here too.`);
}

import { isScalar, isSeq } from "yaml";
import { isInstant } from "../../load/date-time.ts";
import { checkValue, type WrittenType } from "../../load/field-values.ts";
import { operatorsOf } from "../../load/filter.ts";
import type { FilterOperator, Scalar } from "../../load/project-documents.ts";
import { writtenText } from "../document-around.ts";
import { filterPlaceOf } from "../filter-place.ts";
import { templateOf } from "../known.ts";
import { code } from "../markdown.ts";
import type { FieldView } from "../template-view.ts";
import { change, rewrite } from "./make-fix.ts";
import { replaceNode, replaceScalar } from "./node-edits.ts";
import type { Finding, Fixer, QuickFix } from "./quick-fix.ts";

/** The type as which values are compared with the field of a condition. */
function typeOf(finding: Finding): WrittenType | "json" | undefined {
  const type = fieldIn(finding)?.type;
  return type === "local" ? "instant" : (type as WrittenType | "json" | undefined);
}

/** The field of a condition. */
function fieldIn({ kind, spot, known, around }: Finding): FieldView | undefined {
  const field = spot.path.findLast((step, at) => typeof step === "string" && at < spot.path.length - 1 && !isOperator(step));
  return templateOf(known, around, filterPlaceOf(kind, spot.path)?.template)?.field(String(field));
}

function isOperator(step: string): boolean {
  return operatorsOf("string").some((operator) => operator === step);
}

/** An operator that does not fit: those that do, for the value that stands there. */
export const fixOperator: Fixer = (finding) => {
  const { spot } = finding;
  const type = typeOf(finding);
  const { pair } = spot;
  if (type === undefined || type === "json" || pair === undefined) return [];
  const values = (isSeq(pair.value) ? pair.value.items : [pair.value]).map((node) => (isScalar(node) ? node.value : null));
  if (values.some((value) => checkValue({ type }, value as Scalar) !== undefined)) return [];
  const wanted: readonly FilterOperator[] = isSeq(pair.value) ? ["in", "notIn"] : ["eq", "ne", "lt", "lte", "gt", "gte"];
  const present = finding.around.keys(spot.path.slice(0, -1));
  const fitting = wanted.filter((operator) => operatorsOf(type).includes(operator) && !present.includes(operator));
  return fitting.map((operator) => change(pair.key, operator, spot.flow));
};

/** Of personal data without a grant only this may be asked. */
export const fixMaskedCondition: Fixer = (finding) => {
  const { spot, around } = finding;
  const { pair } = spot;
  if (fieldIn(finding)?.storedNulls === false) return [];
  const present = around.keys(spot.path.slice(0, -1));
  if (pair == null || pair.value === null) return [];
  return ["isNotNull", "isNull"]
    .filter((operator) => !present.includes(operator))
    .map((operator): QuickFix => {
      const edits = [replaceScalar(pair.key, operator, spot.flow), replaceNode(pair.value as never, "true")];
      return { title: `Ask only ${code(`${operator}: true`)}`, edits };
    });
};

/** A value in a filter, written as its type wants it. It is never repeated in a title: it may be personal. */
export const fixFilterValue: Fixer = (finding) => {
  const { spot } = finding;
  const type = typeOf(finding);
  if (isSeq(spot.value)) return spot.value.items.length === 2 ? [swapped(spot.value.items)] : [];
  if (!isScalar(spot.value) || type === undefined || type === "json") return [];
  const fits = (value: Scalar) => checkValue({ type }, value) === undefined;
  const text = writtenText(spot.value);
  const node = spot.value;
  if (typeof node.value !== "string" && fits(text)) {
    return [rewrite(node, JSON.stringify(text), "Write it in quotes", { preferred: true, certain: true })];
  }
  if (type === "boolean" && /^(?:true|false)$/i.test(text)) {
    return [rewrite(node, text.toLowerCase(), "Write it without quotes", { preferred: true, certain: true })];
  }
  if (type === "float64" && /^-?[0-9]+(?:\.[0-9]+)?$/.test(text)) {
    return [rewrite(node, text, "Write it without quotes", { preferred: true, certain: true })];
  }
  if (type !== "instant") return [];
  const inUtc = [`${text}Z`, `${text}T00:00Z`].find(isInstant);
  return [
    inUtc === undefined
      ? undefined
      : { ...change(node, inUtc, spot.flow), title: "Read it as UTC", edits: [replaceScalar(node, inUtc, spot.flow)] },
  ];
};

function swapped([low, high]: readonly unknown[]): QuickFix | undefined {
  if (!isScalar(low) || !isScalar(high)) return undefined;
  const source = (node: typeof low) => (node.type === "PLAIN" ? (node.source ?? "") : JSON.stringify(node.value));
  const edits = [replaceNode(low, source(high)), replaceNode(high, source(low))];
  return { title: "Swap the two values", edits, preferred: true };
}

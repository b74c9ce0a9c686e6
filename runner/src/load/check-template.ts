import type { Template } from "../../../schemas/generated/documents.ts";
import { checkChecks } from "./check-checks.ts";
import { checkDedupe } from "./check-dedupe.ts";
import { checkField } from "./check-field.ts";
import { checkName } from "./check-name.ts";
import { checkParameters } from "./check-parameters.ts";
import { dialectTexts } from "./dialect-texts.ts";
import { fieldOf } from "./field-types.ts";
import type { DocumentFindings } from "./findings.ts";
import { orderRefusal, unknownField } from "./order-refusal.ts";
import { keysInOrder } from "./read-value.ts";
import { scanSql } from "./scan-sql.ts";
import { shownFields } from "./select-fields.ts";
import { shown } from "./shown-value.ts";

/** What the schema can't say of a template. */
export function checkTemplate(findings: DocumentFindings, template: Template): void {
  checkName(findings, template.name);
  checkSource(findings, template);
  checkFieldNames(findings, template);
  for (const name of keysInOrder(template.fields)) checkField(findings, template, name);
  checkTime(findings, template);
  template.key.forEach((name, index) => {
    checkKeyField(findings, template, name, index);
  });
  checkDimensions(findings, template);
  checkDedupe(findings, template);
  // No extract is known here, so that no grant is.
  checkChecks({ findings, template, isClear: () => false, hasField: () => true }, template.checks);
  checkParameters(findings, template);
  checkShown(findings, template);
}

function checkShown(findings: DocumentFindings, template: Template): void {
  if (shownFields(template).length > 0) return;
  findings.errorAtKey("fields-hidden", ["fields"], "All fields are hidden, so that `fields: all` would select none.");
}

function checkSource(findings: DocumentFindings, template: Template): void {
  for (const { path, sql, dialects } of dialectTexts(template.source.sql ?? {})) {
    const scanned = scanSql(sql, dialects);
    const place = ["source", "sql", ...path];
    if (scanned.problem !== undefined) {
      findings.error("sql-malformed", place, `The query can't be used: ${scanned.problem}.`);
    }
    const missing = ["window_start", "window_end"].filter((name) => !scanned.placeholders.has(name));
    if (missing.length > 0) {
      const names = missing.map((name) => shown(`:${name}`)).join(" and ");
      findings.error("sql-window", place, `The query does not use ${names}, so it would read more than the window.`);
    }
  }
}

function checkFieldNames(findings: DocumentFindings, template: Template): void {
  const seen = new Map<string, string>();
  for (const name of keysInOrder(template.fields)) {
    const other = seen.get(name.toLowerCase());
    if (other !== undefined) {
      const message = `The field ${shown(name)} has the name of ${shown(other)}, but for its case.`;
      findings.errorAtKey("field-duplicate", ["fields", name], message);
    }
    seen.set(name.toLowerCase(), name);
    if (["all", "any", "not"].includes(name.toLowerCase())) {
      const message = `A field can't be called ${shown(name)}: filters use the word.`;
      findings.errorAtKey("field-name", ["fields", name], message);
    }
  }
}

function checkTime(findings: DocumentFindings, template: Template): void {
  const name = template.time.field;
  const field = fieldOf(template, name);
  if (field === undefined) {
    unknownField(findings, template, name, ["time", "field"]);
    return;
  }
  if (field.column !== undefined && field.type === "instant" && field.measure === undefined) return;
  const message = `${shown(name)} can't decide the window: expected a field of type \`instant\` with a column.`;
  findings.error("time-field", ["time", "field"], message);
}

function checkKeyField(findings: DocumentFindings, template: Template, name: string, index: number): void {
  const field = fieldOf(template, name);
  const path = ["key", index];
  if (field === undefined) {
    unknownField(findings, template, name, path);
    return;
  }
  const reason = orderRefusal(template, name);
  if (reason !== undefined) findings.error("key-field", path, `${shown(name)} can't be part of the key: it ${reason}.`);
}

/** An aggregate is grouped by its other fields, so that they are its key. */
function checkDimensions(findings: DocumentFindings, template: Template): void {
  const names = keysInOrder(template.fields);
  if (!names.some((name) => fieldOf(template, name)?.measure !== undefined)) return;
  for (const name of names) {
    const field = fieldOf(template, name);
    if (field === undefined || field.measure !== undefined || template.key.includes(name)) continue;
    // What is derived from dimensions, or the same in every row, follows from them.
    if (field.local !== undefined || field.duration !== undefined || field.constant !== undefined) continue;
    const reason = orderRefusal(template, name);
    if (reason === undefined) continue;
    const message = `${shown(name)} can't be a dimension of an aggregate: it ${reason}.`;
    findings.errorAtKey("key-field", ["fields", name], message);
  }
}

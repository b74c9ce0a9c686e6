import type { DocumentCheck } from "../../../schemas/generated/documents.ts";
import { type CheckContext, checkAccepted, checkFresh, checkNotNull, checkUnique } from "./check-checked-fields.ts";
import { checkPlaceholdersOfChecks } from "./check-parameters.ts";
import { checkKinds } from "./data-checks.ts";
import { dialectTexts } from "./dialect-texts.ts";
import type { Path } from "./document-places.ts";
import { isMeasureOf } from "./field-types.ts";
import { personalColumns } from "./personal-columns.ts";
import { keysInOrder } from "./read-value.ts";
import { scanSql } from "./scan-sql.ts";
import { shown, shownChoice } from "./shown-value.ts";
import { readsWholeRows } from "./whole-rows.ts";

/** The data checks of an extract: of an aggregate they see measures, and the dimensions that are selected. */
export function checkChecksOfExtract(
  { selected, ...context }: Omit<CheckContext, "hasField"> & { readonly selected: ReadonlySet<string> },
  checks: readonly DocumentCheck[] = [],
): void {
  const { findings, template } = context;
  const isAggregate = Object.values(template.fields).some(({ measure }) => measure !== undefined);
  const hasField = (field: string) => !isAggregate || selected.has(field) || isMeasureOf(template, field);
  checkChecks({ ...context, hasField }, checks);
  checkPlaceholdersOfChecks(findings, template, checks);
}

/** What the schema can't say of the data checks of a template or an extract. */
export function checkChecks(context: CheckContext, checks: readonly DocumentCheck[] = []): void {
  const names = new Set<string>();
  checks.forEach((check, index) => {
    const path = ["checks", index];
    checkKind(context, check, path);
    checkFields(context, check, path);
    checkRows(context, check, path);
    checkSql(context, check, [...path, "sql"]);
    const { name } = check;
    if (name === undefined) return;
    if (names.has(name)) {
      context.findings.error("check-name", [...path, "name"], `Another check of the document is called ${shown(name)}, too.`);
    }
    names.add(name);
  });
}

function checkKind({ findings }: CheckContext, check: DocumentCheck, path: Path): void {
  const kinds = Object.keys(check).filter((key) => checkKinds.some((kind) => kind === key));
  if (kinds.length === 1) return;
  const [, second] = kinds;
  if (second === undefined) {
    findings.error("check-kind", path, `The check does not say what it checks: expected one of ${shownChoice(checkKinds)}.`);
    return;
  }
  const message = `The check has ${kinds.map(shown).join(" and ")}: each entry of the list is one check.`;
  findings.errorAtKey("check-kind", [...path, second], message, "Write an entry for each.");
}

function checkFields(context: CheckContext, { notNull, unique, accepted = {}, fresh }: DocumentCheck, path: Path): void {
  notNull?.forEach((field, at) => {
    checkNotNull(context, field, [...path, "notNull", at]);
  });
  unique?.forEach((field, at) => {
    checkUnique(context, field, [...path, "unique", at]);
  });
  for (const field of keysInOrder(accepted)) {
    checkAccepted(context, { field, values: accepted[field] ?? [] }, [...path, "accepted", field]);
  }
  if (fresh !== undefined) checkFresh(context, fresh.field, [...path, "fresh", "field"]);
}

function checkRows({ findings }: CheckContext, { rows }: DocumentCheck, path: Path): void {
  if (rows?.min === undefined || rows.max === undefined || rows.min <= rows.max) return;
  const message = `No number of rows is at least ${rows.min} and at most ${rows.max}.`;
  findings.error("check-range", [...path, "rows", "max"], message);
}

const wholeRows = "Name each column that it reads, with no `*` but that of `count(*)` and no table or alias as a value.";

/** Custom SQL is closed in itself, and names no column with personal data that may not be compared. */
function checkSql({ findings, template, isClear }: CheckContext, check: DocumentCheck, path: Path): void {
  if (check.sql === undefined) return;
  const personal = personalColumns(template, isClear);
  for (const { path: rest, sql, dialects } of dialectTexts(check.sql)) {
    const { problem, words } = scanSql(sql, dialects);
    const place = [...path, ...rest];
    if (problem !== undefined) findings.error("sql-malformed", place, `The query can't be used: ${problem}.`);
    if (problem === undefined && personal.size > 0 && dialects.some((dialect) => readsWholeRows(sql, dialect))) {
      const message = `The query may read whole rows, and the column ${shown([...personal.keys()][0])} in them holds personal data: the rows that it finds would tell of it.`;
      findings.error("check-on-masked-field", place, message, wholeRows);
      continue;
    }
    for (const [column, pii] of personal) {
      if (!words.has(column)) continue;
      const message = `The query names the column ${shown(column)}, which holds personal data (${pii}): the rows that it finds would tell of them.`;
      findings.error("check-on-masked-field", place, message, "Check it by `notNull` or `unique`, or have a grant approved.");
    }
  }
}

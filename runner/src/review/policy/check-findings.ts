import type { DialectText, DocumentCheck, PiiClass } from "../../../../schemas/generated/documents.ts";
import { canonicalJson } from "../../compile/hashes.ts";
import { allDialects, dialectTexts } from "../../load/dialect-texts.ts";
import { isExpired } from "../../load/grants.ts";
import type { ResolvedExtract } from "../../load/project-documents.ts";
import type { RulesInForce } from "../../load/rules.ts";
import { shown } from "../../load/shown-value.ts";
import type { Dialect } from "../../load/types.ts";
import type { Comparison } from "../comparison.ts";
import { judgedDialects } from "../dialects.ts";
import { classifiedColumns, missingIn, originsOf, templatesOf } from "../exposure/origins-of.ts";
import { type ClassesByOrigin, classesByOrigin, classOfOrigin } from "../lineage/classes-by-origin.ts";
import { allOrigins, mayBeSame, type Origin, originKey, type ReadOrigins } from "../lineage/origin.ts";
import type { DocumentChange, PlanFinding } from "../plan-report.ts";
import type { ProjectState } from "../project-state.ts";
import { severityOf } from "./exposure-findings.ts";
import { type FoundAt, inExtract, inTemplate } from "./places.ts";
import { some } from "./policy-remark.ts";
import { questionOrigins } from "./question-origins.ts";

/** A query whose answer somebody sees: how many rows there are, or whether there are any. */
interface Question {
  readonly document: DocumentChange;
  /** `the check "who"`, `ready`. */
  readonly name: string;
  readonly sql: DialectText;
  readonly at: FoundAt;
  readonly template: string;
  /** Undefined: whoever uses the template asks it. */
  readonly extract?: ResolvedExtract;
}

/**
 * Queries of data checks and of `ready`, new or changed, whose answers tell of personal data that no grant of the base lets the
 * extract read. Nobody reads a row of them, but one question after another tells the value.
 */
export async function checkFindings(
  documents: readonly DocumentChange[],
  comparison: Comparison,
  rules: RulesInForce,
): Promise<readonly PlanFinding[]> {
  const severity = severityOf(rules.exposure);
  if (severity === undefined) return [];
  const questions = documents.flatMap((document) => newQuestions(document, comparison));
  if (questions.length === 0) return [];
  const before = templatesOf(comparison.base);
  const classes = await classesByOrigin([...before, ...missingIn(before, templatesOf(comparison.head))]);
  const findings: PlanFinding[] = [];
  for (const question of questions) {
    comparison.signal?.throwIfAborted();
    const what = await whatItTells(question, classes, comparison);
    if (what === undefined) continue;
    const { document, name, at } = question;
    const message = `${shown(document.name)}: ${name} ${what}.`;
    findings.push({
      code: "plan-check-reads",
      severity,
      message,
      ...at,
      document: { kind: document.kind, name: document.name },
    });
  }
  return findings;
}

function newQuestions(document: DocumentChange, { base, head }: Comparison): readonly Question[] {
  const { kind, name, previousName = name } = document;
  if (kind === "Template") {
    const template = head.loaded.templates.get(name)?.value;
    const old = base.loaded.templates.get(previousName)?.value;
    return newChecks(template?.checks, old?.checks).map(({ check, index, sql }) => ({
      document,
      name: nameOf(check),
      sql,
      at: inTemplate(head, name, ["checks", index, "sql"]) ?? {},
      template: name,
    }));
  }
  const extract = kind === "Extract" ? head.loaded.extracts.get(name) : undefined;
  if (extract === undefined) return [];
  const old = base.loaded.extracts.get(previousName);
  const asked = { document, template: extract.template.name, extract };
  const { ready } = extract.operation;
  const isNew = ready !== undefined && !isSame(ready.sql, old?.operation.ready?.sql);
  return [
    ...newChecks(extract.checks, old?.checks).map(({ check, index, sql }) => {
      return { ...asked, name: nameOf(check), sql, at: inExtract(head, document, ["checks", index, "sql"]) };
    }),
    ...(isNew ? [{ ...asked, name: "`ready`", sql: ready.sql, at: inExtract(head, document, ["ready", "sql"]) }] : []),
  ];
}

function newChecks(checks: readonly DocumentCheck[] = [], old: readonly DocumentCheck[] = []) {
  return checks.flatMap((check, index) => {
    const { sql } = check;
    return sql === undefined || old.some((before) => isSame(before.sql, sql)) ? [] : [{ check, index, sql }];
  });
}

function nameOf({ name }: DocumentCheck): string {
  return name === undefined ? "a check by SQL" : `the check ${shown(name)}`;
}

function isSame(one: DialectText | undefined, other: DialectText | undefined): boolean {
  return canonicalJson(one) === canonicalJson(other);
}

/** What a question's answer tells of, in words; undefined: of no personal data. */
async function whatItTells(question: Question, classes: ClassesByOrigin, comparison: Comparison): Promise<string | undefined> {
  const { columns, unknown } = await originsOfAll(question, classes, comparison);
  const granted = await grantedOrigins(question, comparison);
  const personal = columns.flatMap((origin) => {
    const pii = granted.some((other) => isSameColumn(other, origin)) ? undefined : classOfOrigin(classes, origin);
    return pii === undefined ? [] : [{ origin, pii }];
  });
  if (personal.length > 0) return `asks about ${some(personal.map(inWords))}, and no grant of the base allows it`;
  return unknown === undefined ? undefined : `may ask about anything: nobody can say what it reads (${unknown})`;
}

/**
 * What it reads in any dialect. Of dialects that are not its warehouse's it does not matter when they don't understand it.
 */
async function originsOfAll(question: Question, classes: ClassesByOrigin, { head }: Comparison): Promise<ReadOrigins> {
  const personal = classifiedColumns(classes);
  const own = dialectsOf(question, head);
  const texts = dialectTexts(question.sql).flatMap(({ sql, dialects }) => dialects.map((dialect) => ({ sql, dialect })));
  const reads = texts.map(async ({ sql, dialect }) => {
    const { columns, unknown } = await questionOrigins(sql, dialect, personal);
    return { columns, ...(unknown !== undefined && own.includes(dialect) && { unknown }) };
  });
  return allOrigins(await Promise.all(reads));
}

/** As the operator's connections say it: of an extract's warehouse, of a template's any. Where they say none, all. */
function dialectsOf({ extract }: Question, head: ProjectState): readonly Dialect[] {
  if (extract !== undefined) return judgedDialects(head, extract).each;
  const said = head.trusted === true ? Object.values(head.connections?.warehouses ?? {}) : [];
  return said.length === 0 ? allDialects : said.map(({ type }) => type);
}

/** What grants of the base let an extract, or whoever uses a template, ask about: columns that the fields read there. */
async function grantedOrigins({ template: name, extract }: Question, { base, today }: Comparison): Promise<readonly Origin[]> {
  const template = base.loaded.templates.get(name)?.value;
  if (template === undefined) return [];
  // A name alone is no approval: the base's extract of that name must be one of the template's.
  const isKnown = extract !== undefined && base.loaded.extracts.get(extract.name)?.template.name === name;
  const grants = (base.loaded.project?.value.grants ?? []).filter((grant) => {
    if (grant.template !== name || isExpired(grant, today)) return false;
    return grant.extracts === undefined || (isKnown && grant.extracts.includes(extract.name));
  });
  const origins = await originsOf(template, allDialects);
  return grants.flatMap(({ fields }) => fields.flatMap((field) => origins.get(field)?.columns ?? []));
}

function inWords({ origin, pii }: { readonly origin: Origin; readonly pii: PiiClass }): string {
  return `${shown(originKey(origin))} (${pii})`;
}

function isSameColumn(one: Origin, other: Origin): boolean {
  return one.column === other.column && mayBeSame(one.relation, other.relation);
}

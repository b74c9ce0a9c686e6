import type { DialectText, DocumentCheck, Template } from "../../../schemas/generated/documents.ts";
import { dialectTexts } from "./dialect-texts.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import { itemsOf } from "./field-types.ts";
import { checkValue } from "./field-values.ts";
import type { DocumentFindings } from "./findings.ts";
import { keysInOrder } from "./read-value.ts";
import { shown } from "./shown-value.ts";
import { sqlTokens } from "./sql-tokens.ts";

/** The placeholders that stand for the window's edges in a source's query. */
const edges = ["window_start", "window_end"] as const;

/** The parameters of a template against the placeholders in its SQL: each is declared, each is used. */
export function checkParameters(findings: DocumentFindings, template: Template): void {
  const names = keysInOrder(template.parameters ?? {});
  const used = checkPlaceholders(findings, names, textsOf(template));
  for (const name of names) {
    const path = ["parameters", name];
    if (!used.has(name)) {
      findings.errorAtKey("parameter-unused", path, `No SQL of the template uses ${shown(`:${name}`)}.`);
    }
    const other = names.find((one) => one !== name && one.toLowerCase() === name.toLowerCase());
    if (other !== undefined && names.indexOf(other) < names.indexOf(name)) {
      findings.errorAtKey(
        "parameter-name",
        path,
        `The parameter ${shown(name)} has the name of ${shown(other)}, but for its case.`,
      );
    }
    const value = template.parameters?.[name] ?? "";
    const problem = valueProblem(value);
    if (problem !== undefined) findings.error("value-type", path, `The value can't be bound: ${problem}.`);
  }
}

/** The placeholders in the SQL of an extract's data checks. */
export function checkPlaceholdersOfChecks(
  findings: DocumentFindings,
  template: Template,
  checks: readonly DocumentCheck[],
): void {
  checkPlaceholders(findings, keysInOrder(template.parameters ?? {}), textsOfChecks(checks));
}

/** Says which placeholders stand for nothing; answers all that are used. */
function checkPlaceholders(findings: DocumentFindings, names: readonly string[], texts: readonly Text[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const { path, sql, known } of texts) {
    for (const { path: rest, name } of placeholdersIn(sql)) {
      used.add(name);
      if (names.includes(name) || known.includes(name)) continue;
      const all = [...names, ...known];
      const expected =
        known.length > 0 ? "neither a parameter of the template nor an edge of the window" : "no parameter of the template";
      const there = all.length > 0 ? `; there ${all.length > 1 ? "are" : "is"} ${shownAll(all)}` : ", which has none";
      const message = `${shown(`:${name}`)} is ${expected}${there}.`;
      findings.error("parameter-unknown", [...path, ...rest], message, didYouMean(name, all));
    }
  }
  return used;
}

function shownAll(names: readonly string[]): string {
  return names.map((name) => shown(`:${name}`)).join(", ");
}

interface Text {
  readonly path: Path;
  readonly sql: DialectText;
  /** What may stand there beside parameters. */
  readonly known: readonly string[];
}

/** The SQL of a template. */
function textsOf({ source, fields, checks }: Template): readonly Text[] {
  const ofFields = Object.entries(fields).flatMap(([name, field]) => {
    const inside = itemsOf(field).map(({ item, path }) => ({ item, path: ["fields", name, ...path] }));
    return [{ item: field, path: ["fields", name] }, ...inside].flatMap(({ item, path }) => {
      return item.expression === undefined ? [] : [{ path: [...path, "expression"], sql: item.expression, known: [] }];
    });
  });
  const ofSource = source.sql === undefined ? [] : [{ path: ["source", "sql"], sql: source.sql, known: edges }];
  return [...ofSource, ...ofFields, ...textsOfChecks(checks)];
}

function textsOfChecks(checks: readonly DocumentCheck[] = []): readonly Text[] {
  return checks.flatMap(({ sql }, index) => (sql === undefined ? [] : [{ path: ["checks", index, "sql"], sql, known: edges }]));
}

/** The placeholders in SQL that any of its dialects reads as such, each once. */
function placeholdersIn(text: DialectText): readonly { readonly path: Path; readonly name: string }[] {
  return dialectTexts(text).flatMap(({ path, sql, dialects }) => {
    const tokens = dialects.flatMap((dialect) => [...sqlTokens(sql, dialect)]);
    const names = tokens.flatMap(({ kind, text: token }) => (kind === "placeholder" ? [token.slice(1)] : []));
    return [...new Set(names)].map((name) => ({ path, name }));
  });
}

function valueProblem(value: string | number | boolean): string | undefined {
  if (typeof value === "boolean") return undefined;
  if (typeof value === "string") return checkValue({ type: "string" }, value);
  // Beyond these a number has more digits than a decimal holds.
  const fits = Number.isInteger(value) ? Number.isSafeInteger(value) : Math.abs(value) < 1e15 && Math.abs(value) > 1e-15;
  return fits ? undefined : "expected a number of ordinary size";
}

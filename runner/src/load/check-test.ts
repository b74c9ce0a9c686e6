import type { GivenTable, Template, Test } from "../../../schemas/generated/documents.ts";
import { checkName } from "./check-name.ts";
import { checkDateTime, checkWindow } from "./check-window.ts";
import { isDate } from "./date-time.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Path } from "./document-places.ts";
import type { DocumentFindings } from "./findings.ts";
import type { ResolvedExtract, ResolvedTest, TestTable } from "./project-documents.ts";
import { columnKey } from "./read-columns.ts";
import { shown } from "./shown-value.ts";
import { columnsOf, type TestColumn, tablesOf } from "./test-columns.ts";
import { testValueProblem } from "./test-values.ts";

/** What tests are resolved against. */
export interface TestSurroundings {
  readonly extracts: ReadonlyMap<string, ResolvedExtract>;
  /** Names of extracts with errors. */
  readonly unsound: ReadonlySet<string>;
  readonly templates: Iterable<Template>;
}

/** A test with its extract found, its values checked against the types of their columns; undefined when it has an error. */
export function resolveTest(
  findings: DocumentFindings,
  test: Test,
  around: TestSurroundings,
): Omit<ResolvedTest, "document"> | undefined {
  checkName(findings, test.name);
  checkExpectation(findings, test);
  if (test.today !== undefined) checkDay(findings, test.today, ["today"]);
  const extract = findExtract(findings, test, around);
  if (extract === undefined) return undefined;
  checkTime(findings, test, extract);
  checkParameters(findings, test, extract.template);
  const given = checkGiven(findings, test, extract, around.templates);
  checkExpectedColumns(findings, test, extract);
  return findings.failed ? undefined : { name: test.name, file: findings.places.file, extract, tables: given };
}

function findExtract(findings: DocumentFindings, { extract: name }: Test, around: TestSurroundings) {
  const found = around.extracts.get(name);
  if (found !== undefined) return found;
  if (around.unsound.has(name)) {
    findings.error("test-extract-unsound", ["extract"], `The extract ${shown(name)} has errors.`);
  } else {
    const hint = didYouMean(name, around.extracts.keys());
    findings.error("test-extract-unknown", ["extract"], `There is no extract ${shown(name)}.`, hint);
  }
  return undefined;
}

/** The window is one of three: the test's own, that of a day, or that of an immediate extract. */
function checkTime(findings: DocumentFindings, test: Test, extract: ResolvedExtract): void {
  const { window, day } = test;
  if (window !== undefined && day !== undefined) {
    findings.errorAtKey("test-window", ["day"], "A test has a `window` or a `day`, not both.");
  }
  if (window === undefined && day === undefined && extract.window === undefined) {
    const message = `The extract ${shown(extract.name)} has no window of its own: say which one is tested.`;
    findings.error("test-window", ["extract"], message, 'Add `day: "2026-03-08"`, or `window` with `start` and `end`.');
  }
  if (window !== undefined) checkWindow(findings, window, extract.timezone);
  if (day !== undefined) checkDay(findings, day, ["day"]);
}

function checkDay(findings: DocumentFindings, day: string, path: Path): void {
  if (!isDate(day)) checkDateTime(findings, day, path);
}

function checkParameters(findings: DocumentFindings, { parameters = {} }: Test, template: Template): void {
  const known = template.parameters ?? {};
  for (const [name, value] of Object.entries(parameters)) {
    const path = ["parameters", name];
    const declared = Object.hasOwn(known, name) ? known[name] : undefined;
    if (declared === undefined) {
      const message = `The template ${shown(template.name)} has no parameter ${shown(name)}.`;
      findings.errorAtKey("test-parameter", path, message, didYouMean(name, Object.keys(known)));
    } else if (typeof declared !== typeof value) {
      findings.error(
        "test-parameter",
        path,
        `${shown(value)} is not of the type of the parameter, which is ${shown(declared)}.`,
      );
    }
  }
}

/** One outcome: an error, no rows, or what the file holds. */
function checkExpectation(findings: DocumentFindings, { expect }: Test): void {
  const keys = Object.keys(expect);
  for (const alone of ["error", "empty"]) {
    const other = keys.find((key) => key !== alone && key !== "checks");
    if (!keys.includes(alone) || other === undefined) continue;
    const message = `${shown(other)} can't stand beside ${shown(alone)}, which says all that comes out.`;
    findings.errorAtKey("key-unused", ["expect", other], message);
    return;
  }
  if (expect.golden !== undefined) checkFile(findings, expect.golden, ["expect", "golden"]);
}

function checkExpectedColumns(findings: DocumentFindings, { expect }: Test, { fields, name }: ResolvedExtract): void {
  const columns = fields.map(({ as }) => as);
  const check = (column: string, path: Path): void => {
    if (columns.includes(column)) return;
    const message = `The file of ${shown(name)} has no column ${shown(column)}.`;
    findings.error("test-column-unknown", path, message, didYouMean(column, columns));
  };
  for (const [at, row] of (expect.rows ?? []).entries()) {
    for (const column of Object.keys(row)) check(column, ["expect", "rows", at, column]);
  }
}

/** Files lie beside the test or in a folder below: a path that climbs would lead out of the project. */
function checkFile(findings: DocumentFindings, path: string, place: Path): void {
  const steps = path.split("/");
  const isBelow = steps.every((step) => step !== "" && step !== "." && step !== ".." && !/[\\:\p{Cc}]/u.test(step));
  if (isBelow) return;
  const message = `${shown(path)} is not a file beside the test or below: expected a relative path with \`/\` and without \`..\`.`;
  findings.error("test-file", place, message);
}

function checkGiven(
  findings: DocumentFindings,
  test: Test,
  { template }: ResolvedExtract,
  templates: Iterable<Template>,
): readonly TestTable[] {
  const read = tablesOf(template);
  const given = Object.entries(test.given ?? {});
  const all = [...templates];
  const tables = given.map(([name, written]): TestTable => {
    const own = read.find((table) => columnKey(table) === columnKey(name));
    if (own === undefined && !readsByQuery(template)) {
      const message = `The template ${shown(template.name)} does not read the table ${shown(name)}.`;
      findings.errorAtKey(
        "test-table-unknown",
        ["given", name],
        message,
        didYouMean(name, read) ?? `It reads ${read.join(", ")}.`,
      );
    }
    const columns = columnsOf(own ?? name, template, all);
    return checkTable(findings, own ?? name, written, columns, ["given", name]);
  });
  const names = new Set(tables.map(({ name }) => columnKey(name)));
  const empty = read.filter((table) => !names.has(columnKey(table)));
  return [...tables, ...empty.map((name) => ({ name, columns: [...columnsOf(name, template, all).values()], rows: [] }))];
}

/** Whether the template's SQL may name tables that are written nowhere else. */
function readsByQuery(template: Template): boolean {
  return template.source.sql !== undefined || /\bselect\b/i.test(JSON.stringify(template.fields));
}

function checkTable(
  findings: DocumentFindings,
  name: string,
  written: readonly object[] | GivenTable,
  known: ReadonlyMap<string, TestColumn>,
  path: Path,
): TestTable {
  const { rows = [], file, types = {} } = Array.isArray(written) ? { rows: written } : (written as GivenTable);
  const rowsAt = Array.isArray(written) ? path : [...path, "rows"];
  if (file !== undefined) checkFile(findings, file, [...path, "file"]);
  if (file !== undefined && "rows" in written) {
    findings.errorAtKey("key-unused", [...path, "rows"], "The rows stand here or in a `file`, not both.");
  }
  if (file !== undefined && !/\.(csv|ndjson)$/.test(file)) {
    findings.error("test-file", [...path, "file"], `${shown(file)} is neither a \`.csv\` nor an \`.ndjson\`.`);
  }
  const columns = new Map(known);
  for (const [column, type] of Object.entries(types)) {
    columns.set(columnKey(column), { name: known.get(columnKey(column))?.name ?? column, type: type.replace(" ", "") });
  }
  const untyped = new Set<string>();
  for (const [at, row] of rows.entries()) {
    for (const [column, value] of Object.entries(row)) {
      const { type } = columns.get(columnKey(column)) ?? {};
      const problem = type === undefined ? undefined : testValueProblem(type, value);
      if (problem !== undefined) {
        findings.error("test-value", [...rowsAt, at, column], `${shown(value)} is no value of ${name}.${column}: ${problem}.`);
      }
      if (type !== undefined || untyped.has(column)) continue;
      untyped.add(column);
      const message = `No template tells the type of the column ${shown(column)} of ${name}.`;
      const mean = didYouMean(
        column,
        [...columns.values()].map((each) => each.name),
      );
      const hint = `${mean === undefined ? "" : `${mean} Else s`}${mean === undefined ? "S" : ""}ay it: \`types: { ${column}: string }\` beside \`rows\`.`;
      findings.errorAtKey("test-column-type", [...rowsAt, at, column], message, hint);
    }
  }
  return { name, columns: [...columns.values()], rows, ...(file !== undefined && { file }) };
}

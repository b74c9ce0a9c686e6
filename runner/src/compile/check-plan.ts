import { checksOf, type DataCheck, fieldsOfCheck } from "../load/data-checks.ts";
import { isAggregate } from "./aggregate.ts";
import { allowedRange, countedRow, offenders } from "./check-conditions.ts";
import { checkFinding } from "./check-words.ts";
import { type CheckedRows, checkedRows } from "./checked-rows.ts";
import type { Compilation } from "./compilation.ts";
import { orderedField } from "./field-sql.ts";
import { commaSeparated, indent } from "./layout.ts";
import type { CheckPlan, CheckQuery, Query } from "./plan.ts";
import { refuseMasked } from "./refuse-masked.ts";
import { type SelectItem, selectItem, selectList } from "./select-list.ts";
import { narrowedTo } from "./statement.ts";
import { answerOf, countOfAnswer, countOfShared } from "./whole-checks.ts";

/** One key more than is shown. */
const mostKeys = 11;

/**
 * The questions of an extract's data checks; undefined when it has none. What looks at single rows is counted in one pass over
 * the rows; `unique` and custom SQL have a query each. Keys are asked for when a check has failed.
 *
 * @param begin Begins a statement.
 * @param isPart Whether a further filter takes rows away: then checks of the whole window, `rows` and `fresh`, say nothing.
 * Errors: compile-* codes of ./errors.ts.
 */
export function checkPlan(begin: () => Compilation, isPart: boolean): CheckPlan | undefined {
  const checks = checksOf(begin().extract).filter((check) => fits(begin(), check, isPart));
  if (checks.length === 0) return undefined;
  checks.forEach((check) => {
    refuseHidden(begin(), check);
  });
  const wanted = checks.flatMap(fieldsOfCheck);
  const statement = (write: (rows: CheckedRows) => readonly string[]): Query => {
    const compilation = begin();
    const sql = write(checkedRows(compilation, wanted)).join("\n");
    return { sql, parameters: compilation.parameters.bound };
  };
  const byRow = checks.filter(({ kind }) => kind !== "unique" && kind !== "sql");
  const counts = byRow.length === 0 ? [] : [statement((rows) => countTogether(rows, byRow))];
  const queries = checks.map((check): CheckQuery => {
    const isByRow = byRow.includes(check);
    if (!isByRow) counts.push(statement((rows) => countAlone(rows, check)));
    const { name, kind, severity } = check;
    const condition = offenders(check);
    return {
      name,
      kind,
      severity,
      finding: checkFinding(begin(), check),
      counted: isByRow ? { by: 0, column: byRow.indexOf(check) } : { by: counts.length - 1, column: 0 },
      ...allowedRange(check),
      ...(condition === undefined ? {} : { keys: statement((rows) => keysOf(rows, condition(rows))) }),
      ...(check.kind === "sql" ? { answer: statement(({ compilation }) => answerOf(compilation, check)) } : {}),
    };
  });
  return { counts, checks: queries, key: keyItems(checkedRows(begin(), wanted)).map(({ column }) => column) };
}

/** An aggregate that leaves a dimension out has no value of it to check. */
function fits(compilation: Compilation, check: DataCheck, isPart: boolean): boolean {
  if (isPart && (check.kind === "rows" || check.kind === "fresh")) return false;
  if (!isAggregate(compilation)) return true;
  const fields = fieldsOfCheck(check);
  const { template } = checkedRows(compilation, fields).compilation.extract;
  return fields.every((field) => Object.hasOwn(template.fields, field));
}

/** A grant that let the extract check a field may have ended. */
function refuseHidden(compilation: Compilation, check: DataCheck): void {
  const asks = check.kind === "notNull" || check.kind === "unique" ? "null" : "value";
  const what = `The check ${JSON.stringify(check.name)} of ${compilation.extract.name}`;
  for (const field of fieldsOfCheck(check)) refuseMasked(compilation, what, field, asks);
}

function countTogether(rows: CheckedRows, checks: readonly DataCheck[]): readonly string[] {
  const counted = checks.map((check, at) => [`${countedRow(rows.compilation, check)} AS "check ${at + 1}"`]);
  const { from, where } = rows.source();
  return ["SELECT", ...indent(commaSeparated(counted)), ...from, ...where];
}

function countAlone(rows: CheckedRows, check: DataCheck): readonly string[] {
  if (check.kind === "unique") return countOfShared(rows, check);
  if (check.kind === "sql") return countOfAnswer(rows.compilation, check);
  throw new TypeError(`A check of the kind ${check.kind} is counted with others.`);
}

function keysOf(rows: CheckedRows, condition: readonly string[]): readonly string[] {
  const { compilation, key } = rows;
  const items = keyItems(rows);
  const select = items.length === 0 ? ["  count(*)"] : selectList(items);
  const { from, where } = narrowedTo(rows.source(), condition);
  const order = key.map((field) => [orderedField(compilation, field)]);
  const orderBy = items.length === 0 ? [] : ["ORDER BY", ...indent(commaSeparated(order))];
  return ["SELECT", ...select, ...from, ...where, ...orderBy, `LIMIT ${mostKeys}`];
}

/** The key of a row; a part that the extract shows masked alone is masked here, too. */
function keyItems({ compilation, key }: CheckedRows): readonly SelectItem[] {
  const { fields } = compilation.extract;
  return key.map((field) => {
    const selected = fields.filter((one) => one.field === field);
    const mask = selected.every((one) => one.mask !== undefined) ? selected[0]?.mask : undefined;
    return selectItem(compilation, { field, as: field, ...(mask === undefined ? {} : { mask }) });
  });
}

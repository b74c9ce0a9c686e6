import type { DataCheck } from "../load/data-checks.ts";
import type { CheckedRows } from "./checked-rows.ts";
import type { Compilation } from "./compilation.ts";
import { storedField } from "./field-sql.ts";
import { filterSql } from "./filter-sql.ts";
import { boundEdge } from "./membership.ts";
import { isInAnswer, isShared } from "./whole-checks.ts";

/** The rows that offend, as a condition in lines of SQL; undefined for a check of all rows together. */
export function offenders(check: DataCheck): ((rows: CheckedRows) => readonly string[]) | undefined {
  switch (check.kind) {
    case "notNull":
    case "accepted":
      return ({ compilation }) => offendingRow(compilation, check);
    case "unique":
      return (rows) => isShared(rows, check);
    case "sql":
      return (rows) => isInAnswer(rows, check);
    default:
      return undefined;
  }
}

/** An aggregate that counts for a check of single rows, beside others in one pass. */
export function countedRow(compilation: Compilation, check: DataCheck): string {
  switch (check.kind) {
    case "rows":
      return "count(*)";
    case "fresh": {
      const edge = boundEdge(compilation, check.field, freshFrom(compilation, check));
      return `count(CASE WHEN ${storedField(compilation, check.field)} >= ${edge} THEN 1 END)`;
    }
    case "notNull":
    case "accepted":
      return `count(CASE WHEN ${offendingRow(compilation, check).join(" ")} THEN 1 END)`;
    default:
      throw new TypeError(`A check of the kind ${check.kind} looks at several rows.`);
  }
}

/** The numbers with which a check passes. */
export function allowedRange(check: DataCheck): { readonly least: number; readonly most?: number } {
  if (check.kind === "rows") return { least: check.min ?? 0, ...(check.max === undefined ? {} : { most: check.max }) };
  return check.kind === "fresh" ? { least: 1 } : { least: 0, most: 0 };
}

/** The first instant that is new enough: UTC, ISO 8601. */
export function freshFrom({ window }: Compilation, { withinMs }: DataCheck & { kind: "fresh" }): string {
  return new Date(Date.parse(window.end) - withinMs).toISOString();
}

/** As filters are: a NULL is no other value than those that are accepted. */
function offendingRow(compilation: Compilation, check: DataCheck & { kind: "notNull" | "accepted" }): readonly string[] {
  const { field } = check;
  if (check.kind === "notNull") return filterSql(compilation, { field, operator: "isNull", value: true });
  return filterSql(compilation, { field, operator: "notIn", value: check.values });
}

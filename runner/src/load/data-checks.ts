import type { DialectText, DocumentCheck, Template } from "../../../schemas/generated/documents.ts";
import { durationMs } from "./date-time.ts";
import type { Scalar } from "./project-documents.ts";
import { keysInOrder } from "./read-value.ts";

/** The kinds of data checks: each check of a document is of one of them. */
export const checkKinds = ["notNull", "unique", "accepted", "rows", "fresh", "sql"] as const;
export type CheckKind = (typeof checkKinds)[number];

/** `error`: nothing is published when the check fails. `warn`: the file is published, and the run says so. */
export type CheckSeverity = "error" | "warn";

/** One thing that must be true of a window's rows. What a document says of several fields is a check for each. */
export type DataCheck = {
  /** As the author calls it, else what it checks. */
  readonly name: string;
  readonly severity: CheckSeverity;
} & (
  | { readonly kind: "notNull"; readonly field: string }
  | { readonly kind: "unique"; readonly fields: readonly string[] }
  | { readonly kind: "accepted"; readonly field: string; readonly values: readonly Scalar[] }
  | { readonly kind: "rows"; readonly min?: number; readonly max?: number }
  | { readonly kind: "fresh"; readonly field: string; readonly withinMs: number; readonly within: string }
  | { readonly kind: "sql"; readonly sql: DialectText }
);

/** What a sound extract's rows are checked for: the template's checks, then its own. */
export function checksOf(extract: {
  readonly template: Template;
  readonly checks?: readonly DocumentCheck[];
}): readonly DataCheck[] {
  return [...(extract.template.checks ?? []), ...(extract.checks ?? [])].flatMap(checksIn);
}

/** The checks that one entry of a sound document stands for. */
export function checksIn(written: DocumentCheck): readonly DataCheck[] {
  const { notNull = [], unique, accepted = {}, rows, fresh, sql, name } = written;
  const severity = written.severity ?? "error";
  const named = (what: string) => ({ name: name ?? what, severity });
  return [
    ...notNull.map((field) => ({ ...named(`notNull: ${field}`), kind: "notNull" as const, field })),
    ...(unique === undefined ? [] : [{ ...named(`unique: ${unique.join(", ")}`), kind: "unique" as const, fields: unique }]),
    ...keysInOrder(accepted).map((field) => {
      return { ...named(`accepted: ${field}`), kind: "accepted" as const, field, values: accepted[field] ?? [] };
    }),
    ...(rows === undefined ? [] : [{ ...named("rows"), kind: "rows" as const, ...rows }]),
    ...(fresh === undefined
      ? []
      : [{ ...named(`fresh: ${fresh.field}`), kind: "fresh" as const, ...fresh, withinMs: durationMs(fresh.within) }]),
    ...(sql === undefined ? [] : [{ ...named("sql"), kind: "sql" as const, sql }]),
  ];
}

/** The fields that a check reads, by name. */
export function fieldsOfCheck(check: DataCheck): readonly string[] {
  if (check.kind === "unique") return check.fields;
  return check.kind === "rows" || check.kind === "sql" ? [] : [check.field];
}

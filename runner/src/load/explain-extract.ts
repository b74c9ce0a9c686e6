import { Document, isMap, isScalar, visit } from "yaml";
import { isUsedBy } from "./check-output.ts";
import type { Filter, ResolvedExtract, ResolvedOperation, ResolvedSchedule } from "./project-documents.ts";
import { differsInYaml11 } from "./read-value.ts";

/** An extract with nothing left unsaid. */
export interface ExplainedExtract {
  readonly value: Readonly<Record<string, unknown>>;
  /** `value` as a YAML document; what YAML 1.1 would take for something else stands in quotes. */
  readonly yaml: string;
}

/**
 * An extract as it is understood: every default filled in, `all` written out, the schedule that it uses in place of its name.
 * Reading the result as a document gives the same extract. `remarks` become comments in the YAML, by the field's name in the
 * file.
 */
export function explainExtract(extract: ResolvedExtract, remarks: ReadonlyMap<string, string> = new Map()): ExplainedExtract {
  const value = explainedValue(extract);
  const lines = extract.fields.map(({ as }) => remarks.get(as));
  return { value, yaml: toYaml(value, lines) };
}

/** YAML in which every program reads the same: what looks like a date, a time or a truth value stands in quotes. */
export function toYaml(value: unknown, fieldRemarks: readonly (string | undefined)[] = []): string {
  const document = new Document(value, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value === "string" && differsInYaml11(node.value)) node.type = "QUOTE_DOUBLE";
    },
  });
  fieldRemarks.forEach((remark, index) => {
    const field = document.getIn(["fields", index], true);
    const last = isMap(field) ? field.items.at(-1)?.value : field;
    if (remark !== undefined && isScalar(last)) last.comment = ` ${remark}`;
  });
  return document.toString({ lineWidth: 0 });
}

/** The value alone: YAML is the dear part. */
export function explainedValue(extract: ResolvedExtract): Readonly<Record<string, unknown>> {
  const { start, end } = extract.window ?? {};
  return {
    kind: "Extract",
    name: extract.name,
    ...(extract.id !== undefined && { id: extract.id }),
    ...(extract.description !== undefined && { description: extract.description }),
    product: extract.product.id,
    owner: extract.owner,
    shared: extract.shared,
    ...(extract.breaking === true && { breaking: extract.breaking }),
    template: extract.template.name,
    fields: extract.fields.map(({ field, as, mask }) => {
      return field === as && mask === undefined ? field : { field, ...(field !== as && { as }), ...(mask && { mask }) };
    }),
    ...(extract.filter !== undefined && { filter: explainFilter(extract.filter) }),
    ...(extract.template.dedupe !== undefined && { dedupe: extract.dedupe ?? "none" }),
    ...(extract.checks !== undefined && { checks: extract.checks }),
    ...(extract.window !== undefined && { window: { start, end, timezone: extract.timezone } }),
    ...(extract.schedule !== undefined && { schedule: explainSchedule(extract.schedule) }),
    ...explainOperation(extract.operation, extract.schedule !== undefined),
    output: Object.fromEntries(Object.entries(extract.output).filter(([key]) => isUsedBy(key, extract.output.format))),
    ...(extract.export !== undefined && { export: extract.export }),
  };
}

function explainOperation(operation: ResolvedOperation, scheduled: boolean): Readonly<Record<string, unknown>> {
  const { enabled, ready, timeoutMs, retries, retention, notify } = operation;
  return {
    ...(scheduled && { enabled }),
    ...(ready !== undefined && {
      ready: {
        sql: ready.sql,
        every: durationText(ready.everyMs),
        timeout: durationText(ready.timeoutMs),
        // biome-ignore lint/suspicious/noThenProperty: the document's own word
        then: ready.afterTimeout,
      },
    }),
    ...(timeoutMs !== undefined && { timeout: durationText(timeoutMs) }),
    retries: { max: retries.max, backoff: durationText(retries.backoffMs) },
    ...(retention !== undefined && { retention }),
    ...(notify.length > 0 && { notify }),
  };
}

/** A filter as a document writes it. */
export function explainFilter(filter: Filter): Readonly<Record<string, unknown>> {
  if ("all" in filter) return { all: filter.all.map(explainFilter) };
  if ("any" in filter) return { any: filter.any.map(explainFilter) };
  if ("not" in filter) return { not: explainFilter(filter.not) };
  return { [filter.field]: { [filter.operator]: filter.value } };
}

function explainSchedule({ name, lagMs, at, weekStart, ...schedule }: ResolvedSchedule): Readonly<Record<string, unknown>> {
  return {
    ...schedule,
    ...(schedule.every === "cron" ? { every: undefined } : { at }),
    ...(schedule.every === "week" && { weekStart }),
    lag: durationText(lagMs),
  };
}

/** A length of time as a document writes it: `90d`. */
export function durationText(ms: number): string {
  const units = [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const;
  const [unit, size] = units.find(([, length]) => ms % length === 0 && ms > 0) ?? ["m", 60_000];
  return `${ms / size}${unit}`;
}

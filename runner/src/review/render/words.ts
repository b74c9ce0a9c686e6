import { localTime } from "../../language/hover/describe-schedule.ts";
import type {
  Changed,
  ChangeKind,
  ColumnView,
  DocumentChange,
  Exposure,
  PlanDiagnostic,
  PlanReport,
  SqlChange,
  StateName,
  ValueChange,
  Volume,
} from "../plan-report.ts";

/** What a plan says, in words that its text and its Markdown share. */

/** In the order of the summary: what people look for first. */
export const changeKinds: readonly ChangeKind[] = ["removed", "renamed", "created", "changed", "affected"];

/** Read without colour. */
export const signs: Readonly<Record<ChangeKind, string>> = {
  removed: "-",
  renamed: "→",
  created: "+",
  changed: "~",
  affected: "·",
};

/** In front of findings. */
export const severitySigns = { error: "✖", warning: "!" } as const;

/** "1 extract", "2 templates", "1,024 windows". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number.toLocaleString("en-US")} ${number === 1 ? one : many}`;
}

/** Whether readers of the file may break. */
export function isBreaking({ columns }: DocumentChange): boolean {
  return columns !== undefined && columns.breaking.length > 0;
}

/** `✖` where a rule of breaking changes is about it: nobody has said so, and no removal says it by itself. */
export function breakingSign({ columns, change }: DocumentChange): "✖" | "!" {
  return columns?.acknowledged || change === "removed" ? "!" : "✖";
}

/** Exposures with their documents, in the report's order. */
export function exposuresOf(report: PlanReport): readonly { readonly document: DocumentChange; readonly exposure: Exposure }[] {
  return report.documents.flatMap((document) => (document.exposures ?? []).map((exposure) => ({ document, exposure })));
}

/** Errors first, otherwise as they came. */
export function bySeverity<Item extends { readonly severity: "error" | "warning" }>(items: readonly Item[]): readonly Item[] {
  return [...items.filter(({ severity }) => severity === "error"), ...items.filter(({ severity }) => severity !== "error")];
}

/** What the change brings first, then what the base has as well. */
export function newFirst(diagnostics: readonly PlanDiagnostic[]): readonly PlanDiagnostic[] {
  const [brought, known] = [false, true].map((side) => diagnostics.filter((each) => (each.known === true) === side));
  return [...bySeverity(brought ?? []), ...bySeverity(known ?? [])];
}

/** How many are of a severity. */
export function numberOf(items: readonly { readonly severity: "error" | "warning" }[], severity: "error" | "warning"): number {
  return items.filter((item) => item.severity === severity).length;
}

/** Whether the change changes nothing, and nothing is to be said of it. */
export function saysNothing({ documents, findings, diagnostics, policy }: PlanReport): boolean {
  return documents.length + findings.length + diagnostics.length + policy.values.length + policy.remarks.length === 0;
}

/** A state's name, and its commit as people write it. */
export function stateParts({ name, commit, dirty }: StateName): { readonly name: string; readonly commit?: string } {
  const short = commit?.slice(0, 7);
  if (dirty === true) return { name: short === undefined ? name : `${name} on ${short}` };
  return short === undefined || name.startsWith(short) ? { name } : { name, commit: short };
}

/** Where a value stands in its document: `filter.all[0].Channel.in`. */
export function pathText(path: ValueChange["path"]): string {
  return path
    .map((key, at) => {
      if (typeof key === "number") return `[${key}]`;
      return /^[\p{L}_][\p{L}\p{N}_-]*$/u.test(key) ? `${at === 0 ? "" : "."}${key}` : `[${JSON.stringify(key)}]`;
    })
    .join("");
}

/** "phone, masked (full)"; undefined for a column without personal data. */
export function personalWords({ pii, mask }: ColumnView): string | undefined {
  if (mask !== undefined) return `${pii === undefined ? "" : `${pii}, `}masked (${mask})`;
  return pii === undefined ? undefined : `${pii}, in the clear`;
}

/** What its readers read. */
export function whatIsRead({ kind }: DocumentChange): "events" | "files" {
  return kind === "Feed" ? "events" : "files";
}

export type Facts = readonly (readonly [what: string, change: Changed<string>])[];

/** Who may read an extract's files or a feed's events, as far as that changes. */
export function readersOf({ kind, owner, shared, destination }: DocumentChange): Facts {
  const words = (value: boolean | undefined): string | undefined =>
    value === undefined ? undefined : value ? "yes, with everybody" : "no";
  return [
    ...(owner === undefined ? [] : [["owner", owner] as const]),
    ...(shared === undefined ? [] : [["shared", changed(words(shared.base), words(shared.head))] as const]),
    ...(destination === undefined ? [] : [[kind === "Feed" ? "topic" : "destination", destination] as const]),
  ];
}

function changed(base: string | undefined, head: string | undefined): Changed<string> {
  return { ...(base === undefined ? {} : { base }), ...(head === undefined ? {} : { head }) };
}

/** What a difference between two queries does not show. */
export function unshownWords({ leftOut, tooLong }: SqlChange): string | undefined {
  if (tooLong !== undefined) {
    const { base, head } = tooLong;
    return `Too long to be compared: ${count(base, "line")} before, ${count(head, "line")} now.`;
  }
  return leftOut === undefined ? undefined : `${count(leftOut, "more line", "more lines")} left out.`;
}

/** How much there will be, and how anybody knows. */
export function volumeWords({ basis, base, head, window, why }: Volume): string {
  if (basis === "unknown") return `Unknown${why === undefined ? "" : `: ${why}`}.`;
  const amount = (side: typeof base): string | undefined => {
    if (side === undefined) return undefined;
    const bytes = side.bytes === undefined ? "" : `, about ${size.format(side.bytes)}`;
    return `${count(side.rows, "row")}${bytes}`;
  };
  const [before, after] = [amount(base), amount(head)];
  const amounts =
    before === after ? `${after ?? "nothing"}, as before` : [before, after].filter((part) => part !== undefined).join(" → ");
  const how = basis === "counted" ? "Counted" : "Estimated from statistics";
  const where =
    window === undefined
      ? ""
      : ` in the window from ${localTime(window.start, window.timezone)} to ${localTime(window.end, window.timezone)}`;
  return `${how}${where}: ${amounts}.${why === undefined ? "" : ` (${why})`}`;
}

const size = new Intl.NumberFormat("en-US", { style: "unit", unit: "byte", unitDisplay: "narrow", notation: "compact" });

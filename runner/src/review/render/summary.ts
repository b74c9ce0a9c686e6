import type { DocumentChange, DocumentKind, PlanReport } from "../plan-report.ts";
import { staysOnGrid } from "./window-words.ts";
import { breakingSign, changeKinds, count, exposuresOf, isBreaking, numberOf, severitySigns, signs } from "./words.ts";

/** A row of the table that a plan begins with. Its sign can be read without colour. */
export interface SummaryRow {
  readonly sign: string;
  readonly what: string;
  /** Names of documents, or codes of findings. */
  readonly which: readonly string[];
}

const documentKinds: readonly DocumentKind[] = ["Extract", "Feed", "Template", "Schedule"];

/** What a plan comes to: what is wrong first, then what is created, changed, removed, then what stays. */
export function summaryRows(report: PlanReport): readonly SummaryRow[] {
  const { documents, unchanged } = report;
  return [
    ...(["error", "warning"] as const).flatMap((severity) => severityRow(report, severity)),
    ...exposureRow(report),
    ...rowOf("✖", "extract", "whose windows do not meet", documents.filter(hasBrokenWindows)),
    ...breakingRows(documents.filter(isBreaking)),
    ...rowOf("~", "extract", "with other windows", documents.filter(hasOtherWindows)),
    ...changeKinds.flatMap((change) =>
      documentKinds.flatMap((kind) => {
        const these = documents.filter((document) => document.kind === kind && document.change === change);
        return rowOf(signs[change], kind.toLowerCase(), change, these);
      }),
    ),
    { sign: "", what: `${count(unchanged, "document")} as before`, which: [] },
  ];
}

function rowOf(sign: string, kind: string, what: string, documents: readonly DocumentChange[]): readonly SummaryRow[] {
  if (documents.length === 0) return [];
  return [{ sign, what: `${count(documents.length, kind)} ${what}`, which: documents.map(({ name }) => name) }];
}

function severityRow({ findings, diagnostics }: PlanReport, severity: "error" | "warning"): readonly SummaryRow[] {
  const all = [...findings, ...diagnostics];
  const number = numberOf(all, severity);
  if (number === 0) return [];
  const codes = all.filter((item) => item.severity === severity).map(({ code }) => code);
  return [{ sign: severitySigns[severity], what: count(number, severity), which: [...new Set(codes)] }];
}

function exposureRow(report: PlanReport): readonly SummaryRow[] {
  const exposures = exposuresOf(report);
  if (exposures.length === 0) return [];
  const own = exposures.filter(({ exposure }) => exposure.byOwnPolicy).length;
  const what = `${count(exposures.length, "exposure")} of personal data${own === 0 ? "" : `, ${own} by its own policy`}`;
  return [{ sign: "!", what, which: [...new Set(exposures.map(({ document }) => document.name))] }];
}

function breakingRows(documents: readonly DocumentChange[]): readonly SummaryRow[] {
  return documentKinds.flatMap((kind) => {
    const these = documents.filter((document) => document.kind === kind);
    const sign = these.some((document) => breakingSign(document) === "✖") ? "✖" : "!";
    return rowOf(sign, kind.toLowerCase(), these.length === 1 ? "breaks readers" : "break readers", these);
  });
}

function hasBrokenWindows({ windows }: DocumentChange): boolean {
  return windows?.proof?.broken !== undefined;
}

/** Of those that stay: what is created has none before, what is removed none after. */
function hasOtherWindows({ windows, change }: DocumentChange): boolean {
  return windows !== undefined && !staysOnGrid(windows) && change !== "created" && change !== "removed";
}

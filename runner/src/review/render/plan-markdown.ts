import type { PlanDiagnostic, PlanFinding, PlanReport, StateName } from "../plan-report.ts";
import { fitDocuments } from "./fit-documents.ts";
import { fitList, type ListItem } from "./fit-list.ts";
import { inlineCode, sentence } from "./markdown-safe.ts";
import { names, row, table, valuesTable } from "./markdown-tables.ts";
import { summaryRows } from "./summary.ts";
import { bySeverity, count, exposuresOf, newFirst, numberOf, saysNothing, severitySigns, stateParts } from "./words.ts";

/** How a report is written as Markdown. */
export interface MarkdownOptions {
  /** The most UTF-16 units that it may have. Default: what a comment or description on GitHub takes, less some room. */
  readonly limit?: number;
  /** Tells the comments of several projects of one repository apart: the project's folder. */
  readonly key?: string;
  /** Where what is left out can be read, as a clause: "`datafeed plan` shows". The default. */
  readonly rest?: string;
}

/**
 * GitHub takes 65,536 code points in a description and 262,144 bytes in a comment. A text of 65,536 UTF-16 units has never more
 * of either. What is left is room for what is put around it.
 */
export const commentLimit = 65_536 - 2_048;

/** The first line of a plan's Markdown, by which the comment of an earlier plan is found. It shows nothing. */
export function planMarker(key?: string): string {
  return key === undefined
    ? "<!-- datafeed-plan -->"
    : `<!-- datafeed-plan ${encodeURIComponent(key).replaceAll("-", "%2D")} -->`;
}

/**
 * A plan as Markdown for one comment: the summary first, then what a reviewer must know, then document by document, folded. What
 * there is no room for is left out whole, from the least important document, and said. Findings and exposures are counted in the
 * summary and kept as short lines.
 */
export function planMarkdown(report: PlanReport, options: MarkdownOptions = {}): string {
  const { limit = commentLimit, key, rest = "`datafeed plan` shows" } = options;
  const head = [
    planMarker(key),
    `## ${title(report)}`,
    `${state(report.base)} → ${state(report.head)}`,
    ...(report.policy.loosens ? [loosening(report, limit / 5, rest)] : []),
    ...(saysNothing(report) ? [`Nothing changes: ${count(report.unchanged, "document")} as before.`] : [summary(report)]),
  ].join("\n\n");

  const parts = [head];
  const roomLeft = (): number => limit - parts.reduce((sum, part) => sum + part.length + 2, 0) - rest.length - reserved;
  const lists = [
    { title: "### Findings", items: bySeverity(report.findings).map(finding), more: "findings" },
    { title: "### Personal data that become readable", items: exposuresOf(report).map(exposed), more: "exposures" },
    { title: "### Mistakes in documents", items: newFirst(report.diagnostics).map(diagnostic), more: "mistakes" },
    { title: "### datafeed.yaml", items: report.policy.loosens ? [] : report.policy.remarks.map(remark), more: "remarks" },
  ].filter(({ items }) => items.length > 0);
  for (const [at, list] of lists.entries()) {
    // Of what is left each list may take its part; what it leaves the next ones have, and the documents.
    parts.push(fitList(list, roomLeft() / (lists.length - at + 1), rest));
  }
  const { values } = report.policy;
  if (values.length > 0) {
    const table = folded("datafeed.yaml, value by value", valuesTable(values));
    const without = `There is no room here for ${count(values.length, "value")} of datafeed.yaml: ${rest} them.`;
    parts.push(table.length < roomLeft() / 2 ? table : without);
  }
  parts.push(...fitDocuments(report.documents, roomLeft(), rest));
  return parts.join("\n\n");
}

/** For the words about what is left out, with names as long as can be. */
const reserved = 2_200;

function title({ documents, findings, diagnostics }: PlanReport): string {
  const errors = numberOf(findings, "error") + numberOf(diagnostics, "error");
  const warnings = numberOf(findings, "warning") + numberOf(diagnostics, "warning");
  const said = [
    ...(errors === 0 ? [] : [`✖ ${count(errors, "error")}`]),
    ...(warnings === 0 ? [] : [`! ${count(warnings, "warning")}`]),
    documents.length === 0
      ? "no document changes"
      : `${count(documents.length, "document")} ${documents.length === 1 ? "changes" : "change"}`,
  ];
  return `Datafeed plan: ${said.join(", ")}`;
}

function state(name: StateName): string {
  const parts = stateParts(name);
  return `${inlineCode(parts.name)}${parts.commit === undefined ? "" : ` (${inlineCode(parts.commit)})`}`;
}

/** First of all: what the change asks for itself. */
function loosening({ policy }: PlanReport, room: number, rest: string): string {
  const title = [
    "### ✖ This change loosens the rules that it is to be judged by",
    "It is judged by the rules of its base: what it grants itself counts for nothing here, and comes into force when it is merged.",
  ].join("\n\n");
  return fitList({ title, items: policy.remarks.map(remark), more: "remarks" }, room, rest);
}

function summary(report: PlanReport): string {
  return table(
    ["", "", ""],
    summaryRows(report).map(({ sign, what, which }) => row(sign, what, names(which))),
  );
}

function finding({ severity, code, message, hint, file, range, document }: PlanFinding): ListItem {
  const where = file === undefined ? "" : ` (${inlineCode(range === undefined ? file : `${file}:${range.start.line}`)})`;
  const of = document === undefined ? "" : ` ${inlineCode(document.name)}:`;
  const named = document === undefined || message.includes(document.name) ? "" : of;
  return {
    full: `${severitySigns[severity]}${named} ${sentence(message)}${hint === undefined ? "" : ` ${sentence(hint)}`} ${inlineCode(code)}${where}`,
    short: `${severitySigns[severity]}${of} ${inlineCode(code)}`,
  };
}

function exposed({ document, exposure }: ReturnType<typeof exposuresOf>[number]): ListItem {
  const { column, field, pii, from, why, readers, byOwnPolicy, granted } = exposure;
  const of = field === column ? "" : `, the field ${inlineCode(field)}`;
  const origin =
    from.length === 0
      ? ""
      : ` It comes from ${from
          .slice(0, 5)
          .map((place) => inlineCode(place))
          .join(", ")}${from.length > 5 ? ", …" : ""}.`;
  const own = byOwnPolicy ? " **This very change allows it.**" : granted ? " A grant allows it that was approved before." : "";
  const what = `! ${inlineCode(document.name)}: ${inlineCode(column)}${of} (${sentence(pii)})`;
  return { full: `${what}: ${sentence(why)}. Readers: ${sentence(readers)}.${origin}${own}`, short: `${what}${own}` };
}

function diagnostic({ severity, code, message, hint, file, range, known }: PlanDiagnostic): ListItem {
  const place = inlineCode(range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`);
  const short = `${severitySigns[severity]} ${place} ${inlineCode(code)}`;
  if (known === true) return { full: `${short}, as before`, short };
  return {
    full: `${severitySigns[severity]} ${place} ${sentence(message)}${hint === undefined ? "" : ` ${sentence(hint)}`} ${inlineCode(code)}`,
    short,
  };
}

function remark(text: string): ListItem {
  const full = sentence(text);
  return { full, short: full };
}

function folded(summaryText: string, text: string): string {
  return `<details><summary>${summaryText}</summary>\n\n${text}\n\n</details>`;
}

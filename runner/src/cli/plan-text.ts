import pc from "picocolors";
import type {
  ColumnsChange,
  ColumnView,
  DocumentChange,
  PlanDiagnostic,
  PlanFinding,
  PlanReport,
  StateName,
  WindowsChange,
} from "../review/plan-report.ts";
import { byImportance } from "../review/render/fit-documents.ts";
import { summaryRows } from "../review/render/summary.ts";
import * as times from "../review/render/window-words.ts";
import * as words from "../review/render/words.ts";
import { oneLine, type TableColumn, table } from "./table.ts";

/**
 * A plan for a terminal: what it comes to, what a reviewer must know, then each document. Every sign can be read without colours.
 *
 * @param room Columns of the terminal; what is piped is never cut.
 */
export function planText(report: PlanReport, room?: number): string {
  const { policy, documents, unchanged, findings, diagnostics } = report;
  const exposures = words.exposuresOf(report);
  const head = `${pc.bold("Plan")}  ${stateText(report.base)} → ${stateText(report.head)}`;
  if (words.saysNothing(report)) return `${head}\n\nNothing changes: ${words.count(unchanged, "document")} as before.`;
  return [
    head,
    policy.loosens
      ? section(pc.red("✖ This change loosens the rules that it is to be judged by"), policy.remarks.map(oneLine))
      : section("datafeed.yaml", policy.remarks.map(oneLine)),
    summary(report, room),
    section("Findings", words.bySeverity(findings).map(findingText)),
    section(
      "Personal data that become readable",
      exposures.map(({ document, exposure }) => {
        const own = exposure.byOwnPolicy ? " This very change allows it." : "";
        return `${pc.yellow("!")} ${oneLine(`${document.name}: ${exposure.column} (${exposure.pii}): ${exposure.why}.${own}`)}`;
      }),
    ),
    section("Mistakes in documents", words.newFirst(diagnostics).map(diagnosticText)),
    section("datafeed.yaml, value by value", policy.values.map(valueText)),
    ...byImportance(documents).map((document) => documentText(document, room)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function stateText(name: StateName): string {
  const parts = words.stateParts(name);
  return `${oneLine(parts.name)}${parts.commit === undefined ? "" : pc.dim(` (${parts.commit})`)}`;
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? "" : [pc.bold(title), ...lines.map((line) => `  ${line}`)].join("\n");
}

const paints = { removed: pc.red, renamed: pc.cyan, created: pc.green, changed: pc.yellow, affected: pc.dim } as const;

function summary(report: PlanReport, room: number | undefined): string {
  return tableOf(summaryRows(report), room, [
    { title: " ", value: ({ sign }) => sign },
    { title: "SUMMARY", value: ({ what }) => what },
    { title: "WHICH", value: ({ which }) => which.join(", "), least: 20 },
  ]);
}

function findingText({ severity, code, message, hint, file, range, document }: PlanFinding): string {
  const place = file === undefined ? "" : ` ${pc.dim(oneLine(`${file}${range === undefined ? "" : `:${range.start.line}`}`))}`;
  const of = document === undefined || message.includes(document.name) ? "" : `${document.name}: `;
  return `${severitySign(severity)} ${oneLine(`${of}${message}${hint === undefined ? "" : ` ${hint}`}`)} ${pc.dim(code)}${place}`;
}

function diagnosticText({ severity, code, message, hint, file, range, known }: PlanDiagnostic): string {
  const place = range === undefined ? file : `${file}:${range.start.line}:${range.start.column}`;
  if (known === true) return `${severitySign(severity)} ${oneLine(place)} ${pc.dim(`${code}, as before`)}`;
  return `${severitySign(severity)} ${oneLine(place)} ${oneLine(`${message}${hint === undefined ? "" : ` ${hint}`}`)} ${pc.dim(code)}`;
}

function severitySign(severity: "error" | "warning"): string {
  return severity === "error" ? pc.red(words.severitySigns.error) : pc.yellow(words.severitySigns.warning);
}

function valueText({ path, base, head }: NonNullable<DocumentChange["values"]>[number]): string {
  const side = (text: string | undefined): string => (text === undefined ? "(none)" : oneLine(text));
  return `${oneLine(words.pathText(path))}: ${pc.red(side(base))} → ${pc.green(side(head))}`;
}

function documentText(change: DocumentChange, room: number | undefined): string {
  const { kind, name, previousName, because, file, unsound, values = [], columns, windows, volume, sql = [] } = change;
  const was = previousName === undefined ? "" : `${oneLine(previousName)} → `;
  const title = `${words.signs[change.change]} ${kind.toLowerCase()} ${was}${oneLine(name)} (${change.change})`;
  const inner = room === undefined ? undefined : room - 2;
  const parts = [
    [
      `${pc.dim(oneLine(file))}${because.length === 0 ? "" : `, changed by: ${because.map(oneLine).join(", ")}`}`,
      ...(unsound === undefined
        ? []
        : [`${pc.red("✖")} ${unsound === "head" ? "has" : "had"} errors, so nothing can be compared`]),
      ...words.readersOf(change).map(([what, sides]) => valueText({ path: [what], ...sides })),
      ...values.map(valueText),
    ].join("\n"),
    columns === undefined ? "" : columnsText(change, columns, inner),
    windows === undefined ? "" : windowsText(windows, inner),
    volume === undefined ? "" : `${pc.bold("Rows")}  ${oneLine(words.volumeWords(volume))}`,
    ...sql.map((each) => {
      const { event, warehouse, dialect, dialectKnown, diff } = each;
      const sure = dialectKnown ? "" : ", if it is one: no trusted connections say";
      const lines = diff === "" ? [] : diff.replace(/\n$/, "").split("\n").map(diffLine);
      const unshown = words.unshownWords(each);
      const told = unshown === undefined ? lines : [...lines, pc.dim(unshown)];
      return [
        `${pc.bold("SQL")}  ${event === undefined ? "" : `${oneLine(event)}, `}${oneLine(warehouse)} (${dialect}${sure})`,
        ...told,
      ].join("\n");
    }),
    definitionText(change),
  ].filter((part) => part !== "");
  return [paints[change.change](pc.bold(title)), ...parts.map(indented)].join("\n");
}

function columnsText(document: DocumentChange, columns: ColumnsChange, room: number | undefined): string {
  const { added, removed, renamed, retyped, reordered, format, breaking, acknowledged } = columns;
  const view = (column: ColumnView): string => {
    const { name, field, type, position } = column;
    const personal = words.personalWords(column);
    const of = name === field ? "" : `, of the field ${field}`;
    return `${type}, column ${position}${of}${personal === undefined ? "" : `, ${personal}`}`;
  };
  const rows = [
    ...removed.map((column) => ({ sign: "-", name: column.name, what: `removed; was ${view(column)}` })),
    ...added.map((column) => ({ sign: "+", name: column.name, what: view(column) })),
    ...renamed.map(({ from, to, field }) => ({ sign: "→", name: `${from} → ${to}`, what: `renamed; the field ${field}` })),
    ...retyped.map(({ name, from, to }) => ({ sign: "~", name, what: `${from} → ${to}` })),
    ...reordered.map((name) => ({ sign: "⇅", name, what: "moved" })),
  ];
  const said = acknowledged ? " (breaking: true)" : " (the author does not say so)";
  const sign = words.breakingSign(document);
  return [
    ...(rows.length === 0
      ? []
      : [
          tableOf(rows, room, [
            { title: " ", value: ({ sign }) => sign },
            { title: "COLUMN", value: ({ name }) => name, least: 20 },
            { title: "CHANGE", value: ({ what }) => what, least: 20 },
          ]),
        ]),
    ...(format.base === format.head ? [] : [valueText({ path: ["format"], ...format })]),
    ...(breaking.length === 0
      ? []
      : [
          `${sign === "!" ? pc.yellow(sign) : pc.red(sign)} breaks readers of the ${words.whatIsRead(document)}${document.change === "removed" ? "" : said}: ${breaking.map(oneLine).join(" ")}`,
        ]),
  ].join("\n");
}

function windowsText(windows: WindowsChange, room: number | undefined): string {
  const { schedule, next, moved, transition, proof } = windows;
  const { base, head } = schedule;
  const [before, after] = [base ?? "no schedule", head ?? "no schedule"].map(oneLine);
  const rows = [
    ...(transition === undefined ? [] : [{ what: "transition", window: transition, due: times.dueOf(transition) }]),
    ...next.map((window, at) => ({ what: at === 0 ? "next" : "", window, due: times.dueOf(window) })),
    ...moved.map(({ base, head }) => ({
      what: head === undefined ? "no longer" : "moved",
      window: head ?? base,
      due: head === undefined ? times.dueOf(base) : `${times.dueOf(base)} → ${times.dueOf(head)}`,
    })),
  ];
  return [
    `${pc.bold("Windows")}  ${before === after ? `as before: ${after}` : `${before} → ${after}`}`,
    ...(rows.length === 0
      ? []
      : [
          tableOf(rows, room, [
            { title: " ", value: ({ what }) => what },
            { title: "FROM", value: ({ window }) => times.startOf(window) },
            { title: "TO, NOT INCLUDED", value: ({ window }) => times.endOf(window) },
            { title: "RUNS", value: ({ due }) => due, leave: 1 },
            { title: "LENGTH", value: ({ window }) => times.hoursText(window.hours), align: "right", leave: 2 },
          ]),
        ]),
    ...times.windowRemarks(windows).map(oneLine),
    ...(proof === undefined
      ? []
      : [`${proof.broken === undefined ? pc.green("✓") : pc.red("✖")} ${oneLine(times.proofWords(proof))}`]),
  ].join("\n");
}

function diffLine(line: string): string {
  const text = oneLine(line);
  if (line.startsWith("+")) return pc.green(text);
  if (line.startsWith("-")) return pc.red(text);
  return line.startsWith("@@") ? pc.cyan(text) : text;
}

function definitionText({ definitionHash }: DocumentChange): string {
  const { base, head } = definitionHash ?? {};
  if (base === undefined && head === undefined) return "";
  const short = (hash: string | undefined): string => hash?.slice(0, 12) ?? "none";
  return `${pc.bold("Definition")}  ${base === head ? `${short(head)}, as before` : `${short(base)} → ${short(head)}`}`;
}

function tableOf<Row>(rows: readonly Row[], room: number | undefined, columns: readonly TableColumn<Row>[]): string {
  return room === undefined ? table(rows, columns) : table(rows, columns, room);
}

function indented(text: string): string {
  return text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
}

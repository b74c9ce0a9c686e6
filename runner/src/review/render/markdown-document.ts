import type { DocumentChange, WindowsChange } from "../plan-report.ts";
import { codeBlock, htmlCode, inlineCode, sentence } from "./markdown-safe.ts";
import { columnsTable, factsTable, valuesTable, windowsTable } from "./markdown-tables.ts";
import { proofWords, windowRemarks } from "./window-words.ts";
import { breakingSign, count, isBreaking, readersOf, signs, unshownWords, volumeWords, whatIsRead } from "./words.ts";

/** One document, folded: its summary says what is most telling, whatever it holds is inside. */
export function documentMarkdown(change: DocumentChange, withSql = true): string {
  const parts = [
    ...facts(change),
    change.columns === undefined ? undefined : columnsPart(change),
    change.windows === undefined ? undefined : windowsPart(change.windows),
    change.volume === undefined ? undefined : `**Rows** ${sentence(volumeWords(change.volume))}`,
    ...sqlParts(change, withSql),
    sameEffect(change),
    definitions(change),
  ].filter((part) => part !== undefined);
  return [`<details><summary>${headline(change)}</summary>`, ...parts, "</details>"].join("\n\n");
}

/** HTML: `~ extract web-chat-weekly (changed): ✖ breaks readers, ! 1 exposure`. */
function headline(change: DocumentChange): string {
  const { name, previousName, kind, exposures = [], unsound } = change;
  const title = previousName === undefined ? htmlCode(name) : `${htmlCode(previousName)} → ${htmlCode(name)}`;
  const remarks = [
    ...(unsound === undefined ? [] : [unsound === "head" ? "✖ has errors" : "! had errors"]),
    ...(isBreaking(change) ? [`${breakingSign(change)} breaks readers`] : []),
    ...(exposures.length === 0 ? [] : [`! ${count(exposures.length, "exposure")}`]),
  ];
  return `${signs[change.change]} ${kind.toLowerCase()} ${title} (${change.change})${remarks.length === 0 ? "" : `: ${remarks.join(", ")}`}`;
}

function facts(change: DocumentChange): readonly (string | undefined)[] {
  const { because, file, unsound, values = [], exposures = [] } = change;
  const readers = readersOf(change);
  return [
    `In ${inlineCode(file)}.${because.length === 0 ? "" : ` Changed by: ${because.map((cause) => sentence(cause)).join(", ")}.`}`,
    unsound === undefined ? undefined : unsoundWords[unsound],
    exposures.length === 0
      ? undefined
      : exposures.map(({ column, why }) => `- ! ${inlineCode(column)}: ${sentence(why)}`).join("\n"),
    readers.length === 0 ? undefined : factsTable(readers, whatIsRead(change)),
    values.length === 0 ? undefined : valuesTable(values),
  ];
}

const unsoundWords = {
  head: "✖ It has errors, so nothing can be compared.",
  base: "! It had errors before, so nothing can be compared.",
} as const;

function columnsPart(document: DocumentChange): string | undefined {
  const { columns, values = [] } = document;
  if (columns === undefined) return undefined;
  const { added, removed, renamed, retyped, reordered, format, breaking, acknowledged } = columns;
  const rows = added.length + removed.length + renamed.length + retyped.length + reordered.length;
  const said = acknowledged ? " (the author says so: `breaking: true`)" : " (not said by the author)";
  return [
    rows === 0 ? undefined : columnsTable(columns),
    format.base === format.head || values.some(({ path }) => path[0] === "output")
      ? undefined
      : `**Format** ${inlineCode(format.base ?? "none")} → ${inlineCode(format.head ?? "none")}`,
    breaking.length === 0
      ? undefined
      : [
          `**${breakingSign(document)} Breaks readers of the ${whatIsRead(document)}**${document.change === "removed" ? "" : said}`,
          "",
          ...breaking.map((why) => `- ${sentence(why)}`),
        ].join("\n"),
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

function windowsPart(windows: WindowsChange): string {
  const { schedule, next, moved, transition, proof } = windows;
  const { base, head } = schedule;
  const words =
    base === head
      ? `as before: ${sentence(head ?? "no schedule")}`
      : [base, head].map((side) => (side === undefined ? "no schedule" : sentence(side))).join(" → ");
  const none = next.length + moved.length === 0 && transition === undefined;
  return [
    `**Windows** ${words}`,
    none ? undefined : windowsTable(windows),
    windowRemarks(windows)
      .map((remark) => sentence(remark))
      .join(" "),
    proof === undefined ? undefined : `${proofSign(proof.broken)} ${sentence(proofWords(proof))}`,
  ]
    .filter((part) => part !== undefined)
    .join("\n\n");
}

function proofSign(broken: unknown): string {
  return broken === undefined ? "✓" : "✖";
}

function sqlParts({ sql = [] }: DocumentChange, withSql: boolean): readonly string[] {
  return sql.map((change) => {
    const { event, warehouse, dialect, dialectKnown, diff, leftOut = 0 } = change;
    const title = `**SQL**${event === undefined ? "" : ` of ${inlineCode(event)}`} for the warehouse ${inlineCode(warehouse)}, ${dialect}${dialectKnown ? "" : " (if it is one: no trusted connections say)"}`;
    if (diff !== "" && !withSql) return `${title}: ${count(diff.split("\n").length + leftOut, "line")}, left out here`;
    const unshown = unshownWords(change);
    const parts = [title, diff === "" ? undefined : codeBlock(diff, "diff"), unshown && sentence(unshown)];
    return parts.filter((part) => part !== undefined).join("\n\n");
  });
}

/** Where nothing is left to be told: it is written in another way. */
function sameEffect(change: DocumentChange): string | undefined {
  const { kind, unsound, values, sql, columns, windows, exposures } = change;
  if (kind !== "Extract" || unsound !== undefined || readersOf(change).length > 0) return undefined;
  const parts = [values, sql, columns, windows, exposures];
  return parts.every((part) => part === undefined) ? "What it reads and writes, and when, stays the same." : undefined;
}

/** What approval is about: short for people, whole for whoever compares. */
function definitions({ definitionHash }: DocumentChange): string | undefined {
  if (definitionHash === undefined) return undefined;
  const { base, head } = definitionHash;
  if (base === undefined && head === undefined) return undefined;
  if (base === head) return `**Definition** ${inlineCode(head!.slice(0, 12))}, as before (${inlineCode(head!)})`;
  const both = [base, head].map((hash) => (hash === undefined ? "none" : inlineCode(hash.slice(0, 12)))).join(" → ");
  const whole = head === undefined ? "" : ` (${inlineCode(head)})`;
  return `**Definition** ${both}${whole}`;
}

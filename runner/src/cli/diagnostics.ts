import pc from "picocolors";
import { formatCount } from "../commands/units.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";

const CONTEXT_WIDTH = 110;

/** A diagnostic for a terminal: place, code, message, the line with a marker below, and what to do. */
export function formatDiagnostic(diagnostic: Diagnostic, text: string | undefined): string {
  const color = diagnostic.severity === "error" ? pc.red : pc.yellow;
  const start = diagnostic.range?.start;
  const place = start === undefined ? diagnostic.file : `${diagnostic.file}:${start.line}:${start.column}`;
  const lines = [`${pc.bold(place)}  ${color(`${diagnostic.severity} ${diagnostic.code}`)}  ${diagnostic.message}`];
  const context = text === undefined ? undefined : contextOf(diagnostic, text);
  if (context !== undefined) lines.push(`  ${pc.dim(context.line)}`);
  if (context?.marker !== undefined) lines.push(`  ${color(context.marker)}`);
  if (diagnostic.hint !== undefined) lines.push(`  ${pc.cyan("→")} ${diagnostic.hint}`);
  return lines.join("\n");
}

interface Context {
  readonly line: string;
  readonly marker?: string;
}

function contextOf(diagnostic: Diagnostic, text: string): Context | undefined {
  return diagnostic.hideSource ? hiddenContext(diagnostic, text) : sourceContext(diagnostic, text);
}

/** Of a line that must not be shown what the message names already: a field, an operator. */
function hiddenContext({ range, message }: Diagnostic, text: string): Context | undefined {
  if (range === undefined) return undefined;
  const named = text.slice(range.start.offset, range.end.offset);
  if (named !== "" && message.includes(`\`${named}\``))
    return { line: `… ${named} …`, marker: `  ${"^".repeat(named.length)}` };
  return { line: "(not shown: what a filter compares may be personal data)" };
}

/** The source line, cut to what fits around the place, and a line with `^^^` under the place. */
function sourceContext(diagnostic: Diagnostic, text: string): Context | undefined {
  const range = diagnostic.range;
  if (range === undefined) return undefined;
  const from = text.lastIndexOf("\n", range.start.offset - 1) + 1;
  const to = text.indexOf("\n", from);
  const whole = text.slice(from, to === -1 ? undefined : to).replace(/\r$/, "");
  if (whole.trim() === "") return undefined;
  const column = range.start.column - 1;
  const cut = Math.max(0, column - CONTEXT_WIDTH / 2);
  const line = whole.slice(cut, cut + CONTEXT_WIDTH).replaceAll("\t", " ");
  const length = range.end.line === range.start.line ? range.end.column - range.start.column : line.length - (column - cut);
  const marker = " ".repeat(column - cut) + "^".repeat(Math.max(1, Math.min(length, line.length - (column - cut))));
  return { line, marker };
}

/** "2 errors and 1 warning", or undefined when there is nothing to say. */
export function summarize(diagnostics: readonly Diagnostic[]): string | undefined {
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const parts = [...(errors === 0 ? [] : [count(errors, "error")]), ...(warnings === 0 ? [] : [count(warnings, "warning")])];
  return parts.length === 0 ? undefined : parts.join(" and ");
}

/** A number with its noun: 1 document, 1,204 documents. */
export function count(number: number, noun: string): string {
  return `${formatCount(number)} ${noun}${number === 1 ? "" : "s"}`;
}

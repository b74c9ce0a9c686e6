import { createTwoFilesPatch } from "diff";
import type { Plan } from "../compile/plan.ts";
import type { ResolvedTest } from "../load/project-documents.ts";
import { compareRows, isAsExpected } from "./compare-rows.ts";
import { fileRows } from "./file-rows.ts";
import { goldenFiles } from "./golden.ts";
import type { ProjectFiles } from "./project-files.ts";
import { showRows } from "./show-rows.ts";
import type { Verdict } from "./test-result.ts";
import type { Written } from "./write-file.ts";

const passed: Verdict = { state: "passed" };
/** So many lines of a unified diff are shown. */
const mostLines = 120;

/** Compares what was written with what a test expects. Errors: test-file-unreadable. */
export async function judge(test: ResolvedTest, plan: Plan, written: Written, files: ProjectFiles): Promise<Verdict> {
  const { expect } = test.document.value;
  if (expect.error !== undefined) {
    const message = `Expected the error ${expect.error}, and the run ended with ${rowsOf(written.rows)}.`;
    return { state: "failed", message, at: ["expect", "error"] };
  }
  if (expect.empty !== undefined && written.rows > 0) {
    const diff = showRows(compareRows([], fileRows(plan, written.contents)), namesOf(plan));
    return {
      state: "failed",
      message: `Expected an empty window, found ${rowsOf(written.rows)}.`,
      diff,
      at: ["expect", "empty"],
    };
  }
  const verdicts = [judgeColumns(test, plan), judgeRows(test, plan, written), judgeCount(test, written)];
  return verdicts.find(({ state }) => state !== "passed") ?? (await judgeGolden(test, plan, written, files));
}

function judgeColumns({ document }: ResolvedTest, plan: Plan): Verdict {
  const { columns } = document.value.expect;
  const found = namesOf(plan);
  if (columns === undefined || JSON.stringify(columns) === JSON.stringify(found)) return passed;
  const diff = unified("columns", columns.join("\n"), found.join("\n"));
  return { state: "failed", message: "The file has other columns, or in another order.", diff, at: ["expect", "columns"] };
}

function judgeCount({ document }: ResolvedTest, { rows }: Written): Verdict {
  const { count } = document.value.expect;
  if (count === undefined || count === rows) return passed;
  return { state: "failed", message: `Expected ${rowsOf(count)}, found ${rowsOf(rows)}.`, at: ["expect", "count"] };
}

function judgeRows({ document }: ResolvedTest, plan: Plan, written: Written): Verdict {
  const { rows: expected } = document.value.expect;
  if (expected === undefined) return passed;
  const found = fileRows(plan, written.contents);
  const pairs = compareRows(expected, found);
  if (isAsExpected(pairs)) return passed;
  const changed = pairs.filter((pair) => pair.changed.length > 0).length;
  const missing = pairs.filter(({ actual }) => actual === undefined).length;
  const extra = pairs.filter((pair) => pair.expected === undefined).length;
  const counts = [
    [changed, "changed"],
    [missing, "missing"],
    [extra, "too many"],
  ] as const;
  const parts = counts.flatMap(([number, word]) => (number === 0 ? [] : [`${number} ${word}`]));
  const message = `Expected ${rowsOf(expected.length)}, found ${rowsOf(found.length)}: ${parts.join(", ")}.`;
  const first = pairs.find((pair) => pair.changed.length > 0 || pair.actual === undefined)?.expected?.at;
  const at = first === undefined ? ["expect", "rows"] : ["expect", "rows", first];
  return { state: "failed", message, diff: showRows(pairs, namesOf(plan)), at };
}

async function judgeGolden(test: ResolvedTest, plan: Plan, written: Written, files: ProjectFiles): Promise<Verdict> {
  const { golden } = test.document.value.expect;
  if (golden === undefined) return passed;
  const at = ["expect", "golden"];
  if (written.contents.length === 0) {
    return { state: "failed", message: "No file is written: the window is empty, and `output.empty` is `skip`.", at };
  }
  for (const { name, content } of goldenFiles(golden, plan, written.contents)) {
    const expected = await files.find(test.file, name);
    if (expected === undefined) {
      return { state: "failed", message: `There is no golden file ${name}; \`datafeed test --update\` writes it.`, at };
    }
    if (expected.equals(content)) continue;
    const diff = unified(name, expected.toString("utf8"), content.toString("utf8"));
    return { state: "failed", message: `The file differs from ${name}.`, diff, at };
  }
  return passed;
}

function unified(name: string, expected: string, found: string): string {
  const patch = createTwoFilesPatch(name, "found", expected, found, undefined, undefined, { context: 2 });
  const lines = patch.split("\n").filter((line) => !/^(=+|Index: .*)$/.test(line));
  const shown = lines.slice(0, mostLines).map(visible);
  if (lines.length > mostLines) shown.push(`… ${lines.length - mostLines} more lines`);
  return shown.join("\n").trimEnd();
}

/** Control characters are shown, so that a value does not drive the terminal; what ends a line of CRLF as well. */
function visible(line: string): string {
  return line.replace(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => ({ "\r": "␍", "\t": "⇥", "\ufeff": "[BOM]" })[character] ?? "·",
  );
}

function namesOf({ columns }: Plan): readonly string[] {
  return columns.map(({ name }) => name);
}

function rowsOf(count: number): string {
  return `${count} ${count === 1 ? "row" : "rows"}`;
}

import { describe, expect, test } from "vitest";
import { type Document, parseAllDocuments, visit } from "yaml";
import type { Diagnostic } from "../../runner/src/errors/diagnostic.ts";
import { applyEdits } from "../../runner/src/language/edits.ts";
import { fixableCodes, quickFixes } from "../../runner/src/language/quick-fixes/quick-fixes.ts";
import { loadErrors } from "../../runner/src/load/errors.ts";
import { ProjectLoader } from "../../runner/src/load/project-loader.ts";
import type { TextFile } from "../../runner/src/project/project-texts.ts";
import { projectWith, readCases, today } from "../load/load-cases.ts";

/** One for all loads: only the file of the case is read anew. */
const loader = new ProjectLoader();

function load(file: TextFile) {
  const steps = loader.load(projectWith(file), { today });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function findingsOf(file: TextFile): readonly Diagnostic[] {
  return load(file).diagnostics.filter((found) => found.file === file.path);
}

/** Without the list of what there is instead, which another finding's fix may change. */
const summary = ({ code, message }: Diagnostic) => `${code}: ${message.replace(/; there (?:is|are) `.*`\.$/, "")}`;

/** How often each finding is there: two of the same kind are two. */
function counted(found: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of found) counts.set(summary(one), (counts.get(summary(one)) ?? 0) + 1);
  return counts;
}

const cases = readCases();

/** The same documents with every list and mapping on lines of its own, and a comment behind each. */
function inBlocks(text: string): string {
  const documents = parseAllDocuments(text, { uniqueKeys: false }) as Document.Parsed[];
  if (text.includes("*columns") || documents.some(({ errors }) => errors.length > 0)) return text;
  for (const document of documents) {
    visit(document, {
      Collection: (_key, node) => {
        if (node.items.length > 0) node.flow = false;
      },
      Scalar: (key, node) => {
        if (key === "value" && node.value !== null) node.comment = " why";
      },
    });
  }
  return documents.map((document) => document.toString({ lineWidth: 0 })).join("---\n");
}

const variants = cases.flatMap(({ name, file }) => [
  { name, file },
  { name: `${name}, in blocks`, file: { ...file, text: inBlocks(file.text) } },
  { name: `${name}, with the line ends of Windows`, file: { ...file, text: file.text.replaceAll("\n", "\r\n") } },
]);

const mendedCodes = new Set<string>();

describe("a fix makes its finding go away, and nothing else wrong", () => {
  test.each(variants)("$name", ({ file }) => {
    const project = load(file);
    const before = project.diagnostics.filter((found) => found.file === file.path);
    const old = counted(before);
    for (const diagnostic of before) {
      const fixes = quickFixes(file, diagnostic, project);
      expect(fixes.filter(({ preferred }) => preferred).length).toBeLessThanOrEqual(1);
      for (const fix of fixes) {
        mendedCodes.add(diagnostic.code);
        const mended = { ...file, text: applyEdits(file.text, fix.edits) };
        const said = `${summary(diagnostic)}\n${fix.title}\n${mended.text}`;
        const after = counted(findingsOf(mended));
        expect(after.get(summary(diagnostic)) ?? 0, said).toBeLessThan(old.get(summary(diagnostic)) ?? 0);
        expect(commentsOf(mended.text), said).toBeGreaterThanOrEqual(commentsOf(file.text) - linesRemoved(fix, file.text));
        const isNew = ([finding, count]: [string, number]) => count > (old.get(finding) ?? 0);
        const added = [...after].filter(isNew).map(([finding]) => finding);
        expect(fix.fillIn ? added.filter((finding) => finding.startsWith("yaml-")) : added, said).toEqual([]);
      }
    }
  });

  test("there is a case for every code that can be mended", () => {
    // No case has a notifier: quick-fix-texts.test.ts has.
    expect(fixableCodes.filter((code) => !mendedCodes.has(code))).toEqual(["notifier-unknown"]);
    expect(fixableCodes.filter((code) => !Object.hasOwn(loadErrors, code))).toEqual([]);
  });
});

function commentsOf(text: string): number {
  return text.split("\n").filter((line) => line.includes("#")).length;
}

function linesRemoved({ edits }: { edits: readonly { start: number; end: number }[] }, text: string): number {
  return edits.reduce((sum, { start, end }) => sum + text.slice(start, end).split("\n").length - 1, 0);
}

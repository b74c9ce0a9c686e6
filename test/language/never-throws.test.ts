import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../../runner/src/errors/diagnostic.ts";
import { applyEdits } from "../../runner/src/language/edits.ts";
import { hover } from "../../runner/src/language/hover/hover.ts";
import { lenses } from "../../runner/src/language/lenses.ts";
import { definition, references } from "../../runner/src/language/navigation.ts";
import { fixAll, quickFixes } from "../../runner/src/language/quick-fixes/quick-fixes.ts";
import { symbols } from "../../runner/src/language/symbols.ts";
import { ProjectLoader } from "../../runner/src/load/project-loader.ts";
import type { TextFile } from "../../runner/src/project/project-texts.ts";
import { projectWith, readCases } from "../load/load-cases.ts";
import { exampleConnections, exampleTexts, now, today } from "./example.ts";

/** The same texts each time; with DATAFEED_FUZZ=20 others, and twenty times as many. */
const fuzz = process.env["DATAFEED_FUZZ"];
const runs = { numRuns: Number(fuzz ?? 1) * 150, ...(fuzz === undefined && { seed: 1 }) };
const texts = exampleTexts();
const cases = readCases().map(({ file }) => file);
const files = [...texts, ...cases].filter(({ path }) => path !== "connections.yaml");
const loader = new ProjectLoader();

/** The project around a file: the example, or that of the cases. */
function load(file: TextFile) {
  const isExample = texts.some(({ path }) => path === file.path) && file.path !== "datafeed.yaml";
  const around = [...texts.filter(({ path }) => path !== file.path), file];
  const project = isExample ? { files: around, connections: exampleConnections } : projectWith(file);
  const steps = loader.load(project, { today });
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** A document with a stretch of it replaced by something that people type. */
const broken = fc
  .record({
    file: fc.constantFrom(...files),
    at: fc.nat(),
    length: fc.nat(20),
    typed: fc.constantFrom(
      "",
      ":",
      " ",
      "\n",
      "\n\n  ",
      "- ",
      "[",
      "}",
      '"',
      "'",
      "#",
      "|",
      "&a ",
      "*a",
      "\t",
      "{ field: x }",
      "kind: ",
      "---\n",
    ),
  })
  .map(({ file, at, length, typed }) => {
    const start = at % (file.text.length + 1);
    return { path: file.path, text: file.text.slice(0, start) + typed + file.text.slice(start + length), at: start };
  });

test("whatever is typed, a fix makes its finding go away and leaves YAML", () => {
  const count = (found: readonly Diagnostic[], { code, message }: Diagnostic) =>
    found.filter((one) => one.code === code && one.message === message).length;
  const unreadable = (found: readonly Diagnostic[]) => found.filter(({ code }) => /^yaml-(syntax|duplicate)/.test(code)).length;
  fc.assert(
    fc.property(broken, ({ at: _, ...file }) => {
      const project = load(file);
      const found = project.diagnostics.filter((one) => one.file === file.path);
      for (const diagnostic of found) {
        for (const fix of quickFixes(file, diagnostic, project)) {
          const text = applyEdits(file.text, fix.edits);
          const after = load({ ...file, text }).diagnostics.filter((one) => one.file === file.path);
          const said = `${diagnostic.message}\n${fix.title}\n${text}`;
          expect(count(after, diagnostic), said).toBeLessThan(count(found, diagnostic));
          // Behind a tab that is gone the parser may find what it did not get to.
          if (diagnostic.code !== "yaml-syntax") expect(unreadable(after), said).toBeLessThanOrEqual(unreadable(found));
        }
      }
    }),
    runs,
  );
});

test("whatever is typed, every question has an answer, and every fix is a change inside of the text", () => {
  fc.assert(
    fc.property(broken, ({ at, ...file }) => {
      const project = load(file);
      symbols(file);
      lenses(file, project);
      for (const offset of [0, at - 1, at, at + 1, file.text.length].filter((each) => each >= 0)) {
        hover(file, offset, project, now);
        definition(file, offset, project, texts);
        for (const place of references(file, offset, [])) expect(place.file).toBe(file.path);
      }
      const found = project.diagnostics.filter((one) => one.file === file.path);
      for (const fix of found.flatMap((one) => quickFixes(file, one, project))) expectInside(fix.edits, file.text);
      const all = fixAll(file, found, project);
      expectInside(all, file.text);
      load({ ...file, text: applyEdits(file.text, all) });
    }),
    runs,
  );
});

function expectInside(edits: readonly { start: number; end: number }[], text: string): void {
  const sorted = [...edits].sort((one, other) => one.start - other.start);
  for (const [index, { start, end }] of sorted.entries()) {
    expect(start).toBeGreaterThanOrEqual(sorted[index - 1]?.end ?? 0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
  }
}

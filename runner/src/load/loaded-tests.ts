import type { Template } from "../../../schemas/generated/documents.ts";
import type { Diagnostic } from "../errors/diagnostic.ts";
import { resolveTest } from "./check-test.ts";
import { findDuplicates } from "./find-duplicates.ts";
import { Findings } from "./findings.ts";
import { hasName, type OfKind, ofKind, place } from "./load-file.ts";
import type { ResolvedExtract, ResolvedTest } from "./project-documents.ts";
import type { Shelf } from "./resolve-schedule.ts";
import type { ValidatedDocument } from "./validate-document.ts";

/** What tests are resolved against. */
export interface AroundTests {
  /** The sound ones. */
  readonly extracts: ReadonlyMap<string, ResolvedExtract>;
  /** Names of extracts with errors; sound ones may be among them. */
  readonly unsound: ReadonlySet<string>;
  readonly templates: Shelf<Template>;
}

/** A test as it was resolved, and against what. */
interface KeptTest {
  readonly test?: ResolvedTest;
  readonly diagnostics: readonly Diagnostic[];
  readonly extract: ResolvedExtract | undefined;
  readonly templates: Shelf<Template>;
}

/** The tests of a project, each resolved again only when something that it depends on has changed. */
export class LoadedTests {
  readonly #kept = new WeakMap<ValidatedDocument, KeptTest>();

  /** The sound ones, by name. */
  resolve(documents: readonly ValidatedDocument[], around: AroundTests, findings: Findings): ReadonlyMap<string, ResolvedTest> {
    const tests = ofKind(documents, "Test").filter(hasName);
    if (tests.length === 0) return new Map();
    const duplicates = findDuplicates(tests, findings);
    const sound = new Map<string, ResolvedTest>();
    for (const document of tests) {
      if (document.findings.failed || duplicates.has(document)) continue;
      const extract = around.extracts.get(document.value.extract);
      let kept = this.#kept.get(document);
      if (kept === undefined || kept.extract !== extract || kept.templates !== around.templates || kept.test === undefined) {
        kept = { ...resolveTestIn(document, around), extract, templates: around.templates };
        this.#kept.set(document, kept);
      }
      findings.add(...kept.diagnostics);
      if (kept.test !== undefined) sound.set(kept.test.name, kept.test);
    }
    return sound;
  }
}

function resolveTestIn(document: OfKind<"Test">, around: AroundTests): Pick<KeptTest, "test" | "diagnostics"> {
  const found = new Findings();
  const findings = document.findings.fork(found);
  const templates = [...around.templates.sound.values()].map(({ value }) => value);
  const resolved = resolveTest(findings, document.value, { ...around, templates });
  findings.places.release();
  const test = resolved && Object.freeze({ ...resolved, document: place(document.value, findings) });
  return { ...(test !== undefined && { test }), diagnostics: found.found };
}

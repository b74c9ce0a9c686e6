import { tmpdir } from "node:os";
import type { Plan } from "../compile/plan.ts";
import type { ResolvedTest } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { TestEngine } from "./engine.ts";
import { ProjectFiles } from "./project-files.ts";
import { runTest } from "./run-test.ts";
import { notStoodInFor } from "./stand-in.ts";
import { positionOf, type TestResult, type Verdict } from "./test-result.ts";
import { updateTest } from "./update-test.ts";
import { type Written, withFolder } from "./write-file.ts";

/** What tests are run with. */
export interface RunTestsOptions {
  /** The project's folder, absolute, links resolved: what tests name is read there and nowhere else. */
  readonly root: string;
  readonly engine: TestEngine;
  readonly signal: AbortSignal;
  /** The dialect of a warehouse of the project; undefined where no connection says. */
  readonly dialectOf?: (warehouse: string) => Dialect | undefined;
  /** Writes expected rows and golden files anew where they differ. Default: false. */
  readonly update?: boolean;
  readonly onResult?: (result: TestResult) => void;
}

/**
 * Runs tests one after the other, in their order, each on tables of its own; what goes wrong is in its result. Only the signal's
 * reason is thrown.
 */
export async function runTests(tests: Iterable<ResolvedTest>, options: RunTestsOptions): Promise<readonly TestResult[]> {
  const files = new ProjectFiles(options.root);
  const results: TestResult[] = [];
  for (const test of tests) {
    options.signal.throwIfAborted();
    const result = await resultOf(test, files, options);
    results.push(result);
    options.onResult?.(result);
  }
  return results;
}

async function resultOf(test: ResolvedTest, files: ProjectFiles, options: RunTestsOptions): Promise<TestResult> {
  const { engine, signal, dialectOf, update = false } = options;
  const { name, extract, file, document } = test;
  const startedAt = performance.now();
  const warehouse = dialectOf?.(extract.product.warehouse);
  const verdict = await withFolder(tmpdir(), async (folder): Promise<Verdict> => {
    let came: { readonly plan: Plan; readonly written: Written } | undefined;
    const onWritten = (plan: Plan, written: Written): void => {
      came = { plan, written };
    };
    const found = await runTest(test, { engine, files, folder, warehouse, signal, onWritten });
    if (!update || found.state !== "failed") return found;
    return await updateTest(test, found, came, files);
  });
  const { at = ["name"], ...rest } = verdict;
  return {
    name,
    extract: extract.name,
    file,
    ...positionOf(document.rangeOf(...at)),
    ...rest,
    durationMs: Math.round(performance.now() - startedAt),
    notes: notStoodInFor(extract, engine.dialect, warehouse),
  };
}

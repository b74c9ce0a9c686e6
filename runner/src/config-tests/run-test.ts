import { compileExtract } from "../compile/compile-extract.ts";
import type { Plan } from "../compile/plan.ts";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { type CheckResult, runChecks } from "../execute/run-checks.ts";
import type { ResolvedExtract, ResolvedTest } from "../load/project-documents.ts";
import type { Dialect } from "../load/types.ts";
import type { TestEngine } from "./engine.ts";
import { configTestErrors } from "./errors.ts";
import { fixtureOf } from "./fixture.ts";
import { judge } from "./judge.ts";
import type { ProjectFiles } from "./project-files.ts";
import type { Verdict } from "./test-result.ts";
import { windowOfTest } from "./test-window.ts";
import { type Written, writeFile } from "./write-file.ts";

/** What a test is run with. */
export interface TestContext {
  readonly engine: TestEngine;
  readonly files: ProjectFiles;
  /** An empty folder of this test. */
  readonly folder: string;
  /** The dialect of the extract's own warehouse; undefined where no connection says. */
  readonly warehouse: Dialect | undefined;
  readonly signal: AbortSignal;
  /** Told what was written, when something was. */
  readonly onWritten?: (plan: Plan, written: Written) => void;
}

/** Carries a test out. Only the signal's reason is thrown. */
export async function runTest(test: ResolvedTest, context: TestContext): Promise<Verdict> {
  const { signal } = context;
  try {
    const plan = planOf(test, context.engine.dialect);
    const tables = await fixtureOf(test, context.files);
    const refusal = await context.engine.refusal(plan, tables);
    if (refusal !== undefined) return { state: "not-run", message: refusal, at: ["extract"] };
    await using warehouse = context.engine.open(tables, context.folder);
    const named = test.document.value.expect.checks;
    const checked = named && judgeChecks(named, await runChecks(plan, warehouse, signal));
    if (checked !== undefined) return checked;
    const written = await writeFile(plan, warehouse, context.folder, signal);
    context.onWritten?.(plan, written);
    return await judge(test, plan, written, context.files);
  } catch (error) {
    signal.throwIfAborted();
    return judgeError(test, error, context);
  }
}

function planOf(test: ResolvedTest, dialect: Dialect): Plan {
  const chosen = windowOfTest(test);
  const { today = chosen.window.end.slice(0, 10) } = test.document.value;
  return compileExtract(withParameters(test), { ...chosen, dialect, today });
}

function withParameters({ extract, document }: ResolvedTest): ResolvedExtract {
  const { parameters } = document.value;
  if (parameters === undefined) return extract;
  const { template } = extract;
  return { ...extract, template: { ...template, parameters: { ...template.parameters, ...parameters } } };
}

/** The data checks that fail, against those that are expected to; undefined where they are the same. */
function judgeChecks(expected: readonly string[], results: readonly CheckResult[]): Verdict | undefined {
  const failed = results.filter(({ passed }) => !passed).map(({ name }) => name);
  const missing = expected.filter((name) => !failed.includes(name));
  const extra = failed.filter((name) => !expected.includes(name));
  if (missing.length + extra.length === 0) return undefined;
  const diff = [...missing.map((name) => `- ${name}`), ...extra.map((name) => `+ ${name}`)].join("\n");
  return { state: "failed", message: "Other data checks fail than are expected to.", diff, at: ["expect", "checks"] };
}

/** Errors that say nothing of the extract: the database for tests is away, or what is given can't be had. */
const ofSurroundings = new Set([
  ...Object.keys(configTestErrors),
  "warehouse-unreachable",
  "warehouse-refused",
  "warehouse-busy",
  "warehouse-permission",
  "warehouse-connection-lost",
  "warehouse-tls",
  "warehouse-authentication-unsupported",
  "warehouse-protocol",
  "warehouse-credentials",
]);

function judgeError({ extract, document }: ResolvedTest, error: unknown, { engine, warehouse }: TestContext): Verdict {
  if (!(error instanceof DatafeedError)) {
    return { state: "error", message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
  const { code, message, hint } = error;
  const { error: expected, checks } = document.value.expect;
  if (expected === code) return { state: "passed", code };
  // Which checks fail was compared before.
  if (code === "check-failed" && checks !== undefined && Object.keys(document.value.expect).length === 1)
    return { state: "passed", code };
  const said = hint === undefined ? message : `${message} ${hint}`;
  if (ofSurroundings.has(code))
    return { state: "error", code, message: said, ...(code.startsWith("test-") && { at: ["given"] }) };
  // Refused by a stand-in, the query may still be what the warehouse takes.
  const isForeign = warehouse !== undefined && warehouse !== engine.dialect;
  if (code === "compile-dialect-missing" || (isForeign && code === "warehouse-sql-refused")) {
    const message = `${engine.title} can't stand in for the warehouse of ${extract.name}: ${said}`;
    return { state: "not-run", code, message, at: ["extract"] };
  }
  if (expected === undefined)
    return { state: "failed", code, message: `The run ended with the error ${code}: ${said}`, at: ["expect"] };
  const instead = `Expected the error ${expected}, and the run ended with ${code}: ${said}`;
  return { state: "failed", code, message: instead, diff: `- ${expected}\n+ ${code}`, at: ["expect", "error"] };
}

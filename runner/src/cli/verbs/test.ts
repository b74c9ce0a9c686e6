import { type Command, Option } from "commander";
import pc from "picocolors";
import { runTests } from "../../config-tests/run-tests.ts";
import type { TestResult, TestState } from "../../config-tests/test-result.ts";
import { dialectOf } from "../../connect/open-connections.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type Diagnostic, hasErrors } from "../../errors/diagnostic.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { exitCode } from "../exit-code.ts";
import { type Annotation, annotationLine } from "../github-annotations.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, type OutputFormat, say } from "../printer.ts";
import { isIn, placeInProject } from "../project-path.ts";
import { repositoryPath } from "../repository-path.ts";
import { openSession, type Session, showDiagnostic } from "../session.ts";
import { testEngine } from "../test-engine.ts";
import { diffLines } from "../test-lines.ts";

interface TestOptions extends Omit<ProjectOptions, "format"> {
  readonly format: OutputFormat | "github";
  readonly update?: true;
  readonly warehouse?: string;
  readonly allowNotRun?: true;
}

export function configure(command: Command): void {
  withProject(
    command
      .argument("[path...]", "run the tests of these files and folders alone")
      .option("--update", "write expected rows and golden files anew where they differ")
      .addOption(
        new Option(
          "--warehouse <place>",
          "run them on PostgreSQL: a URL, or a warehouse of the connections; an empty database",
        ).env("DATAFEED_TEST_WAREHOUSE"),
      )
      .option("--allow-not-run", "exit 0 although the engine can't stand in for the warehouse of some"),
    ["github"],
  ).action(test);
  withExamples(command, [
    ["datafeed test", "all tests of this project, on DuckDB"],
    ["datafeed test extracts/web-chat.test.yaml", "one file"],
    ["datafeed test --update", "write what comes out as what is expected; read the diff"],
    ["datafeed test --warehouse postgres://me@localhost/empty", "on PostgreSQL"],
    ["datafeed test --format json", "for programs"],
    ["datafeed test --format github", "what fails as annotations, in a step of GitHub Actions"],
  ]);
}

async function test(paths: readonly string[], options: TestOptions): Promise<void> {
  const { update, allowNotRun } = options;
  // Names of authors are printed in annotations alone: GitHub takes lines of a log for commands.
  const format = options.format === "github" ? "text" : options.format;
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const places = paths.map((path) => placeInProject(path, session.texts.root));
  const isMeant = (file: string): boolean => places.length === 0 || places.some((place) => isIn(file, place));
  const tests = [...session.loaded.tests.values()].filter(({ file }) => isMeant(file));
  const wrong = mistakes(session, isMeant);
  if (tests.length === 0 && wrong.length === 0 && places.length > 0) {
    throw new DatafeedError("test-unknown", `There is no test in ${paths.join(", ")}.`, {
      hint: "Tests stand in files that end in .test.yaml.",
    });
  }
  const annotate = options.format === "github" ? repositoryPath(session.texts.root) : undefined;
  const tell = (text: string, told: Annotation | undefined): void => {
    if (annotate === undefined) say(format, text);
    else if (told !== undefined) say(format, annotationLine(told, annotate));
  };
  for (const diagnostic of wrong) tell(showDiagnostic(session, diagnostic), diagnostic);
  const engine = await testEngine(session, options.warehouse);
  const results = await runTests(tests, {
    root: session.texts.root,
    engine,
    signal,
    dialectOf: (warehouse) => knownDialect(session, warehouse),
    update: update === true,
    onResult: (result) => tell(lines(result), annotation(result, allowNotRun === true)),
  });
  const counts = countsOf(results);
  const isOk = !hasErrors(wrong) && counts.failed + counts.error === 0 && (counts["not-run"] === 0 || allowNotRun === true);
  answerJson(format, { ok: isOk, engine: engine.dialect, ...jsonCounts(counts), tests: results, diagnostics: wrong });
  say(format, verdict(results, counts, wrong, engine.title, isOk));
  if (!isOk) process.exitCode = exitCode.failed;
}

/** Tests with mistakes did not run; without a policy none did. */
function mistakes({ diagnostics, loaded }: Session, isMeant: (file: string) => boolean): readonly Diagnostic[] {
  return diagnostics.filter(({ severity, file }) => {
    if (severity !== "error") return false;
    return loaded.project === undefined || (file.endsWith(".test.yaml") && isMeant(file));
  });
}

/** The operator's connections are often not there where tests run. */
function knownDialect({ loaded }: Session, warehouse: string) {
  const connections = loaded.connections?.value;
  return connections?.warehouses[warehouse] === undefined ? undefined : dialectOf(connections, warehouse);
}

const marks: Readonly<Record<TestState, () => string>> = {
  passed: () => pc.green("✔"),
  failed: () => pc.red("✖"),
  error: () => pc.red("✖"),
  "not-run": () => pc.yellow("○"),
};

function lines(result: TestResult): string {
  const { state, name, extract, file, line, message, diff, notes } = result;
  const about = state === "passed" ? pc.dim(extract) : `${extract}  ${file}:${line}`;
  const said = message === undefined ? [] : [state === "not-run" ? `Not run: ${message}` : message];
  return [
    `${marks[state]()} ${pc.bold(name)}  ${about}`,
    ...said.map((text) => `    ${text}`),
    ...(diff === undefined ? [] : diffLines(diff).map((text) => `    ${text}`)),
    ...notes.map((text) => pc.dim(`    Not tested: ${text}`)),
  ].join("\n");
}

/** What GitHub shows beside the test; nothing of one that passed. */
function annotation(result: TestResult, mayNotRun: boolean): Annotation | undefined {
  const { state, name, extract, file, line, column, message, code, diff } = result;
  if (state === "passed") return undefined;
  const place = { line, column };
  return {
    severity: state === "not-run" && mayNotRun ? "warning" : "error",
    code: code ?? `test-${state}`,
    message: [`${name} (${extract}): ${message ?? state}`, ...(diff === undefined ? [] : [diff])].join("\n"),
    file,
    range: { start: place, end: place },
  };
}

type Counts = Readonly<Record<TestState, number>>;

function countsOf(results: readonly TestResult[]): Counts {
  const of = (state: TestState): number => results.filter((result) => result.state === state).length;
  return { passed: of("passed"), failed: of("failed"), error: of("error"), "not-run": of("not-run") };
}

function jsonCounts({ passed, failed, error, "not-run": notRun }: Counts) {
  return { passed, failed, errors: error, notRun };
}

function verdict(
  results: readonly TestResult[],
  counts: Counts,
  wrong: readonly Diagnostic[],
  engine: string,
  isOk: boolean,
): string {
  if (results.length === 0 && wrong.length === 0) return "There are no tests: add a document of `kind: Test` in a *.test.yaml.";
  const words = { passed: "passed", failed: "failed", error: "could not be carried out", "not-run": "not run" } as const;
  const states = ["passed", "failed", "error", "not-run"] as const;
  const parts = states.flatMap((state) => (counts[state] === 0 ? [] : [`${counts[state]} ${words[state]}`]));
  if (wrong.length > 0) parts.push(`${count(wrong.length, "mistake")} in documents`);
  return `${isOk ? pc.green("✔") : pc.red("✖")} ${count(results.length, "test")} on ${engine}: ${parts.join(", ")}.`;
}

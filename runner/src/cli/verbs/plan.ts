import { setFlagsFromString } from "node:v8";
import { type Command, InvalidArgumentError, Option } from "commander";
import { durationMs } from "../../load/date-time.ts";
import { type PlanOptions, planChanges } from "../../review/plan-changes.ts";
import type { PlanReport } from "../../review/plan-report.ts";
import { type OpenStates, openStates } from "../../review/states/open-states.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { exitCode } from "../exit-code.ts";
import { annotationLine } from "../github-annotations.ts";
import { interruptSignal } from "../interrupt.ts";
import { planCounter } from "../plan-counter.ts";
import { note } from "../printer.ts";
import { type Report, reporter, runSteps } from "../progress.ts";
import { repositoryPath } from "../repository-path.ts";
import { connectionsPlaces, projectFolder } from "../session.ts";
import { writeNewFile } from "../write-new-file.ts";

interface PlanVerbOptions extends Omit<ProjectOptions, "format"> {
  readonly format: "text" | "markdown" | "json" | "github";
  readonly out?: string;
  readonly base?: string;
  readonly head?: string;
  readonly detailedExitcode?: true;
  readonly failOn: "error" | "warning" | "never";
  readonly count: boolean;
  /** Milliseconds. */
  readonly countTimeout: number;
}

export function configure(command: Command): void {
  withProject(
    command
      .option("--base <ref>", "compare with this branch or commit (default: where the change left the default branch)")
      .option("--head <ref>", "compare this branch or commit (default: the working tree)")
      .addOption(
        new Option("--fail-on <severity>", "end with 1 when findings are so grave")
          .choices(["error", "warning", "never"])
          .default("error"),
      )
      .option("--detailed-exitcode", "end with 3 when there are changes, 0 when there are none")
      .option("--out <folder>", "also write plan.md and plan.json here, where none are yet")
      .option("--no-count", "do not ask warehouses how many rows there are")
      .addOption(
        new Option("--count-timeout <duration>", "the longest time that one count may take")
          .argParser(duration)
          .default(10_000, "10s"),
      ),
    ["markdown", "github"],
  ).action(plan);
  withExamples(command, [
    ["datafeed plan", "what the working tree changes"],
    ["datafeed plan --base origin/main --head HEAD", "what is committed here, compared with the branch"],
    ["datafeed plan --format markdown > plan.md", "for a comment on a pull request"],
    ["datafeed plan --format github --out plan", "findings as annotations, in a step of GitHub Actions"],
    ["datafeed plan --detailed-exitcode --fail-on warning", "for programs: 0 nothing, 3 changes, 1 a mistake"],
  ]);
}

async function plan(options: PlanVerbOptions): Promise<void> {
  const signal = interruptSignal();
  keepParsersSmall();
  const now = new Date().toISOString();
  const root = projectFolder(options);
  const opened = await openStates({
    root,
    connections: connectionsPlaces(options),
    today: now.slice(0, 10),
    signal,
    ...(options.base !== undefined && { base: options.base }),
    ...(options.head !== undefined && { head: options.head }),
  });
  for (const remark of opened.remarks) note(remark);
  const report = await planned(opened, options, { now, signal });
  if (options.out !== undefined) {
    writeNewFile(options.out, "plan.md", await rendered(report, "markdown", opened, root));
    writeNewFile(options.out, "plan.json", await rendered(report, "json", opened, root));
  }
  process.stdout.write(await rendered(report, options.format, opened, root));
  process.exitCode = codeFor(report, options);
}

/** To compile PostgreSQL's parser for speed takes 400 MB and more time than it ever saves here: this process makes one plan. */
function keepParsersSmall(): void {
  setFlagsFromString("--no-wasm-tier-up");
  setFlagsFromString("--no-wasm-dynamic-tiering");
}

/** Makes the plan, with its progress on stderr. */
async function planned(
  opened: OpenStates,
  options: PlanVerbOptions,
  given: Pick<PlanOptions, "now" | "signal">,
): Promise<PlanReport> {
  await using counter = planCounter(opened, options.count, options.countTimeout);
  let report: PlanReport | undefined;
  const title = `${opened.base.name.name} → ${opened.head.name.name}`;
  const live = process.stderr.isTTY === true;
  const work = async (show: Report): Promise<string> => {
    const onProgress = live ? show : reporter(live, note);
    report = await planChanges(opened.base, opened.head, { ...given, count: counter.count, onProgress });
    return "";
  };
  await runSteps([{ title, work }], { quiet: !live });
  if (report === undefined) throw new TypeError("The plan was not made.");
  return report;
}

async function rendered(
  report: PlanReport,
  format: PlanVerbOptions["format"],
  { folder }: OpenStates,
  root: string,
): Promise<string> {
  switch (format) {
    case "json":
      return `${JSON.stringify(report, undefined, 2)}\n`;
    case "markdown": {
      const { planMarkdown } = await import("../../review/render/plan-markdown.ts");
      return `${planMarkdown(report, folder === "" ? {} : { key: folder })}\n`;
    }
    case "text": {
      const { planText } = await import("../plan-text.ts");
      return `${planText(report, process.stdout.isTTY ? process.stdout.columns : undefined)}\n`;
    }
    case "github":
      return annotations(report, root);
  }
}

/** Findings, and the mistakes that end the plan badly; those that `validate` warns of it tells itself. */
function annotations({ findings, diagnostics }: PlanReport, root: string): string {
  const pathOf = repositoryPath(root);
  const told = [...findings, ...diagnostics.filter(({ severity }) => severity === "error")];
  return told.map((each) => `${annotationLine(each, pathOf)}\n`).join("");
}

/** Mistakes first: whoever asks for changes wants to hear of them, too. */
function codeFor(report: PlanReport, { failOn, detailedExitcode }: PlanVerbOptions): number {
  const { findings, diagnostics, documents, policy } = report;
  const said = [...findings, ...diagnostics];
  const grave = said.filter(({ severity }) => failOn === "warning" || severity === "error");
  if (failOn !== "never" && grave.length > 0) return exitCode.failed;
  const changes = documents.length > 0 || policy.values.length > 0;
  return detailedExitcode === true && changes ? exitCode.changes : exitCode.done;
}

function duration(text: string): number {
  const ms = /^\d+[smh]$/.test(text) ? durationMs(text) : Number.NaN;
  if (ms > 0) return ms;
  throw new InvalidArgumentError("Expected a duration such as 10s or 2m.");
}

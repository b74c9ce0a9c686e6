import type { Command } from "commander";
import pc from "picocolors";
import type { Commands, OutputView } from "../../commands/commands.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { withExamples, withProject } from "../common-options.ts";
import { exitCode } from "../exit-code.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, note, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { oneLine } from "../table.ts";

/** So many outputs are asked for at a time. */
const pageSize = 200;

export function configure(command: Command): void {
  withServer(withProject(command.argument("[id...]", "ids of outputs; without them: all that are published"))).action(verify);
  withExamples(command, [
    ["datafeed verify", "every published file against its manifest and the ledger"],
    ["datafeed verify 1ng0te", "one of them"],
  ]);
}

async function verify(ids: readonly string[], options: PlaceOptions): Promise<void> {
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { existing: true });
  const { commands } = open;
  // All ids are looked up first: a wrong one is said before anything is read.
  const outputs = ids.length === 0 ? published(commands) : await Promise.all(ids.map((id) => commands.output(id)));
  const wrong: OutputView[] = [];
  const findings: { id: string; path: string; problems: readonly string[] }[] = [];
  for await (const output of outputs) {
    signal.throwIfAborted();
    const problems = await problemsOf(output, commands, signal);
    findings.push({ id: output.id, path: output.path, problems });
    if (problems.length === 0) say(options.format, `${pc.green("✔")} ${output.path}`);
    else wrong.push(output);
  }
  answerJson(options.format, { ok: wrong.length === 0, outputs: findings });
  // Last, where nobody has to look for them.
  for (const { path, problems } of findings.filter((finding) => finding.problems.length > 0)) {
    say(options.format, `${pc.red("✖")} ${path}`);
    for (const problem of problems) say(options.format, `  ${oneLine(withoutPath(problem, path))}`);
  }
  if (wrong.length > 0) {
    const again = [...new Set(wrong.map(({ extract }) => `"${extract}"`))].join(" ");
    say(options.format, `  ${pc.cyan("→")} Restore the files, or run the extracts again: datafeed run ${again}`);
  }
  if (options.format === "text") note(pc.dim(`${findings.length} checked, ${wrong.length} not what they were.`));
  if (wrong.length > 0) process.exitCode = exitCode.failed;
}

/** A problem of the file under whose path it is printed. */
function withoutPath(problem: string, path: string): string {
  return problem.startsWith(`${path} `) ? problem.slice(path.length + 1) : problem;
}

/** What can't be looked at is a finding, too: the others are still to be checked. */
async function problemsOf(output: OutputView, commands: Commands, signal: AbortSignal): Promise<readonly string[]> {
  try {
    return (await commands.verify(output.id, signal)).problems;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof DatafeedError) || error.code === "server-unreachable") throw error;
    return [`${error.code}: ${error.message}`];
  }
}

/** The oldest first: what is published meanwhile comes behind, and moves no page. */
async function* published(commands: Commands): AsyncGenerator<OutputView> {
  for (let page = 1; ; page++) {
    const { items } = await commands.listOutputs({ page, pageSize, sort: "created" });
    yield* items;
    if (items.length < pageSize) return;
  }
}

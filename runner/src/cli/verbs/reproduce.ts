import type { Command } from "commander";
import pc from "picocolors";
import { type Reproduction, reproduceOutput } from "../../commands/local/reproduce.ts";
import { formatCount } from "../../commands/units.ts";
import { findOutput } from "../../ledger/find.ts";
import { type ProjectOptions, withExamples, withProject } from "../common-options.ts";
import { exitCode } from "../exit-code.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, note, say } from "../printer.ts";
import { type Report, runSteps } from "../progress.ts";
import { RunProgressWords } from "../run-progress.ts";
import { Runtime } from "../runtime.ts";
import { type ServerOptions, withLedger } from "../server-options.ts";
import { openSession } from "../session.ts";

type ReproduceOptions = ProjectOptions & Pick<ServerOptions, "ledger">;

export function configure(command: Command): void {
  withLedger(withProject(command.argument("<id>", "an output's id, or its beginning"))).action(reproduce);
  withExamples(command, [["datafeed reproduce 1ng0te", "the same content? Exit 1 when it is not; nothing is published"]]);
}

async function reproduce(id: string, options: ReproduceOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  await using runtime = await Runtime.open(session, { ledger: options.ledger, questions: true });
  const output = await findOutput(runtime.ledger, id);
  let found: Reproduction | undefined;
  const work = async (report: Report): Promise<string> => {
    using words = new RunProgressWords(report);
    found = await reproduceOutput(runtime, output.id, { signal, onEvent: (event) => words.show(event) });
    return `${formatCount(found.now.rows)} rows`;
  };
  await runSteps([{ title: output.extract, work }], { quiet: options.format === "json" });
  if (found === undefined) return;
  answerJson(options.format, found);
  const { equal, path, published, now, samePlan, ordered } = found;
  if (!equal) process.exitCode = exitCode.failed;
  if (options.format === "json") return;
  if (equal) return say("text", `${pc.green("✔")} ${path}: the same content, ${now.contentSha256.slice(0, 12)}`);
  say("text", `${pc.red("✖")} ${path}: other content than was published`);
  say("text", `  published  ${published.contentSha256}  ${formatCount(published.rows)} rows`);
  say("text", `  now        ${now.contentSha256}  ${formatCount(now.rows)} rows`);
  for (const line of reasons(samePlan, ordered)) note(`${pc.cyan("→")} ${line}`);
}

function reasons(samePlan: boolean, ordered: boolean): readonly string[] {
  return [
    "The data may have changed since: late rows, corrections, deletions.",
    ...(samePlan ? [] : ["The query is not that of then: a grant ended, or another version of Datafeed compiles it."]),
    ...(ordered ? [] : ["The extract has `order: none`, without which equal data need not come in equal order."]),
  ];
}

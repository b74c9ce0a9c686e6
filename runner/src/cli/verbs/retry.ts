import type { Command } from "commander";
import pc from "picocolors";
import type { OwedView } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { isRemote, type OpenCommands, openCommands } from "../open-commands.ts";
import { outcomeTable } from "../outcome-table.ts";
import { answerJson, say } from "../printer.ts";
import { outcomeAnswer, printFailures, type RunOutcome, runOwed } from "../run-extracts.ts";
import { windowText } from "../run-table.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { hasWorker } from "../workers.ts";

export function configure(command: Command): void {
  withServer(withProject(command.argument("<id>", "the id of a run, or of what is owed, or its beginning"))).action(retry);
  withExamples(command, [
    ["datafeed retry 1ng0te", "a failed run once more: here, or by the daemon where one works on the ledger"],
    ["datafeed runs --owed --failed", "what could be tried again"],
  ]);
}

async function retry(id: string, options: PlaceOptions): Promise<void> {
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { questions: isRemote(options) });
  const owed = await open.commands.retry(id);
  if (open.local === undefined || (await hasWorker(open.local.runtime.ledger))) {
    answerJson(options.format, owed);
    say(options.format, `${pc.green("✔")} ${owed.extract}, ${windowText(owed)}, is owed again and will be run`);
    return;
  }
  await runHere(owed, open.local, options, signal);
}

async function runHere(
  owed: OwedView,
  { session, runtime }: NonNullable<OpenCommands["local"]>,
  { format }: PlaceOptions,
  signal: AbortSignal,
): Promise<void> {
  const outcomes: RunOutcome[] = [];
  try {
    await runOwed(runtime, owed.id, { root: session.texts.root, signal, quiet: format === "json" }, outcomes);
  } finally {
    answerJson(format, { outcomes: outcomes.map((outcome) => outcomeAnswer(runtime, outcome)) });
    say(format, outcomeTable(runtime, outcomes));
    process.exitCode = printFailures(outcomes, format === "json");
  }
}

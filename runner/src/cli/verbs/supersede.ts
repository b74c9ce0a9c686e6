import type { Command } from "commander";
import pc from "picocolors";
import { withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

interface SupersedeOptions extends PlaceOptions {
  readonly output: string;
  readonly reason: string;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<extract>", "a daily export's name")
        .argument("<date>", "the day: 2026-03-17, in the zone of its schedule")
        .requiredOption("--output <id>", "a published output of that day, which answers it from now on")
        .requiredOption("--reason <text>", "why, for those who have the document already"),
    ),
  ).action(supersede);
  withExamples(command, [
    [
      'datafeed supersede bot-conversations 2026-03-17 --output 1ng0te --reason "late rows of bot b1"',
      "another sequence answers the day; for admins",
    ],
  ]);
}

async function supersede(extract: string, date: string, options: SupersedeOptions): Promise<void> {
  const { output, reason, format } = options;
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const day = await open.commands.supersede(extract, date, { output, reason });
  answerJson(format, day);
  say(format, `${pc.green("✔")} ${day.date} is answered by ${day.output?.path}, in place of ${day.superseded?.from}`);
}

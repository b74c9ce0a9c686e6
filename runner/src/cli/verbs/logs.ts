import type { Command } from "commander";
import pc from "picocolors";
import type { LogLine, RunProgress } from "../../commands/commands.ts";
import { withExamples, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, note, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { ownLines } from "../table.ts";

interface LogsOptions extends PlaceOptions {
  readonly follow?: boolean;
}

const colors = { info: (text: string) => text, warn: pc.yellow, error: pc.red } as const;

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<id>", "the id of a run, or of what is owed, or its beginning")
        .option("--follow", "go on until the run is over"),
    ),
  ).action(logs);
  withExamples(command, [
    ["datafeed logs 1ng0te", "what happened in a run"],
    ["datafeed logs 1ng0te --follow", "and what happens from now on"],
  ]);
}

async function logs(id: string, options: LogsOptions): Promise<void> {
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { questions: true, existing: true });
  const shown: LogLine[] = [];
  const show = async (): Promise<void> => {
    const lines = await open.commands.logs(id);
    for (const line of lines.slice(shown.length)) say(options.format, formatLine(line));
    shown.push(...lines.slice(shown.length));
  };
  await show();
  let last: RunProgress | undefined;
  if (options.follow === true) {
    for await (const progress of open.commands.follow(id, signal)) {
      last = progress;
      await show();
    }
  }
  answerJson(options.format, { id, lines: shown, ...(last === undefined ? {} : { state: last.state }) });
  if (last !== undefined && options.format === "text") note(pc.dim(`It is ${last.state}.`));
  else if (shown.length === 0 && options.format === "text")
    note(pc.dim("Nothing was written down: runs of a daemon have a log; of others `datafeed runs` says what became of them."));
}

function formatLine({ at, level, message }: LogLine): string {
  return `${pc.dim(at)}  ${colors[level](ownLines(message))}`;
}

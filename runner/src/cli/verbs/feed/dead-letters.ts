import type { Command } from "commander";
import pc from "picocolors";
import { type PageOptions, withExamples, withPage, withProject } from "../../common-options.ts";
import { deadLetterTable } from "../../feed-table.ts";
import { interruptSignal } from "../../interrupt.ts";
import { listEnd } from "../../list-end.ts";
import { mendOf } from "../../mend.ts";
import { openCommands } from "../../open-commands.ts";
import { answerJson, note, say } from "../../printer.ts";
import { type PlaceOptions, withServer } from "../../server-options.ts";

interface DeadLetterOptions extends PlaceOptions, PageOptions {
  readonly search?: string;
}

export function configure(command: Command): void {
  withServer(
    withPage(
      withProject(
        command
          .description("List the events of a feed that could not be sent, newest first, and why.")
          .argument("<feed>", "a feed's name")
          .option("--search <text>", "whose external id holds this text"),
      ),
    ),
  ).action(deadLetters);
  withExamples(command, [
    ["datafeed feed dead-letters conversations", "with what to do about each reason"],
    ["datafeed feed dead-letters conversations --search call-4711", "those of one conversation"],
  ]);
}

async function deadLetters(name: string, options: DeadLetterOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const { format, page, pageSize, search } = options;
  const { items, total } = await open.commands.listDeadLetters(name, {
    ...(search === undefined ? {} : { search }),
    page,
    pageSize,
  });
  answerJson(format, { total, page, pageSize, deadLetters: items });
  if (format === "json") return;
  if (items.length > 0) say(format, deadLetterTable(items));
  const words = { noun: "dead letter", none: `${name} has no dead letters.`, chosenBy: [search] };
  note(pc.dim(listEnd({ shown: items.length, total, page, pageSize }, words)));
  for (const code of new Set(items.map((each) => each.code))) {
    const mend = mendOf(code);
    if (mend !== undefined) note(`${pc.cyan("→")} ${code}: ${mend}`);
  }
}

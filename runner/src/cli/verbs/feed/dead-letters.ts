import type { Command } from "commander";
import pc from "picocolors";
import { type PageOptions, withExamples, withPage, withProject } from "../../common-options.ts";
import { deadLetterTable } from "../../feed-table.ts";
import { interruptSignal } from "../../interrupt.ts";
import { mendOf } from "../../mend.ts";
import { openCommands } from "../../open-commands.ts";
import { printPage } from "../../print-page.ts";
import { note } from "../../printer.ts";
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
  const letters = await open.commands.listDeadLetters(name, {
    ...(search === undefined ? {} : { search }),
    page,
    pageSize,
  });
  const words = { noun: "dead letter", none: `${name} has no dead letters.`, chosenBy: [search] };
  printPage(options, letters, { key: "deadLetters", table: deadLetterTable, ...words });
  if (format === "json") return;
  for (const code of new Set(letters.items.map((each) => each.code))) {
    const mend = mendOf(code);
    if (mend !== undefined) note(`${pc.cyan("→")} ${code}: ${mend}`);
  }
}

import type { Command } from "commander";
import pc from "picocolors";
import type { BackfillView } from "../../commands/commands.ts";
import { formatCount } from "../../commands/units.ts";
import { wholeNumber, withExamples, withProject } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { answerJson, note, say } from "../printer.ts";
import { windowText } from "../run-table.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { table } from "../table.ts";
import { noteWhoWorks } from "../workers.ts";

interface BackfillOptions extends PlaceOptions {
  readonly start: string;
  readonly end: string;
  readonly dryRun?: boolean;
  readonly failed?: boolean;
  readonly limit: number;
}

export function configure(command: Command): void {
  withServer(
    withProject(
      command
        .argument("<extract>", "a scheduled extract's name")
        .requiredOption("--start <time>", "windows that end after this: 2026-03-17, in the extract's zone or with an offset")
        .requiredOption("--end <time>", "and begin before this")
        .option("--dry-run", "only say which windows are missing")
        .option("--failed", "also those that failed or were abandoned")
        .option("--limit <count>", "the most windows at a time; the same command again goes on", wholeNumber(1), 1000),
    ),
  ).action(backfill);
  withExamples(command, [
    ["datafeed backfill web-chat-weekly --start 2026-01-01 --end 2026-04-01 --dry-run", "what is missing of a quarter"],
    ["datafeed backfill web-chat-weekly --start 2026-01-01 --end 2026-04-01", "have it made"],
  ]);
}

async function backfill(extract: string, options: BackfillOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const { start, end, limit, format } = options;
  const view = await open.commands.backfill({
    extract,
    ...{ start, end, limit },
    dryRun: options.dryRun === true,
    failed: options.failed === true,
  });
  answerJson(format, view);
  if (format === "json") return;
  if (view.windows.length > 0) {
    const columns = [
      { title: "WINDOW", value: windowText, least: 20 },
      { title: "UNTIL NOW", value: ({ why }: BackfillView["windows"][number]) => why },
    ];
    say(format, table(view.windows, columns));
  }
  note(pc.dim(summary(view)));
  if (view.more > 0 && !view.dryRun) note(`${pc.cyan("→")} The same command again goes on with the rest.`);
  if (view.windows.length > 0 && !view.dryRun && open.local !== undefined) await noteWhoWorks(open.local.runtime.ledger);
}

function summary({ windows, more, dryRun }: BackfillView): string {
  if (windows.length === 0) return "No window is missing: each is made, or owed.";
  const what = count(windows.length, "window");
  const rest = more === 0 ? "" : `, and about ${formatCount(more)} more`;
  return dryRun ? `${what} missing${rest}. Without --dry-run they become owed.` : `${what} owed now${rest}.`;
}

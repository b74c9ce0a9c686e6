import type { Command } from "commander";
import pc from "picocolors";
import type { Commands } from "../../commands/commands.ts";
import { isScheduled } from "../../schedule/window.ts";
import { type PageOptions, withExamples, withPage, withProject } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { printPage } from "../print-page.ts";
import { note } from "../printer.ts";
import { owedTable, runTable } from "../run-table.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

interface RunsOptions extends PlaceOptions, PageOptions {
  readonly extract?: string;
  readonly failed?: boolean;
  readonly owed?: boolean;
}

export function configure(command: Command): void {
  withServer(
    withPage(
      withProject(
        command
          .option("--extract <name>", "of this extract alone")
          .option("--failed", "those that failed or were lost alone")
          .option("--owed", "what is owed in place of runs: what waits for its turn, and what failed and waits for a person"),
      ),
    ),
  ).action(runs);
  withExamples(command, [
    ["datafeed runs", "the newest ten"],
    ["datafeed runs --failed", "what went wrong, and why"],
    ["datafeed runs --owed", "what is still to be done"],
    ["datafeed runs --owed --failed", "what failed and waits for a person"],
  ]);
}

async function runs(options: RunsOptions): Promise<void> {
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  if (options.owed === true) await printOwed(open.commands, options);
  else await printRuns(open.commands, options);
}

async function printRuns(commands: Commands, options: RunsOptions): Promise<void> {
  const answer = await commands.listRuns({
    ...asked(options),
    ...(options.failed === true ? { states: ["failed", "discarded"] } : {}),
  });
  const chosenBy = [options.extract, options.failed];
  printPage(options, answer, { key: "runs", table: runTable, noun: "run", none: "Nothing has run yet.", chosenBy });
}

async function printOwed(commands: Commands, options: RunsOptions): Promise<void> {
  const owed = await commands.listOwed({
    ...asked(options),
    ...(options.failed === true ? { states: ["failed"] } : {}),
  });
  const chosenBy = [options.extract, options.failed];
  printPage(options, owed, { key: "owed", table: owedTable, noun: "owed window", none: "Nothing is owed.", chosenBy });
  const failed = owed.items.filter(({ state }) => state === "failed");
  if (options.format === "json" || failed.length === 0) return;
  const giveUp = [
    ...(failed.some(({ kind }) => isScheduled(kind)) ? ["datafeed skip NAME --start --end for a schedule's window"] : []),
    ...(failed.every(({ kind }) => isScheduled(kind)) ? [] : ["datafeed cancel ID for what somebody asked for"]),
  ];
  note(`${pc.cyan("→")} datafeed retry ID; or give it up: ${giveUp.join(", ")}`);
}

function asked({ extract, page, pageSize }: RunsOptions) {
  return { ...(extract === undefined ? {} : { extract }), page, pageSize };
}

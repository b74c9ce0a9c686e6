import type { Command } from "commander";
import pc from "picocolors";
import { ledgerPath } from "../../connect/ledger-place.ts";
import { openLedger } from "../../ledger/ledger.ts";
import { listRuns, type Run } from "../../ledger/list-runs.ts";
import { type PageOptions, type ProjectOptions, withExamples, withPage, withProject } from "../common-options.ts";
import { answerJson, note, say } from "../printer.ts";
import { openSession } from "../session.ts";
import { oneLine, table } from "../table.ts";
import { formatCount, formatElapsed, formatTime } from "../units.ts";

interface RunsOptions extends ProjectOptions, PageOptions {
  readonly extract?: string;
  readonly failed?: boolean;
}

export function configure(command: Command): void {
  withPage(
    withProject(
      command.option("--extract <name>", "of this extract alone").option("--failed", "those that failed or were lost alone"),
    ),
  ).action(runs);
  withExamples(command, [
    ["datafeed runs", "the newest ten"],
    ["datafeed runs --failed", "what went wrong, and why"],
  ]);
}

async function runs(options: RunsOptions): Promise<void> {
  const session = await openSession(options);
  await using ledger = await openLedger(ledgerPath(session.texts.root));
  const filter = {
    ...(options.extract === undefined ? {} : { extract: options.extract }),
    ...(options.failed === true ? { states: ["failed", "discarded"] as const } : {}),
  };
  const page = { limit: options.pageSize, offset: (options.page - 1) * options.pageSize };
  const { items, total } = await listRuns(ledger, filter, page);
  answerJson(options.format, { total, page: options.page, pageSize: options.pageSize, runs: items });
  if (options.format === "json") return;
  if (items.length > 0) {
    say(
      options.format,
      table(items, [
        { title: "ID", value: (run) => run.id },
        { title: "EXTRACT", value: (run) => run.extract },
        { title: "WINDOW", value: windowText },
        { title: "STATE", value: (run) => run.state },
        { title: "STARTED", value: (run) => formatTime(run.startedAt) },
        { title: "TOOK", value: duration, align: "right" },
        { title: "ROWS", value: (run) => (run.rows === undefined ? "" : formatCount(run.rows)), align: "right" },
        { title: "ERROR", value: (run) => run.error?.code ?? "" },
      ]),
    );
    const failed = items.filter((run) => run.error !== undefined);
    if (failed.length > 0) say(options.format, `\n${pc.bold("WHAT WENT WRONG")}`);
    for (const run of failed)
      if (run.error !== undefined) say(options.format, `${pc.red(run.id)}  ${oneLine(run.error.message)}`);
  }
  note(pc.dim(total === 0 ? "Nothing has run yet." : `${items.length} of ${formatCount(total)} runs.`));
}

function windowText(run: Run): string {
  return `${run.kind} ${formatTime(run.windowStart)} to ${formatTime(run.windowEnd)}`;
}

function duration(run: Run): string {
  return run.endedAt === undefined ? "" : formatElapsed(Date.parse(run.endedAt) - Date.parse(run.startedAt));
}

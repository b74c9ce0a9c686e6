import { Argument, type Command, Option } from "commander";
import pc from "picocolors";
import { formatCount } from "../../commands/units.ts";
import {
  type IntentGrouping,
  intentColumns,
  type MetricsReport,
  type MetricsRequest,
} from "../../conversation-metrics/figures.ts";
import { type SqlName, sqlNames, sqlSummary, sqlText } from "../../conversation-metrics/sql-file.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { withExamples } from "../common-options.ts";
import { count } from "../diagnostics.ts";
import { interruptSignal } from "../interrupt.ts";
import { metricsCsv, metricsRecords } from "../metrics-csv.ts";
import { metricsSources } from "../metrics-files.ts";
import { metricsWithProgress } from "../metrics-progress.ts";
import { metricsText } from "../metrics-text.ts";
import { answerJson, note, type OutputFormat, say } from "../printer.ts";
import { oneLine, table } from "../table.ts";

interface MetricsOptions {
  readonly by?: IntentGrouping;
  readonly days?: true;
  readonly excludeIntent?: readonly string[];
  readonly excludeSuggestions?: true;
  readonly botId?: readonly string[];
  readonly format: OutputFormat | "csv";
  readonly sql?: SqlName | true;
}

export function configure(command: Command): void {
  const several = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
  command
    .addArgument(
      new Argument(
        "[file...]",
        "JSON or NDJSON of the daily export, also packed by gzip or ZIP; folders, patterns, - for stdin",
      ),
    )
    .addOption(new Option("--by <intent>", "one row for each intent").choices(Object.keys(intentColumns)))
    .option("--days", "one row for each UTC day on which conversations ended")
    .option("--exclude-intent <name>", "pass over this intent; may be repeated; needs --by", several)
    .option("--exclude-suggestions", "leave out conversations in which the bot said nothing")
    .option("--bot-id <id>", "conversations of this bot alone; may be repeated", several)
    .addOption(new Option("--format <format>", "how to print the answer").choices(["text", "json", "csv"]).default("text"))
    .addOption(
      new Option("--sql [name]", "print a query in place of figures; without a name, which there are").choices(sqlNames),
    )
    .action(metrics);
  withExamples(command, [
    ["datafeed metrics 2026-03-17.json", "the nine popular metrics of a day"],
    ["datafeed metrics out/conversations --days", "day by day, of all documents in a folder"],
    ["datafeed metrics *.json --by first-meaningful-intent --exclude-intent Greeting", "by intent, without one of them"],
    ["datafeed metrics *.json --exclude-suggestions --format csv", "for a spreadsheet"],
    ["datafeed metrics --sql metrics-by-last-intent", "the query, for a warehouse of yours"],
  ]);
}

async function metrics(files: readonly string[], options: MetricsOptions): Promise<void> {
  if (options.sql !== undefined) return printSql(options.sql, options.format);
  if (files.length === 0) throw new DatafeedError("usage", "Name documents of the daily export, or - for standard input.");
  if (options.excludeIntent !== undefined && options.by === undefined) {
    throw new DatafeedError("usage", "--exclude-intent passes over intents that --by would take: say --by, too.");
  }
  const request: MetricsRequest = {
    ...(options.by === undefined ? {} : { by: options.by }),
    days: options.days ?? false,
    excludedIntents: options.excludeIntent ?? [],
    excludeSuggestions: options.excludeSuggestions ?? false,
    botIds: options.botId ?? [],
  };
  const sources = await metricsSources(files);
  const report = await metricsWithProgress(sources, request, interruptSignal(), options.format === "json");
  print(report, request, options.format);
  tellAbout(report, options.format);
}

function print(report: MetricsReport, request: MetricsRequest, format: MetricsOptions["format"]): void {
  if (format === "csv") {
    process.stdout.write(metricsCsv(report, request.by, request.days));
    return;
  }
  const { groups: _, missingBots: __, ...counts } = report;
  const { by = null, days, ...choice } = request;
  answerJson(format, { ...counts, by, days, ...choice, metrics: metricsRecords(report, request.by) });
  say(format, metricsText(report, process.stdout.isTTY ? process.stdout.columns : undefined));
}

/** What figures alone do not say. */
function tellAbout(
  { files, records, conversations, longConversations, missingBots }: MetricsReport,
  format: MetricsOptions["format"],
): void {
  if (format === "text") {
    const repeated = records - conversations;
    const others = repeated === 0 ? "" : `; ${count(repeated, "further record")} of the same conversations left out`;
    note(pc.dim(`${formatCount(conversations)} different conversations in ${count(files, "file")}${others}.`));
  }
  if (missingBots !== undefined && format !== "json") {
    const { missing, there, more } = missingBots;
    const bots = missing.length === 1 ? "bot" : "bots";
    const names = there.length === 0 ? "no record names its bot" : `there are: ${there.map(oneLine).join(", ")}`;
    const others = more === 0 ? "" : `, and ${formatCount(more)} more`;
    const none = `none of ${count(conversations, "conversation")} is of ${bots} ${missing.map(oneLine).join(", ")}`;
    note(`${pc.yellow("⚠")} ${none}; ${names}${others}.`);
  }
  if (longConversations > 0 && format !== "json") {
    const which = `${count(longConversations, "conversation")} touched three UTC days or more`;
    note(`${pc.yellow("⚠")} ${which}: the documents of days x and x + 1 do not hold all that took place on day x.`);
  }
}

function printSql(name: SqlName | true, format: MetricsOptions["format"]): void {
  if (format === "csv") throw new DatafeedError("usage", "--sql prints text or JSON.");
  if (name !== true) {
    answerJson(format, { name, sql: sqlText(name) });
    say(format, sqlText(name).trimEnd());
    return;
  }
  const rows = sqlNames.map((each) => ({ name: each, description: sqlSummary(each) }));
  answerJson(format, rows);
  say(
    format,
    table(rows, [
      { title: "QUERY", value: (row) => row.name },
      { title: "SAYS", value: (row) => row.description, least: 20 },
    ]),
  );
}

import { type Command, InvalidArgumentError, Option } from "commander";
import pc from "picocolors";
import type { Where } from "../../commands/commands.ts";
import { formatBytes, formatCount } from "../../commands/units.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import { type PageOptions, withExamples, withPage, withProject } from "../common-options.ts";
import { exportTable, namesTable } from "../export-table.ts";
import { interruptSignal } from "../interrupt.ts";
import { openCommands } from "../open-commands.ts";
import { printPage } from "../print-page.ts";
import { answerJson, note, say } from "../printer.ts";
import { saveDocument } from "../save-document.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";

interface ExportsOptions extends PlaceOptions, PageOptions {
  readonly out?: string;
  readonly where?: Where;
}

export function configure(command: Command): void {
  withServer(
    withPage(
      withProject(
        command
          .argument("[extract]", "a daily export's name; without one, which there are")
          .argument("[date]", "write the document of this day: 2026-03-17, in the zone of its schedule")
          .option("--out <file>", "where to write it, - for stdout (default: its own name, in this folder)")
          .addOption(
            new Option("--where <column=value>", "only records with this value; again: another column, or another value")
              .argParser(condition)
              .default(undefined),
          ),
      ),
    ),
  ).action(exportDays);
  withExamples(command, [
    ["datafeed exports", "which daily exports there are"],
    ["datafeed exports bot-conversations", "its newest ten days: what each date is answered by"],
    ["datafeed exports bot-conversations 2026-03-17", "the document of a day, its hash checked on the way"],
    ["datafeed exports bot-conversations 2026-03-17 --out - --where bot_id=b1 | jq length", "of one bot, into a pipe"],
    ["datafeed exports bot-conversations --server https://datafeed.example.com", "those of a server"],
  ]);
}

async function exportDays(extract: string | undefined, date: string | undefined, options: ExportsOptions): Promise<void> {
  if (extract === undefined) return listExports(options);
  if (date === undefined) return list(extract, options);
  const { out, where = {}, format } = options;
  const signal = interruptSignal();
  await using open = await openCommands(options, signal, { existing: true });
  const day = await open.commands.exportDay(extract, date);
  const file = await saveDocument(open.commands, day, { ...(out === undefined ? {} : { out }), where, signal });
  if (file === undefined) return;
  const whole = Object.keys(where).length === 0;
  const { id = "", rows = 0, bytes = 0, contentSha256 = "" } = day.output ?? {};
  const { drift } = day;
  const facts = whole ? { rows, bytes, contentSha256 } : { where };
  answerJson(format, { extract: day.extract, date, file, output: id, ...facts, ...(drift === undefined ? {} : { drift }) });
  say(format, `${pc.green("✔")} ${file}`);
  if (whole) say(format, pc.dim(`${formatCount(rows)} rows, ${formatBytes(bytes)}, content as in the manifest`));
  if (drift !== undefined && drift !== 0) note(pc.yellow(`! ${lateWords(drift)} this was published; they are not in it.`));
}

async function listExports(options: ExportsOptions): Promise<void> {
  refuseOfDay(options, "NAME");
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const { page, pageSize } = options;
  const exports = await open.commands.listExtracts({ export: "daily", page, pageSize });
  const words = { noun: "daily export", none: "No extract is a daily export." };
  printPage(options, exports, { key: "exports", table: namesTable, ...words });
}

async function list(extract: string, options: ExportsOptions): Promise<void> {
  refuseOfDay(options, `"${extract}"`);
  await using open = await openCommands(options, interruptSignal(), { questions: true, existing: true });
  const { page, pageSize } = options;
  const days = await open.commands.listExportDays(extract, { page, pageSize });
  printPage(options, days, { key: "days", table: exportTable, noun: "day", none: "It has no days yet." });
}

/** Error: `usage`. */
function refuseOfDay({ out, where }: ExportsOptions, name: string): void {
  if (out === undefined && where === undefined) return;
  throw new DatafeedError("usage", "--out and --where belong to the document of a day.", {
    hint: `Name the day: datafeed exports ${name} 2026-03-17`,
  });
}

function lateWords(drift: number): string {
  const count = Math.abs(drift);
  return `${formatCount(count)} ${count === 1 ? "row" : "rows"} ${drift > 0 ? "came" : "went"} after`;
}

function condition(text: string, before: Where | undefined): Where {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Expected a column, = and a value, such as bot_id=b1.");
  const column = text.slice(0, at);
  return { ...before, [column]: [...(before?.[column] ?? []), text.slice(at + 1)] };
}

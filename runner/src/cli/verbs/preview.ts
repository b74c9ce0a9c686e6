import type { Command } from "commander";
import pc from "picocolors";
import type { RangeOptions } from "../../commands/choose-window.ts";
import type { PreviewRequest, PreviewView } from "../../commands/commands.ts";
import { previewPlan, previewRows } from "../../commands/local/preview.ts";
import { openWarehouse } from "../../connect/open-connections.ts";
import { closeWithNote } from "../close-with-note.ts";
import { wholeNumber, withExamples, withProject, withRange } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { isRemote, openCommands } from "../open-commands.ts";
import { answerJson, note, say } from "../printer.ts";
import { type PlaceOptions, withServer } from "../server-options.ts";
import { connectionsOf, findExtract, inForce, openSession } from "../session.ts";
import { table } from "../table.ts";

interface PreviewOptions extends PlaceOptions, RangeOptions {
  readonly rows: number;
}

const cellWidth = 36;

export function configure(command: Command): void {
  withServer(
    withRange(
      withProject(
        command
          .argument("<extract>", "the extract's name")
          .option("--rows <count>", "how many rows at the most", wholeNumber(1), 20),
      ),
    ),
  ).action(preview);
  withExamples(command, [
    ["datafeed preview ixHelloExtract1", "the first rows, masked as in the file"],
    ["datafeed preview ixHelloExtract1 --rows 5 --format json", "for programs"],
  ]);
}

async function preview(extract: string, options: PreviewOptions): Promise<void> {
  const signal = interruptSignal();
  const { start, end, rows } = options;
  const request = { extract, rows, ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
  const view = isRemote(options) ? await fromServer(request, options, signal) : await fromHere(request, options, signal);
  answerJson(options.format, view);
  if (options.format === "json") return;
  const columns = view.columns.map((column, at) => ({
    title: column.name,
    value: (row: readonly unknown[]) => shownCell(row[at]),
    align: typeof view.rows[0]?.[at] === "number" ? ("right" as const) : ("left" as const),
    least: 8,
    leave: at,
  }));
  say(options.format, table(view.rows, columns));
  const count = `${view.rows.length} ${view.rows.length === 1 ? "row" : "rows"}`;
  note(pc.dim(`${count}, not sorted, from ${view.window.start} to ${view.window.end}.`));
}

async function fromServer(request: PreviewRequest, options: PlaceOptions, signal: AbortSignal): Promise<PreviewView> {
  await using open = await openCommands(options, signal);
  return await open.commands.preview(request, signal);
}

/** On a checkout it needs no ledger. */
async function fromHere(request: PreviewRequest, options: PlaceOptions, signal: AbortSignal): Promise<PreviewView> {
  const session = await openSession(options, signal);
  const plan = previewPlan(findExtract(session, request.extract), request, connectionsOf(session));
  const warehouse = await openWarehouse(inForce(session), plan.warehouse);
  await using _closing = closeWithNote(warehouse);
  return await previewRows(plan, warehouse, signal);
}

function shownCell(value: unknown): string {
  if (value === null || value === undefined) return "∅";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > cellWidth ? `${text.slice(0, cellWidth - 1)}…` : text;
}

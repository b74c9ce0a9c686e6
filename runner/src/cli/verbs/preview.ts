import type { Command } from "commander";
import pc from "picocolors";
import { chooseWindow, type RangeOptions } from "../../commands/choose-window.ts";
import { compileExtract } from "../../compile/compile-extract.ts";
import type { Plan } from "../../compile/plan.ts";
import { dialectOf, openWarehouse } from "../../connect/open-connections.ts";
import { makeEncoder } from "../../format/make-encoder.ts";
import { matchColumns } from "../../warehouse/match-columns.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { closeWithNote } from "../close-with-note.ts";
import { type ProjectOptions, wholeNumber, withExamples, withProject, withRange } from "../common-options.ts";
import { interruptSignal } from "../interrupt.ts";
import { answerJson, note, say } from "../printer.ts";
import { connectionsOf, findExtract, inForce, openSession, today } from "../session.ts";
import { table } from "../table.ts";

interface PreviewOptions extends ProjectOptions, RangeOptions {
  readonly rows: number;
}

/** A previewed row: values by position of the plan's columns. */
type PreviewRow = readonly unknown[];

const CELL_WIDTH = 36;

export function configure(command: Command): void {
  withRange(
    withProject(
      command
        .argument("<extract>", "the extract's name")
        .option("--rows <count>", "how many rows at the most", wholeNumber(1), 20),
    ),
  ).action(preview);
  withExamples(command, [
    ["datafeed preview ixHelloExtract1", "the first rows, masked as in the file"],
    ["datafeed preview ixHelloExtract1 --rows 5 --format json", "for programs"],
  ]);
}

async function preview(name: string, options: PreviewOptions): Promise<void> {
  const signal = interruptSignal();
  const session = await openSession(options, signal);
  const extract = findExtract(session, name);
  const connections = connectionsOf(session);
  const chosen = chooseWindow(extract, options, new Date().toISOString());
  const dialect = dialectOf(connections, extract.product.warehouse);
  const plan = compileExtract(extract, { ...chosen, dialect, today: today(), limit: options.rows });
  const warehouse = await openWarehouse(inForce(session), plan.warehouse);
  await using _closing = closeWithNote(warehouse);
  const rows = await firstRows(warehouse, plan, signal);
  answerJson(options.format, {
    extract: plan.extract,
    window: plan.window,
    columns: plan.columns,
    rows,
  });
  if (options.format === "json") return;
  const columns = plan.columns.map((column, at) => ({
    title: column.name,
    value: (row: PreviewRow) => shownCell(row[at]),
    align: typeof rows[0]?.[at] === "number" ? ("right" as const) : ("left" as const),
  }));
  say(options.format, table(rows, columns));
  note(
    pc.dim(
      `${rows.length} ${rows.length === 1 ? "row" : "rows"}, not sorted, from ${plan.window.start} to ${plan.window.end}.`,
    ),
  );
}

/** The rows as the file would hold them: the same query, check of its columns, encoder and masks. */
async function firstRows(warehouse: Warehouse, plan: Plan, signal: AbortSignal): Promise<PreviewRow[]> {
  const names = plan.columns.map((_column, at) => String(at));
  const columns = plan.columns.map((column, at) => ({ ...column, name: names[at]! }));
  const encoder = makeEncoder({ ...plan, columns, output: { ...plan.output, format: "ndjson" } });
  const pieces: Buffer[] = [];
  await using reading = await warehouse.read(plan.query, { signal });
  matchColumns(plan, reading.columns, warehouse.accepts);
  for (const piece of encoder.begin()) pieces.push(Buffer.from(piece.bytes));
  for await (const batch of reading.batches) {
    for (const piece of encoder.encode(batch)) pieces.push(Buffer.from(piece.bytes));
  }
  for (const piece of encoder.end()) pieces.push(Buffer.from(piece.bytes));
  const lines = Buffer.concat(pieces).toString("utf8").split("\n").slice(0, -1);
  return lines.map((line) => {
    const row = JSON.parse(line, keepDigits) as Record<string, unknown>;
    return names.map((key) => row[key]);
  });
}

/** Numbers that JavaScript would round stay text. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === "number" && source !== undefined && String(value) !== source ? source : value;
}

function shownCell(value: unknown): string {
  if (value === null || value === undefined) return "∅";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > CELL_WIDTH ? `${text.slice(0, CELL_WIDTH - 1)}…` : text;
}

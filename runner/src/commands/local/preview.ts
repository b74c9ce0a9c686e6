import { compileExtract } from "../../compile/compile-extract.ts";
import type { Plan } from "../../compile/plan.ts";
import { dialectOf } from "../../connect/open-connections.ts";
import { makeEncoder } from "../../format/make-encoder.ts";
import type { Connections, ResolvedExtract } from "../../load/project-documents.ts";
import { matchColumns } from "../../warehouse/match-columns.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { chooseWindow } from "../choose-window.ts";
import type { Commands, PreviewRequest, PreviewView } from "../commands.ts";
import { narrowingOf } from "../narrow.ts";
import { wholeNumber } from "../paging.ts";
import { audited } from "./audited.ts";
import { type Desk, extractFor } from "./desk.ts";

const defaultRows = 20;
const mostRows = 1000;

/** The first rows of an extract. */
export function previewCommands(desk: Desk): Pick<Commands, "preview"> {
  const { estate } = desk;
  return {
    preview: (request, signal) =>
      audited(desk, "preview", request.extract, async () => {
        const extract = extractFor(desk, request.extract, "preview");
        const plan = previewPlan(extract, request, estate.connections);
        return previewRows(plan, await estate.warehouse(plan.warehouse), signal);
      }),
  };
}

/** The query of a preview: the extract's own, or less of it, with a limit and without order. */
export function previewPlan(extract: ResolvedExtract, request: PreviewRequest, connections: Connections): Plan {
  const now = new Date().toISOString();
  const today = now.slice(0, 10);
  return compileExtract(extract, {
    ...chooseWindow(extract, request, now),
    dialect: dialectOf(connections, extract.product.warehouse),
    today,
    limit: wholeNumber(request.rows ?? defaultRows, "The number of rows", mostRows),
    ...(request.narrow === undefined ? {} : { narrow: narrowingOf(extract, request.narrow, today) }),
  });
}

/** The rows as the file would hold them: the same query, check of its columns, encoder and masks. */
export async function previewRows(plan: Plan, warehouse: Warehouse, signal: AbortSignal): Promise<PreviewView> {
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
  return {
    extract: plan.extract,
    window: plan.window,
    columns: plan.columns.map(({ name, type, mask }) => ({ name, type: type.type, ...(mask === undefined ? {} : { mask }) })),
    rows: lines.map((line) => {
      const row = JSON.parse(line, keepDigits) as Record<string, unknown>;
      return names.map((key) => row[key]);
    }),
    sql: plan.query.sql,
  };
}

/** Numbers that JavaScript would round stay text. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  return typeof value === "number" && source !== undefined && String(value) !== source ? source : value;
}

import { pino } from "pino";
import type { Documents } from "../../runner/src/commands/estate.ts";
import { definitionHash } from "../../runner/src/compile/hashes.ts";
import { OpenParts } from "../../runner/src/connect/open-parts.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import type { LeaseTimes } from "../../runner/src/execute/lease.ts";
import { insertWindows, owedRow } from "../../runner/src/ledger/insert-windows.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";

const project = `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer } }
products:
  calls: { name: Calls, warehouse: memory }
  chats: { name: Chats, warehouse: other }
defaults: { timezone: UTC, to: local }
grants:
  - { template: Calls, fields: [Day], approvedBy: amy, reason: a birthday card, until: "2026-01-31" }
`;

const template = (rows: string) => `kind: Template
name: Calls
source: { sql: "select * from (${rows}) calls(id, caller, started) where started >= :window_start and started < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: string }
  Caller: { column: caller, type: string }
  Day: { expression: "started::date", from: [started], type: date, pii: sensitive }
  At: { column: started, type: instant, stored: utc-naive }
`;

const twoRows = "values ('a', 'one', timestamp '2026-11-16 08:00:00'), ('b', 'two', timestamp '2026-11-17 09:00:00')";

/** An extract as its author writes it; `rest` are further lines. */
export const extractText = (name: string, rest = "", product = "calls") => `---
kind: Extract
name: ${name}
product: ${product}
owner: amy
template: Calls
fields: [Id, Caller]
output: { compress: none }
${rest}
`;

export const daily = 'schedule: { every: day, start: "2026-11-16" }';

export interface ContextOptions {
  readonly ledger: Ledger;
  readonly folder: string;
  /** Documents of extracts. */
  readonly extracts: string;
  readonly runner?: string;
  readonly maxQueries?: number;
  /** SQL of the rows that the extracts read. */
  readonly rows?: string;
  readonly lease?: LeaseTimes;
}

/** What a worker is handed: documents from text, DuckDB in memory as two warehouses, a folder for files. */
export function workerContext(options: ContextOptions): { readonly context: DaemonContext; readonly parts: OpenParts } {
  const { ledger, folder, maxQueries = 2 } = options;
  const memory = `{ type: duckdb, path: ":memory:", maxQueries: ${maxQueries} }`;
  const connections = `kind: Connections
warehouses: { memory: ${memory}, other: ${memory} }
destinations: { local: { type: file, path: out } }
`;
  const files = [
    { path: "datafeed.yaml", text: project },
    { path: "templates/calls.template.yaml", text: template(options.rows ?? twoRows) },
    { path: "extracts/all.extract.yaml", text: options.extracts.replace(/^---\n/, "") },
  ];
  const loaded = loadProject(
    { files, connections: { path: "connections.yaml", text: connections, trusted: false } },
    { today: "2026-11-20" },
  );
  const problems = loaded.diagnostics.filter(({ severity }) => severity === "error");
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
  const parts = new OpenParts({ connections: loaded.connections!.value, root: folder, folder, trusted: false });
  const documents: Documents = {
    project: loaded.project?.value,
    extracts: loaded.extracts,
    feeds: loaded.feeds,
    refused: [],
    provenance: { commit: "c0ffee", approval: "unknown" },
  };
  const context: DaemonContext = {
    ledger,
    runner: { id: options.runner ?? "host:1", version: "0.1.0" },
    connections: loaded.connections!.value,
    documents: () => documents,
    warehouse: (name) => parts.warehouse(name),
    destination: (name) => parts.destination(name),
    wake: () => {},
    interrupt: () => {},
    log: pino({ level: "silent" }),
    events: new RunEvents(),
    lease: options.lease ?? { leaseMs: 10_000, heartbeatMs: 50 },
  };
  return { context, parts };
}

/** What reconciliation writes of the documents in force, as far as a worker looks at it. */
export async function applyDocuments({ ledger, documents }: DaemonContext): Promise<void> {
  for (const extract of documents().extracts.values()) {
    await ledger.write((db) =>
      db
        .insertInto("extracts")
        .values({
          name: extract.name,
          kind: extract.schedule === undefined ? "dispatched" : "scheduled",
          owner: extract.owner,
          product: extract.product.id,
          warehouse: extract.product.warehouse,
          definition_hash: definitionHash(extract),
          texts: "[]",
          enabled: 1,
          first_applied_at: ledger.now(),
          applied_at: ledger.now(),
        })
        .execute(),
    );
  }
}

/** Makes a day of November 2026 owed by the schedule of an extract. */
export async function oweDay(ledger: Ledger, extract: string, day: number): Promise<void> {
  const now = await ledger.time();
  const owner = { extract, requester: "schedule", definitionHash: "d" };
  const owed = { kind: "Daily", window: dayWindow(day) } as const;
  await ledger.write(async (db) => {
    await insertWindows(db, [owedRow(ledger, owner, owed, { dueAt: now, urgentAt: now })]);
    await ledger.notify(db);
  });
}

export function dayWindow(day: number) {
  const instant = (number: number) => new Date(Date.UTC(2026, 10, number)).toISOString();
  return { start: instant(day), end: instant(day + 1), timezone: "UTC" };
}

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Documents } from "../../runner/src/commands/estate.ts";
import { definitionHash } from "../../runner/src/compile/hashes.ts";
import { OpenParts } from "../../runner/src/connect/open-parts.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import { Worker, type WorkerOptions } from "../../runner/src/daemon/worker/worker.ts";
import type { RunEvent } from "../../runner/src/execute/run-event.ts";
import { insertWindows, owedRow } from "../../runner/src/ledger/insert-windows.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import type { Obligation } from "../../runner/src/ledger/records.ts";
import { type ObligationRequest, requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { type engines, ledgerPlace } from "../ledger/ledger-engines.ts";

const project = `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer } }
products:
  calls: { name: Calls, warehouse: memory }
  chats: { name: Chats, warehouse: other }
defaults: { timezone: UTC, to: local }
`;

const template = `kind: Template
name: Calls
source: { sql: "select * from (values ('a', 'one', timestamp '2026-11-16 08:00:00'), ('b', 'two', timestamp '2026-11-17 09:00:00')) calls(id, caller, started) where started >= :window_start and started < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: string }
  Caller: { column: caller, type: string }
  At: { column: started, type: instant, stored: utc-naive }
`;

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

export interface SceneOptions {
  readonly engine?: (typeof engines)[number];
  /** Documents of extracts. */
  readonly extracts: string;
  readonly maxQueries?: number;
  /** Plays the warehouse instead of DuckDB. */
  readonly warehouse?: (name: string) => Warehouse;
}

/** A ledger with extracts in force, and workers on it. */
export interface WorkerScene extends AsyncDisposable {
  readonly ledger: Ledger;
  readonly folder: string;
  readonly events: RunEvent[];
  readonly documents: Documents;
  /** A worker that is started; it ends with the scene. */
  worker(options?: WorkerOptions, changes?: Partial<DaemonContext>): Promise<Worker>;
  /** A day of November 2026 that a schedule owes, or that somebody asks for. */
  owe(extract: string, day: number, changes?: Partial<ObligationRequest>): Promise<Obligation>;
  obligations(extract?: string): Promise<readonly Obligation[]>;
  /** When what `question` asks of the ledger is so. */
  until(question: () => Promise<boolean>): Promise<void>;
  pass(milliseconds: number): void;
}

export async function openScene(options: SceneOptions): Promise<WorkerScene> {
  const { engine = "sqlite", maxQueries = 2 } = options;
  const folder = await mkdtemp(join(tmpdir(), "datafeed-worker-"));
  const place = await ledgerPlace(engine);
  const ledger = await place.open();
  const memory = `{ type: duckdb, path: ":memory:", maxQueries: ${maxQueries} }`;
  const connections = `kind: Connections
warehouses: { memory: ${memory}, other: ${memory} }
destinations: { local: { type: file, path: out } }
`;
  const files = [
    { path: "datafeed.yaml", text: project },
    { path: "templates/calls.template.yaml", text: template },
    { path: "extracts/all.extract.yaml", text: options.extracts.replace(/^---\n/, "") },
  ];
  const loaded = loadProject(
    { files, connections: { path: "connections.yaml", text: connections, trusted: false } },
    { today: "2026-11-20" },
  );
  const problems = loaded.diagnostics.filter(({ severity }) => severity === "error");
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
  for (const extract of loaded.extracts.values()) {
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
  const parts = new OpenParts({ connections: loaded.connections!.value, root: folder, folder, trusted: false });
  const runEvents = new RunEvents();
  const events: RunEvent[] = [];
  runEvents.listen((event) => events.push(event));
  const workers: Worker[] = [];
  const documents: Documents = {
    project: loaded.project?.value,
    extracts: loaded.extracts,
    refused: [],
    provenance: { commit: "c0ffee", approval: "unknown" },
  };
  const context: DaemonContext = {
    ledger,
    runner: { id: "host:1", version: "0.1.0" },
    connections: loaded.connections!.value,
    documents: () => documents,
    warehouse: async (name) => options.warehouse?.(name) ?? (await parts.warehouse(name)),
    destination: (name) => parts.destination(name),
    wake: () => {},
    interrupt: () => {},
    log: pino({ level: "silent" }),
    events: runEvents,
    lease: { leaseMs: 10_000, heartbeatMs: 50 },
  };
  const obligations = (extract?: string) => listObligations(ledger, extract === undefined ? {} : { extract });
  return {
    ledger,
    folder,
    events,
    documents,
    worker: async (workerOptions, changes = {}) => {
      const worker = new Worker({ ...context, ...changes }, { pollMs: 50, ...workerOptions });
      workers.push(worker);
      await worker.start();
      return worker;
    },
    owe: async (extract, day, changes = {}) => {
      const window = { start: instant(day), end: instant(day + 1), timezone: "UTC" };
      if (changes.kind !== undefined) {
        return requestObligation(ledger, {
          extract,
          kind: changes.kind,
          window,
          requester: "amy",
          definitionHash: "d",
          ...changes,
        });
      }
      const now = await ledger.time();
      const owner = { extract, requester: "schedule", definitionHash: "d" };
      await ledger.write(async (db) => {
        await insertWindows(db, [owedRow(ledger, owner, { kind: "Daily", window }, { dueAt: now, urgentAt: now })]);
        await ledger.notify(db);
      });
      return (await obligations(extract)).find((one) => one.window.start === window.start)!;
    },
    obligations,
    // The ledger tells of nothing but what is owed: a test looks at it as a person would, again and again.
    until: async (question) => {
      const deadline = performance.now() + 20_000;
      while (!(await question())) {
        if (performance.now() > deadline) throw new Error(JSON.stringify(await obligations(), undefined, 2));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    pass: place.pass,
    [Symbol.asyncDispose]: async () => {
      for (const worker of workers) await worker.stop(AbortSignal.abort());
      await parts[Symbol.asyncDispose]();
      await place.remove();
      await rm(folder, { recursive: true });
    },
  };
}

function instant(day: number): string {
  return new Date(Date.UTC(2026, 10, day)).toISOString();
}

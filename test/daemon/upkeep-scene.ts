import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Documents } from "../../runner/src/commands/estate.ts";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import { createLog } from "../../runner/src/daemon/log.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { defaultLease } from "../../runner/src/execute/lease.ts";
import type { RunContext } from "../../runner/src/execute/run-context.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import type { Output } from "../../runner/src/ledger/records.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { RunKind } from "../../runner/src/schedule/window.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { engines, ledgerPlace } from "../ledger/ledger-engines.ts";

export { engines };

const template = `
kind: Template
name: Calls
source: { table: calls }
time: { field: Start }
key: [ID]
fields:
  ID: { column: id, type: integer }
  Start: { column: start, type: instant, stored: utc-naive }
`;

const project = `
kind: Project
version: 1
organization: Acme
users: { amy: { role: developer } }
products: { p: { name: P, warehouse: w } }
defaults: { timezone: Etc/UTC, lateAfter: 1h }
`;

const connections = `
kind: Connections
warehouses: { w: { type: duckdb, path: warehouse.duckdb } }
destinations: { local: { type: file, path: out }, other: { type: file, path: other } }
notifiers: { ops: { type: webhook, url: "http://127.0.0.1:1/" }, chat: { type: webhook, url: "http://127.0.0.1:1/" } }
`;

/** An extract of calls with more lines: `retention: { keep: 2 }`. */
export function extractYaml(name: string, ...lines: readonly string[]): string {
  return ["kind: Extract", `name: ${name}`, "product: p", "owner: amy", "template: Calls", "fields: all", ...lines, ""].join(
    "\n",
  );
}

export const daily = 'schedule: { every: day, at: "06:00", start: "2026-11-01" }';

/** A project with real parts: a ledger on either engine by the test's clock, DuckDB with a call an hour, two local folders. */
export interface Scene extends AsyncDisposable {
  readonly folder: string;
  readonly place: string;
  readonly ledger: Ledger;
  /** Another runner's, on the same ledger. */
  context(runner?: string): Promise<DaemonContext>;
  readonly lines: string[];
  /** Replaces the documents in force. */
  apply(...extracts: readonly string[]): void;
  readonly documents: () => Documents;
  readonly destinations: Map<string, Destination>;
  readonly warehouse: Warehouse;
  sql(statement: string): Promise<void>;
  /** Publishes the window of a November day; `context` changes the run's. */
  publish(extract: string, day: number, kind?: RunKind, context?: Partial<RunContext>): Promise<Output>;
  attempt(extract: string, day: number, kind?: RunKind, context?: Partial<RunContext>): ReturnType<typeof runPlan>;
  pass(ms: number): void;
}

/** The window of a day of November 2026. */
export function november(day: number) {
  const instant = (number: number) => new Date(Date.UTC(2026, 10, number)).toISOString();
  return { start: instant(day), end: instant(day + 1), timezone: "Etc/UTC" };
}

export async function openScene(engine: (typeof engines)[number], ...extracts: readonly string[]): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-upkeep-"));
  const place = await ledgerPlace(engine);
  const ledger = await place.open();
  await fill(join(folder, "warehouse.duckdb"));
  const warehouse = openDuckdb("w", { type: "duckdb", path: "warehouse.duckdb" }, folder);
  const destinations = new Map(
    ["local", "other"].map((name) => [name, openFileDestination(name, { path: name === "local" ? "out" : name }, folder)]),
  );
  const lines: string[] = [];
  let documents = load(extracts);
  const destination = (name: string): Destination => {
    const found = destinations.get(name);
    if (found === undefined) throw new Error(`no destination ${name}`);
    return found;
  };
  const provenance = { approval: "unknown" } as const;

  const attempt: Scene["attempt"] = async (name, day, kind = "Daily", changes = {}) => {
    const extract = documents.extracts.get(name);
    if (extract === undefined) throw new Error(`no extract ${name}`);
    const plan = compileExtract(extract, { kind, window: november(day), dialect: "duckdb", today: "2026-11-20" });
    const context = { ledger, warehouse, destination: destination(plan.output.to), runner: { id: "host:1", version: "0.1.0" } };
    const signal = new AbortController().signal;
    return runPlan(plan, { ...context, provenance, signal, ...changes }, { requester: "schedule" });
  };

  return {
    folder,
    place: place.place,
    ledger,
    lines,
    destinations,
    warehouse,
    documents: () => documents,
    apply: (...yaml) => {
      documents = load(yaml);
    },
    context: async (runner = "host:1") => {
      const to = new Writable({
        write: (chunk, _, done) => {
          lines.push(String(chunk));
          done();
        },
      });
      return {
        ledger: runner === "host:1" ? ledger : await place.open(),
        runner: { id: runner, version: "0.1.0" },
        connections: documents.connections,
        documents: () => documents,
        warehouse: async () => warehouse,
        destination,
        wake: () => {},
        interrupt: () => {},
        log: createLog({ level: "debug", format: "json", to }),
        events: new RunEvents(),
        lease: defaultLease,
      };
    },
    sql: async (statement) => {
      await warehouse[Symbol.asyncDispose]();
      await onDuckdb(join(folder, "warehouse.duckdb"), statement);
    },
    attempt,
    publish: async (...args) => {
      const result = await attempt(...args);
      if (result.state !== "published")
        throw new Error(`${result.state}`, { cause: "error" in result ? result.error : undefined });
      return result.output;
    },
    pass: place.pass,
    [Symbol.asyncDispose]: async () => {
      await warehouse[Symbol.asyncDispose]();
      await place.remove();
      await rm(folder, { recursive: true });
    },
  };
}

function load(extracts: readonly string[]) {
  const loaded = loadProject(
    {
      files: [
        { path: "datafeed.yaml", text: project },
        { path: "templates/Calls.template.yaml", text: template },
        ...extracts.map((text, index) => ({ path: `extracts/${index}.extract.yaml`, text })),
      ],
      connections: { path: "connections.yaml", text: connections, trusted: true },
    },
    { today: "2026-11-20" },
  );
  const errors = loaded.diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0 || loaded.connections === undefined)
    throw new Error(errors.map(({ file, message }) => `${file}: ${message}`).join("\n"));
  return {
    project: loaded.project?.value,
    extracts: loaded.extracts,
    feeds: loaded.feeds,
    refused: [],
    provenance: { approval: "unknown" } as const,
    connections: loaded.connections.value,
  };
}

/** 24 calls a day, all November. */
async function fill(file: string): Promise<void> {
  await onDuckdb(
    file,
    "create table calls as select i as id, timestamp '2026-11-01' + to_hours(cast(i as integer)) as start from range(720) t(i)",
  );
}

async function onDuckdb(file: string, statement: string): Promise<void> {
  const database = await DuckDBInstance.create(file);
  const connection = await database.connect();
  await connection.run(statement);
  connection.closeSync();
  database.closeSync();
}

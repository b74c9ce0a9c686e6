import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chooseKnownWindow, type RangeOptions } from "../../runner/src/commands/choose-window.ts";
import type { Documents, Estate } from "../../runner/src/commands/estate.ts";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import { definitionHash } from "../../runner/src/compile/hashes.ts";
import { OpenParts } from "../../runner/src/connect/open-parts.ts";
import type { RunEvent, RunListener } from "../../runner/src/execute/run-event.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import type { Output } from "../../runner/src/ledger/records.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { ResolvedExtract } from "../../runner/src/load/project-documents.ts";
import { type engines, ledgerPlace } from "../ledger/ledger-engines.ts";

const texts: Readonly<Record<string, string>> = {
  "datafeed.yaml": `kind: Project
version: 1
organization: Acme
users:
  amy: { role: developer }
  ben: { role: developer }
  vic: { role: viewer }
  ada: { role: admin }
products:
  calls: { name: Calls, warehouse: memory }
  other: { name: Other, warehouse: memory }
defaults: { timezone: UTC, to: local }
`,
  "templates/calls.template.yaml": `kind: Template
name: Calls
source: { sql: "select * from (values (1, timestamp '2026-03-17 08:00:00', 'Voice', '+15550100'), (2, timestamp '2026-03-17 09:00:00', 'Chat', '+15550101'), (3, timestamp '2026-11-19 09:00:00', 'Chat', '+15550102')) calls(id, started, channel, ani) where started >= :window_start and started < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: integer }
  At: { column: started, type: instant, stored: utc-naive }
  Channel: { column: channel, type: string }
  Phone: { column: ani, type: string, pii: phone }
`,
  "extracts/all.extract.yaml": `kind: Extract
name: shared-calls
product: calls
owner: amy
shared: true
template: Calls
fields: all
window: { start: "2026-03-17", end: "2026-03-18" }
---
kind: Extract
name: amys-calls
product: calls
owner: amy
template: Calls
fields: [Id, Channel]
window: { start: "2026-03-17", end: "2026-03-18" }
output: { compress: none }
---
kind: Extract
name: bens-calls
product: other
owner: ben
template: Calls
fields: [Id, Channel]
window: { start: "2026-03-17", end: "2026-03-18" }
---
kind: Extract
name: shared-daily
product: calls
owner: amy
shared: true
template: Calls
fields: [Id]
schedule: { every: day, at: "06:00", start: "2026-11-16" }
---
kind: Extract
name: bens-weekly
product: other
owner: ben
template: Calls
fields: [Id]
schedule: { every: week, day: monday, at: "06:00" }
`,
};

/** An installation for commands: documents, a ledger of its own, an embedded warehouse and a folder for files. */
export interface TestEstate extends AsyncDisposable {
  readonly estate: Estate;
  readonly ledger: Ledger;
  readonly folder: string;
  /** What the workers would have been told. */
  readonly woken: number[];
  readonly interrupted: string[];
  extract(name: string): ResolvedExtract;
  /** Runs an extract as a worker would. */
  publish(name: string, requester?: string, range?: RangeOptions): Promise<Output>;
  /** Tells an event to whoever follows. */
  emit(event: RunEvent): void;
  pass(milliseconds: number): void;
}

/** `more`: documents beside those of every estate, by path. */
export async function openEstate(
  engine: (typeof engines)[number],
  more: Readonly<Record<string, string>> = {},
): Promise<TestEstate> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-commands-"));
  const place = await ledgerPlace(engine);
  const ledger = await place.open();
  const connections = `kind: Connections
warehouses: { memory: { type: duckdb, path: ":memory:" } }
destinations: { local: { type: file, path: out } }
brokers: { main: { type: kafka, servers: ["127.0.0.1:9"] } }
`;
  const files = Object.entries({ ...texts, ...more }).map(([path, text]) => ({ path, text }));
  const loaded = loadProject(
    { files, connections: { path: "connections.yaml", text: connections, trusted: true } },
    { today: "2026-11-20" },
  );
  const problems = loaded.diagnostics.filter(({ severity }) => severity === "error");
  if (problems.length > 0) throw new Error(JSON.stringify(problems, undefined, 2));
  const documents: Documents = {
    project: loaded.project?.value,
    extracts: loaded.extracts,
    feeds: loaded.feeds,
    refused: [],
    provenance: { approval: "unknown" },
  };
  await apply(ledger, [...loaded.extracts.values()]);
  const parts = new OpenParts({ connections: loaded.connections!.value, root: folder, folder, trusted: false });
  const listeners = new Set<RunListener>();
  const woken: number[] = [];
  const interrupted: string[] = [];
  const extract = (name: string): ResolvedExtract => loaded.extracts.get(name)!;
  const estate: Estate = {
    ledger,
    runner: { id: "host:1", version: "0.0.0" },
    connections: loaded.connections!.value,
    documents: () => documents,
    warehouse: (name) => parts.warehouse(name),
    destination: (name) => parts.destination(name),
    wake: () => woken.push(1),
    interrupt: (attempt) => interrupted.push(attempt),
    events: {
      listen: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
  return {
    estate,
    ledger,
    folder,
    woken,
    interrupted,
    extract,
    publish: async (name, requester = extract(name).owner, range = {}) => {
      const plan = compileExtract(extract(name), {
        ...(await chooseKnownWindow(ledger, extract(name), range, await ledger.time())),
        dialect: "duckdb",
        today: "2026-11-20",
      });
      const result = await runPlan(
        plan,
        {
          ledger,
          warehouse: await parts.warehouse("memory"),
          destination: parts.destination("local"),
          runner: estate.runner,
          provenance: documents.provenance,
          signal: new AbortController().signal,
          onEvent: (event) => {
            for (const listener of listeners) listener(event);
          },
        },
        { requester },
      );
      if (result.state !== "published")
        throw new Error(`not published: ${JSON.stringify(result)} ${"error" in result ? result.error.message : ""}`);
      return result.output;
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
    pass: place.pass,
    [Symbol.asyncDispose]: async () => {
      await parts[Symbol.asyncDispose]();
      await place.remove();
      await rm(folder, { recursive: true });
    },
  };
}

/** What reconciliation writes of the documents in force, as far as commands look at it. */
async function apply(ledger: Ledger, extracts: readonly ResolvedExtract[]): Promise<void> {
  await ledger.write(async (db) => {
    for (const extract of extracts) {
      await db
        .insertInto("extracts")
        .values({
          name: extract.name,
          kind: extract.schedule === undefined ? "immediate" : "scheduled",
          owner: extract.owner,
          shared: Number(extract.shared),
          product: extract.product.id,
          warehouse: extract.product.warehouse,
          definition_hash: definitionHash(extract),
          texts: "[]",
          enabled: 1,
          first_applied_at: ledger.now(),
          applied_at: ledger.now(),
        })
        .execute();
    }
  });
}

import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import type { Plan } from "../../runner/src/compile/plan.ts";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import type { RunContext } from "../../runner/src/execute/run-context.ts";
import type { RunEvent } from "../../runner/src/execute/run-event.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";

/** A project's folder with a ledger and a destination of its own. */
export interface World extends AsyncDisposable {
  readonly folder: string;
  readonly ledger: Ledger;
  readonly ledgerPath: string;
  readonly destination: Destination;
  readonly events: RunEvent[];
  context(warehouse: Warehouse, changes?: Partial<RunContext>): RunContext;
  /** Paths of all files in the destination, staging included. */
  files(): Promise<readonly string[]>;
  /** Moves the ledger's clock. */
  pass(milliseconds: number): void;
}

export async function openWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-execute-"));
  let now = Date.parse("2026-11-20T12:00:00.000Z");
  const ledgerPath = join(folder, "ledger.sqlite");
  await copyFile(inject("newLedger").sqlite, ledgerPath);
  const ledger = await openLedger(ledgerPath, { clock: () => new Date(now).toISOString(), busyTimeoutMs: 100 });
  const destination = openFileDestination("local", { path: "out" }, folder);
  const events: RunEvent[] = [];
  return {
    folder,
    ledger,
    ledgerPath,
    destination,
    events,
    context: (warehouse, changes = {}) => ({
      ledger,
      warehouse,
      destination,
      runner: { id: "host:1", version: "0.0.0" },
      provenance: { commit: "c0ffee", dirty: true, approval: "unknown" },
      signal: new AbortController().signal,
      onEvent: (event) => events.push(event),
      ...changes,
    }),
    files: () => filesBelow(join(folder, "out")),
    pass: (milliseconds) => {
      now += milliseconds;
    },
    [Symbol.asyncDispose]: async () => {
      await ledger[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

/** Files below a folder, sorted; folders that are empty end in a slash. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.map((entry) => ({
    path: join(entry.parentPath, entry.name).slice(folder.length + 1),
    folder: entry.isDirectory(),
  }));
  const empty = paths.filter(({ path, folder }) => folder && !paths.some((other) => other.path.startsWith(`${path}/`)));
  return [...paths.filter(({ folder }) => !folder).map(({ path }) => path), ...empty.map(({ path }) => `${path}/`)]
    .filter((path) => path !== ".staging/")
    .sort();
}

const string = { type: "string" } as const;

/** Calls by id. */
export const plan: Plan = {
  extract: "calls",
  product: "p",
  owner: "amy",
  shared: false,
  template: "Calls",
  warehouse: "memory",
  dialect: "duckdb",
  kind: "RunOnce",
  window: { start: "2026-03-17T05:00:00.000Z", end: "2026-04-06T05:00:00.000Z", timezone: "America/Chicago" },
  query: {
    sql: "select id, caller from calls where start >= $1 and caller = $2 order by id",
    parameters: [
      { value: "2026-03-17T05:00:00.000Z", type: "instant", pii: false },
      { value: "+15550100", type: "string", pii: true },
    ],
  },
  columns: [
    { name: "id", field: "Call ID", type: string },
    { name: "caller", field: "Caller", type: string, pii: "phone", mask: "full" },
  ],
  hiddenKey: [],
  key: [0],
  count: { sql: "select count(*) from calls", parameters: [] },
  output: {
    format: "csv",
    compress: "none",
    to: "local",
    order: "key",
    empty: "publish",
    reconcile: "none",
    delimiter: ",",
    header: true,
    bom: false,
    formulas: "raw",
    pretty: false,
  },
  definitionHash: "d".repeat(64),
  planHash: "e".repeat(64),
};

export const columns = ["id", "caller"];
export const rows = [
  ["a", "***"],
  ["b", null],
  ["c", 'say "hi",\nthen go'],
] as const;

/** The plan with other output settings. */
export function withOutput(output: Partial<Plan["output"]>): Plan {
  return { ...plan, output: { ...plan.output, ...output } };
}

export const stem = "calls_P_RunOnce_2026-03-17-05-00-00-000_2026-04-06-05-00-00-000_1";

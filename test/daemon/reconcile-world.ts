import { pino } from "pino";
import type { Snapshot } from "../../runner/src/daemon/follow/snapshot.ts";
import type { Applied } from "../../runner/src/daemon/reconcile/applied.ts";
import { Reconciler } from "../../runner/src/daemon/reconcile/reconciler.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";

export const policyText = `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer }, ben: { role: admin } }
products:
  calls: { name: Calls, warehouse: sample }
  chats: { name: Chats, warehouse: sample }
defaults: { timezone: UTC }
grants:
  - { fields: [phone], template: Calls, approvedBy: ben, reason: billing, until: "2027-01-01" }
`;

const connectionsText = `kind: Connections
warehouses: { sample: { type: duckdb, path: sample.duckdb } }
destinations: { local: { type: file, path: out } }
`;

export const templateText = `kind: Template
name: Calls
source: { table: calls }
time: { field: at }
key: [id]
fields:
  id: { column: id, type: integer }
  at: { column: at, type: instant }
  phone: { column: phone, type: string, pii: phone }
`;

/** An extract's text: daily unless `lines` say otherwise. */
export function extractText(name: string, ...lines: readonly string[]): string {
  const rhythm = lines.some((line) => /^(schedule|window):/.test(line)) ? [] : ["schedule: { every: day }"];
  return ["kind: Extract", `name: ${name}`, "product: calls", "owner: amy", "template: Calls", ...rhythm, ...lines, ""].join(
    "\n",
  );
}

export const onceLine = 'window: { start: "2026-01-01T00:00", end: "2026-02-01T00:00" }';

export type Files = Readonly<Record<string, string>>;

/** The path of the extract in `baseFiles`. */
export const daily = "extracts/daily.extract.yaml";

export const baseFiles: Files = {
  "datafeed.yaml": policyText,
  "templates/calls.template.yaml": templateText,
  [daily]: extractText("daily"),
};

/** `baseFiles`, whose extract has these lines more. */
export function withDaily(...lines: readonly string[]): Files {
  return { ...baseFiles, [daily]: extractText("daily", ...lines) };
}

let commits = 0;

export function snapshotOf(files: Files, more: Partial<Snapshot> = {}): Snapshot {
  const paths = Object.keys(files).sort(
    (one, other) => Number(other === "datafeed.yaml") - Number(one === "datafeed.yaml") || (one < other ? -1 : 1),
  );
  commits += 1;
  return {
    texts: {
      root: "/project",
      files: paths.map((path) => ({ path, text: files[path] ?? "" })),
      connections: { path: "connections.yaml", text: connectionsText, trusted: true },
      diagnostics: [],
    },
    source: "test",
    commit: `commit${commits}`,
    isBranch: true,
    newestAt: performance.now(),
    ...more,
  };
}

/** A runner that holds the lease, if it can be had. */
export async function reconcilerOn(ledger: Ledger, runner = "one") {
  const lease = await takeLease(ledger, "scheduler", runner, 3_600_000);
  const heard: Applied[] = [];
  const held = { epoch: lease?.epoch };
  const reconciler = new Reconciler({
    ledger,
    runner: { id: runner, version: "1.0.0" },
    log: pino({ level: "silent" }),
    lease: { name: "scheduler", epoch: () => held.epoch },
    now: () => new Date("2026-11-20T12:00:00Z"),
    onApplied: (applied) => heard.push(applied),
  });
  return { reconciler, heard, held };
}

export async function rowsOf(ledger: Ledger) {
  const rows = await ledger.read((db) => db.selectFrom("extracts").selectAll().orderBy("name").execute());
  return new Map(rows.map((row) => [row.name, row]));
}

export async function owedOf(ledger: Ledger) {
  return ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select(["extract", "kind", "purpose", "state", "reason", "error_code", "requester", "next_try_at"])
      .orderBy("created_at")
      .orderBy("id")
      .execute(),
  );
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compileExtract } from "../../runner/src/compile/compile-extract.ts";
import { createLog } from "../../runner/src/daemon/log.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import { lateAuditDuty } from "../../runner/src/daemon/upkeep/late-audit.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";
import { defaultLease } from "../../runner/src/execute/lease.ts";
import { runPlan } from "../../runner/src/execute/run-plan.ts";
import { driftOf } from "../../runner/src/ledger/drift.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { queryDuckdb } from "./read-sample.ts";

const repository = join(import.meta.dirname, "../..");
const hour = 3_600_000;
const name = "bot-conversations";
const text = (path: string) => ({ path, text: readFileSync(join(repository, path), "utf8") });
const paths = ["templates", "extracts"].flatMap((folder) =>
  readdirSync(join(repository, folder))
    .filter((each) => each.endsWith(".yaml"))
    .map((each) => `${folder}/${each}`),
);
const loaded = loadProject(
  {
    files: ["datafeed.yaml", ...paths].map(text),
    connections: { ...text("connections.yaml"), trusted: false },
  },
  { today: "2026-11-20" },
);
const documents = () => ({
  project: loaded.project?.value,
  extracts: loaded.extracts,
  feeds: loaded.feeds,
  refused: [],
  provenance: { approval: "unknown" } as const,
  connections: loaded.connections!.value,
});

const folder = mkdtempSync(join(tmpdir(), "datafeed-late-"));
const file = join(folder, ".datafeed/sample.duckdb");

beforeAll(() => generateSample({ target: { type: "duckdb", file }, contacts: 3_000 }));

afterAll(() => rmSync(folder, { recursive: true }));

async function onDuckdb(...statements: readonly string[]): Promise<void> {
  const database = await DuckDBInstance.create(file);
  const connection = await database.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  database.closeSync();
}

/** SEEDS 220, 226, 227 */
test("conversations that come after their day was published are counted and reported, and change no file", async () => {
  const closed = "loaded_at >= date_trunc('day', conversation_end) + interval 26 hours";
  const found = await queryDuckdb(
    file,
    `select strftime(conversation_end, '%Y-%m-%d'), count(*) filter (${closed}), count(*) from reporting.bot_conversations
     group by 1 having count(*) filter (${closed}) between 1 and count(*) - 1 order by 2 desc, 1 limit 1`,
  );
  const [day, late, all] = (found[0] ?? []).map(String);
  await onDuckdb(
    `create table late as from reporting.bot_conversations where ${closed}`,
    `delete from reporting.bot_conversations where ${closed}`,
  );

  let now = Date.parse(`${day}T00:00:00.000Z`) + 26 * hour;
  await using ledger = await openLedger(join(folder, "ledger.sqlite"), { clock: () => new Date(now).toISOString() });
  await using warehouse = openDuckdb("sample", { type: "duckdb", path: ".datafeed/sample.duckdb" }, folder);
  const destination = openFileDestination("local", { path: "out" }, folder);
  const lines: string[] = [];
  const to = new Writable({
    write: (chunk, _, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const context: DaemonContext = {
    ledger,
    runner: { id: "host:1", version: "0.1.0" },
    connections: documents().connections,
    documents,
    warehouse: async () => warehouse,
    destination: () => destination,
    wake: () => {},
    interrupt: () => {},
    log: createLog({ level: "debug", format: "json", to }),
    events: new RunEvents(),
    lease: defaultLease,
  };
  const audit = async () => {
    const { work, settled } = lateAuditDuty(context);
    await work(new AbortController().signal);
    await settled?.();
  };
  await audit();

  const end = new Date(Date.parse(`${day}T00:00:00.000Z`) + 24 * hour).toISOString();
  const window = { start: `${day}T00:00:00.000Z`, end, timezone: "UTC" };
  const plan = compileExtract(loaded.extracts.get(name)!, { kind: "Daily", window, dialect: "duckdb", today: "2026-11-20" });
  const signal = new AbortController().signal;
  const run = { ledger, warehouse, destination, runner: context.runner, provenance: documents().provenance, signal };
  const result = await runPlan(plan, run, { requester: "schedule" });
  if (result.state !== "published") throw new Error(result.state);
  const { id, path, rows } = result.output;
  expect(rows).toBe(Number(all) - Number(late));
  const published = readFileSync(join(folder, "out", path));
  await audit();
  now += hour + 1000;
  await audit();
  expect(await driftOf(ledger, [id])).toEqual(new Map([[id, 0]]));

  await warehouse[Symbol.asyncDispose]();
  await onDuckdb("insert into reporting.bot_conversations from late");
  now += 24 * hour;
  await audit();
  expect(await driftOf(ledger, [id])).toEqual(new Map([[id, Number(late)]]));
  expect(lines.filter((line) => line.includes("rows changed after publication"))).toHaveLength(1);
  expect(readFileSync(join(folder, "out", path))).toEqual(published);
  expect(readdirSync(join(folder, "out")).filter((each) => each.endsWith(".json"))).toEqual([path]);
});

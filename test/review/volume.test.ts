import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Plan } from "../../runner/src/compile/plan.ts";
import { planChanges } from "../../runner/src/review/plan-changes.ts";
import type { Volume } from "../../runner/src/review/plan-report.ts";
import type { CountRows } from "../../runner/src/review/volume/row-count.ts";
import { WarehouseCounter } from "../../runner/src/review/volume/warehouse-counter.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { changeOf, extract, now, project, Repository } from "./repository.ts";

/** Of the window of 2026-11-20 in Chicago: 40 calls, 10 of each of four queues. Of the day before: 5. */
const rows = `select 'c' || n as call_id, timestamptz '2026-11-20 12:00:00+00' + n * interval '1 minute' as started_at,
  'q' || (n % 4) as queue, n as seconds, '555' || n as caller from generate_series(1, 40) as s(n)
  union all select 'd' || n, timestamptz '2026-11-19 12:00:00+00', 'q0', n, '555' from generate_series(1, 5) as s(n)`;

let repository: Repository;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`create table calls as ${rows}; analyze calls`);
  await client.end();
});
afterAll(() => database.drop());

beforeEach(async () => {
  repository = new Repository();
  const text = project["templates/Calls.template.yaml"].replace("call_id, type: uuid", "call_id, type: string");
  repository.commit({ ...project, "templates/Calls.template.yaml": text });
});
afterEach(() => repository[Symbol.dispose]());

async function duckdb(): Promise<string> {
  const instance = await DuckDBInstance.create(join(repository.folder, "a.duckdb"));
  const connection = await instance.connect();
  await connection.run(`create table calls as ${rows}`);
  connection.closeSync();
  instance.closeSync();
  return "{ type: duckdb, path: a.duckdb }";
}

function postgres(overrides: Readonly<Record<string, unknown>> = {}): string {
  const { host, port, user, password, database: name } = database;
  return JSON.stringify({ type: "postgres", host, port, database: name, user, password, ssl: "disable", ...overrides });
}

interface Asked {
  readonly warehouse: string;
  readonly timeoutMs?: number;
  readonly bytesPerRow?: number;
  readonly mostCounted?: number;
}

/** The plan of the working tree with counts, and which plans were counted. */
async function plan({ warehouse, timeoutMs = 10_000, bytesPerRow, mostCounted }: Asked) {
  const file = join(repository.folder, "operator.yaml");
  repository.write({
    "operator.yaml": `kind: Connections\nwarehouses: { main: ${warehouse} }\ndestinations: { local: { type: file, path: out } }\n`,
  });
  const { base, head, connections } = await repository.states({ connections: { option: file } });
  if (connections === undefined) throw new Error("There are no connections.");
  expect(connections.trusted).toBe(true);
  await using counter = new WarehouseCounter({ connections, timeoutMs, bytesPerRow: async () => bytesPerRow });
  const counted: Plan[] = [];
  const count: CountRows = (asked, signal) => {
    counted.push(asked);
    return counter.count(asked, signal);
  };
  const report = await planChanges(base, head, { now, count, ...(mostCounted !== undefined && { mostCounted }) });
  return { report, counted: counted.map(({ extract: name }) => name) };
}

async function volumeOf(keys: Readonly<Record<string, string>>, asked: Asked): Promise<Volume | undefined> {
  repository.write({ "extracts/calls.extract.yaml": extract(keys) });
  return changeOf((await plan(asked)).report, "calls")?.volume;
}

describe.each([
  ["DuckDB", duckdb],
  ["PostgreSQL", async () => postgres()],
])("rows of the last closed window: %s", (_, warehouse) => {
  test("counted in both states where other rows are read", async () => {
    expect(await volumeOf({ filter: "{ Queue: { eq: q1 } }" }, { warehouse: await warehouse(), bytesPerRow: 12.5 })).toEqual({
      basis: "counted",
      window: { start: "2026-11-20T06:00:00.000Z", end: "2026-11-21T06:00:00.000Z", timezone: "America/Chicago" },
      base: { rows: 40, bytes: 500 },
      head: { rows: 10, bytes: 125 },
    });
  });

  test("once where the same rows are read", async () => {
    repository.write({
      "extracts/calls.extract.yaml": extract({ fields: "[Call ID, Queue]" }),
      "extracts/new.extract.yaml": extract({ name: "new", filter: "{ Queue: { ne: q1 } }" }),
    });
    const { report, counted } = await plan({ warehouse: await warehouse() });
    expect(changeOf(report, "calls")?.volume).toMatchObject({ basis: "counted", base: { rows: 40 }, head: { rows: 40 } });
    expect(changeOf(report, "new")?.volume).toEqual({
      basis: "counted",
      window: expect.anything(),
      head: { rows: 30 },
    });
    expect(counted).toEqual(["calls", "new"]);
  });
});

test("not counted where the query stays the same", async () => {
  repository.write({ "extracts/calls.extract.yaml": extract({ description: "All calls" }) });
  const { report, counted } = await plan({ warehouse: await duckdb() });
  expect(changeOf(report, "calls")?.volume).toBeUndefined();
  expect(counted).toEqual([]);
});

test("no more than so many", async () => {
  const files = Array.from({ length: 3 }, (_, at) => [`extracts/n${at}.extract.yaml`, extract({ name: `n${at}` })] as const);
  repository.write(Object.fromEntries(files));
  const { report } = await plan({ warehouse: await duckdb(), mostCounted: 2 });
  expect(report.documents.map(({ volume }) => volume?.why ?? volume?.head?.rows)).toEqual([
    40,
    40,
    "only 2 extracts are counted",
  ]);
});

describe("what takes too long", () => {
  test("PostgreSQL: ended in the server, and its planner is asked", async () => {
    const slow =
      "source: { sql: 'select calls.* from calls cross join lateral (select pg_sleep(600)) as s where started_at >= :window_start and started_at < :window_end' }";
    repository.commit();
    repository.write({
      "templates/Calls.template.yaml": project["templates/Calls.template.yaml"]
        .replace("call_id, type: uuid", "call_id, type: string")
        .replace("source: { table: calls }", slow),
    });
    const { report } = await plan({ warehouse: postgres(), timeoutMs: 1000 });
    const volume = changeOf(report, "calls")?.volume;
    expect(volume).toMatchObject({ basis: "statistics", base: { rows: 40 } });
    expect(volume?.head?.rows).toBeGreaterThan(0);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const running =
      "select 1 from pg_stat_activity where query ~ 'pg_sleep' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()";
    await expect.poll(async () => (await client.query(running)).rowCount).toBe(0);
    await client.end();
  });

  test("DuckDB: the same", async () => {
    const slow =
      "source: { sql: 'select calls.* from calls, range(1000000) as a, range(1000000) as b where started_at >= :window_start and started_at < :window_end and a.range + b.range + seconds > 5' }";
    repository.commit();
    repository.write({
      "templates/Calls.template.yaml": project["templates/Calls.template.yaml"]
        .replace("call_id, type: uuid", "call_id, type: string")
        .replace("source: { table: calls }", slow),
    });
    const { report } = await plan({ warehouse: await duckdb(), timeoutMs: 1000 });
    expect(changeOf(report, "calls")?.volume).toMatchObject({ basis: "statistics", base: { rows: 40 } });
  });
});

test("a warehouse that can't be reached: the code is said, and nothing of the connection", async () => {
  repository.write({
    "extracts/a.extract.yaml": extract({ name: "a" }),
    "extracts/b.extract.yaml": extract({ name: "b" }),
  });
  const { report } = await plan({ warehouse: postgres({ port: 1, host: "127.0.0.1", user: "somebody" }) });
  const why = "the warehouse main can't be asked (warehouse-unreachable)";
  expect(report.documents.map(({ volume }) => volume)).toEqual([
    { basis: "unknown", window: expect.anything(), why },
    { basis: "unknown", window: expect.anything(), why },
  ]);
  expect(JSON.stringify(report)).not.toContain("somebody");
});

import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Query } from "../../runner/src/compile/plan.ts";
import type { Silence } from "../../runner/src/warehouse/postgres/answered.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import { postgresServer } from "../../runner/src/warehouse/postgres/postgres-server.ts";
import { PostgresWatch } from "../../runner/src/warehouse/postgres/postgres-watch.ts";
import type { Moment, Warehouse, Watch } from "../../runner/src/warehouse/warehouse.ts";
import { startProxy } from "../soak/proxy.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { cellsOf, configOf, never, query } from "./postgres-support.ts";

let database: TestDatabase;
let warehouse: Warehouse;
let admin: pg.Client;
let watch: Watch;

beforeAll(async () => {
  database = await createTestDatabase();
  warehouse = openPostgres("w", configOf(database));
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query("create table seen (n int)");
  watch = await warehouse.watch!(never);
});
afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await warehouse[Symbol.asyncDispose]();
  await admin.end();
  await database.drop();
});

const backend = query("select pg_backend_pid()");

async function pid(): Promise<string> {
  return (await watch.look((moment) => moment.ask(backend), never))[0]![0]!;
}

test("what is asked and read in a look is of one moment, on one connection", async () => {
  await admin.query("truncate seen; insert into seen values (1)");
  const before = await pid();
  const seen = await watch.look(async (moment) => {
    const first = await moment.ask(query("select count(*) from seen"));
    await admin.query("insert into seen values (2)");
    const rows: unknown[] = [];
    for await (const batch of moment.read(query("select n, $1::text from seen", "é")))
      rows.push(...cellsOf(Buffer.from(batch)));
    return [first, rows, await moment.ask(query("select count(*) from seen")), (await moment.ask(backend))[0]![0]];
  }, never);
  expect(seen).toEqual([[["1"]], [["1", "é"]], [["1"]], before]);
  expect(await watch.look((moment) => moment.ask(query("select count(*) from seen")), never)).toEqual([["2"]]);
});

test("nothing can be written, and times are UTC", async () => {
  const write = watch.look((moment) => moment.ask(query("insert into seen values (3) returning n")), never);
  await expect(write).rejects.toMatchObject({ code: "warehouse-query-failed" });
  expect(await watch.look((moment) => moment.ask(query("select timestamptz '2026-01-01 00:00+02'")), never)).toEqual([
    ["2025-12-31 22:00:00+00"],
  ]);
});

test("a look after one that failed is a new one, on the same connection", async () => {
  const before = await pid();
  const failing = watch.look(async (moment) => {
    for await (const _ of moment.read(query("select 1 / (3 - g) from generate_series(1, 5) g")));
  }, never);
  await expect(failing).rejects.toMatchObject({ code: "warehouse-query-failed", cause: { code: "22012" } });
  expect(await pid()).toBe(before);
});

test("rows wait for whoever reads them, and the signal ends the query in the database too", async () => {
  const ending = new AbortController();
  const reading = watch.look(async (moment) => {
    for await (const _ of moment.read(query("select generate_series(1, 100000000), repeat('x', 500)"))) ending.abort();
  }, ending.signal);
  await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  const { rows } = await admin.query(
    `select 1 from pg_stat_activity where query like '%100000000%' and state = 'active' and pid <> pg_backend_pid()
      and datname = current_database()`,
  );
  expect(rows).toEqual([]);
  await pid();
});

test("a question is ended by the signal", async () => {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 100);
  await expect(watch.look((moment) => moment.ask(query("select pg_sleep(60)")), ending.signal)).rejects.toMatchObject({
    name: "AbortError",
  });
  await pid();
});

test("a lost connection is an error of this look, and made anew by the next", async () => {
  const lost = await pid();
  await admin.query(`select pg_terminate_backend(${lost})`);
  const next = await pid().catch((error: unknown) => error);
  if (typeof next !== "string") expect(next).toMatchObject({ code: "warehouse-connection-lost" });
  expect(await pid()).not.toBe(lost);
});

test("words of a channel are heard, and after its connection broke as well", async () => {
  let words = 0;
  await using _ = await watch.listen("datafeed.changes", () => {
    words += 1;
  });
  const spoken = async (): Promise<void> => {
    const before = words;
    await vi.waitFor(() => expect(words).toBeGreaterThan(before), 25_000);
  };
  await vi.waitFor(() => expect(words).toBe(1), 25_000);
  await Promise.all([spoken(), admin.query('notify "datafeed.changes"')]);
  const { rows } = await admin.query<{ pid: number }>(
    "select pid from pg_stat_activity where query like 'LISTEN%' and datname = current_database()",
  );
  await Promise.all([spoken(), admin.query(`select pg_terminate_backend(${rows[0]!.pid})`)]);
  await Promise.all([spoken(), admin.query('notify "datafeed.changes"')]);
});

const slow = query("select pg_sleep(60)");

async function readThrough(moment: Moment, asked: Query): Promise<void> {
  for await (const _ of moment.read(asked));
}

/** A watch whose server can vanish: no packet comes any more, and no end. */
async function behindProxy(silence: Silence) {
  const proxy = await startProxy(database);
  const server = postgresServer("w", configOf(database, { host: "127.0.0.1", port: proxy.port }));
  const distant = new PostgresWatch(server, silence);
  const close = async (): Promise<void> => {
    await distant[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  };
  return { distant, proxy, [Symbol.asyncDispose]: close };
}

const long = 3_600_000;

test.each([
  ["is asked", (moment: Moment) => moment.ask(query("select 1"))],
  ["is read", (moment: Moment) => readThrough(moment, query("select 1"))],
  ["is to commit", async () => {}],
])("a server that vanishes while it %s is not waited for, and looked at again when it is back", async (_, work) => {
  await using behind = await behindProxy({ openMs: 5_000, answerMs: 500, endMs: long });
  const { distant, proxy } = behind;
  const one = (): Promise<unknown> => distant.look((moment) => moment.ask(query("select 1")), never);
  await vi.waitFor(one, 25_000);
  const look = distant.look(async (moment) => {
    proxy.cut();
    await work(moment);
  }, never);
  await expect(look).rejects.toMatchObject({ code: "warehouse-unreachable" });
  proxy.heal();
  await vi.waitFor(async () => expect(await one()).toEqual([["1"]]), 25_000);
});

test.each([
  ["a question", (moment: Moment) => moment.ask(slow)],
  ["rows", (moment: Moment) => readThrough(moment, slow)],
])("nor is it waited for when it was told to end: %s", async (_, work) => {
  await using behind = await behindProxy({ openMs: 5_000, answerMs: long, endMs: 50 });
  const ending = new AbortController();
  const look = behind.distant.look(async (moment) => {
    behind.proxy.cut();
    const working = work(moment);
    setImmediate(() => ending.abort());
    await working;
  }, ending.signal);
  await expect(look).rejects.toMatchObject({ name: "AbortError" });
});

test("nor to end what failed for another reason", async () => {
  await using behind = await behindProxy({ openMs: 5_000, answerMs: long, endMs: 50 });
  const look = behind.distant.look(async () => {
    behind.proxy.cut();
    throw new RangeError("of ours");
  }, never);
  await expect(look).rejects.toThrow("of ours");
});

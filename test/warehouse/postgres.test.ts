import { createServer, Socket } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { cellsOf, configOf, never, query, readAll } from "./postgres-support.ts";

let database: TestDatabase;
let warehouse: Warehouse;
let admin: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  warehouse = openPostgres("w", configOf(database));
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
});
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  await admin.end();
  await database.drop();
});

/** Rows without end, for all that a test can wait; in the select list the series is made as it is sent. */
const endless = query("select generate_series(1, 100000000), repeat('x', 500)");

async function activeQueries(part: string): Promise<readonly number[]> {
  const { rows } = await admin.query<{ pid: number }>(
    "select pid from pg_stat_activity where state = 'active' and query like $1 and pid <> pg_backend_pid() and datname = current_database()",
    [`%${part}%`],
  );
  return rows.map(({ pid }) => pid);
}

test("values come as PostgreSQL writes them under the rules of our session", async () => {
  const sql = `select true, 12::int8, 1.50::numeric(5,2), 0.1::float8, 1e20::float8, 'é,"'::text, null,
    timestamptz '2026-03-17 02:00:00.12-05', timestamp '2026-03-17 07:00', date '2026-03-17', '\\xff00'::bytea,
    '{"b": 1}'::jsonb, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid`;
  expect(await readAll(warehouse, query(sql))).toEqual([
    [
      ...["t", "12", "1.50", "0.1", "1e+20", 'é,"', null],
      ...["2026-03-17 07:00:00.12+00", "2026-03-17 07:00:00", "2026-03-17", "\\xff00"],
      ...['{"b": 1}', "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
    ],
  ]);
});

test("columns have names and the server's types; parameters are bound", async () => {
  await using reading = await warehouse.read(query("select 1.5::numeric(10,2) as a, $1::text as b, now() as c", "o'; drop"), {
    signal: never,
  });
  expect(reading.columns).toEqual([
    { name: "a", type: "numeric(10,2)" },
    { name: "b", type: "text" },
    { name: "c", type: "timestamp with time zone" },
  ]);
  for await (const batch of reading.batches) expect(cellsOf(Buffer.from(batch))[0]?.[1]).toBe("o'; drop");
});

test("no rows is a result too, and a connection serves many queries", async () => {
  for (let i = 0; i < 5; i++) expect(await readAll(warehouse, query("select 1 where false"))).toEqual([]);
  const pids = new Set((await Promise.all([1, 2, 3].map(() => readAll(warehouse, query("select pg_backend_pid()"))))).flat(2));
  expect(pids.size).toBeLessThanOrEqual(2);
});

test("rows are whole, in order, and counted, however they fall on the reads of the socket", async () => {
  const rows = await readAll(warehouse, query("select g, repeat(chr(65 + g % 26), g % 3000) from generate_series(1, 20000) g"));
  expect(rows.length).toBe(20000);
  expect(rows.every(([g, text], i) => g === String(i + 1) && text?.length === (i + 1) % 3000)).toBe(true);
});

test("a cell of 30 MB arrives whole, between small ones", async () => {
  const rows = await readAll(
    warehouse,
    query("select g, case g when 2 then repeat('äx', 10000000) else 'small' end from generate_series(1, 3) g"),
  );
  expect(rows.map(([, text]) => text?.length)).toEqual([5, 20_000_000, 5]);
});

test("count and rows are of one snapshot", async () => {
  await admin.query("create table grows as select g from generate_series(1, 10) g");
  const asked = query("select g from grows");
  await using reading = await warehouse.read(asked, { signal: never, count: query("select count(*) from grows") });
  await admin.query("insert into grows values (11)");
  let rows = 0;
  for await (const batch of reading.batches) rows += cellsOf(Buffer.from(batch)).length;
  expect({ counted: reading.counted, rows, sent: reading.rows() }).toEqual({ counted: 10, rows: 10, sent: 10 });
});

test("a session can't write", async () => {
  await admin.query("create table precious (id int)");
  await expect(
    readAll(warehouse, query("with gone as (delete from precious returning id) select id from gone")),
  ).rejects.toMatchObject({
    code: "warehouse-query-failed",
  });
});

test("describing gives the columns and runs nothing", async () => {
  await admin.query("create sequence touched");
  expect(await warehouse.describe(query("select nextval('touched') as n"), never)).toEqual([{ name: "n", type: "bigint" }]);
  expect((await admin.query("select is_called from touched")).rows).toEqual([{ is_called: false }]);
});

test("a busy consumer holds the server back", async () => {
  await using reading = await warehouse.read(endless, { signal: never });
  const rows = reading.batches[Symbol.asyncIterator]();
  await rows.next();
  // The server waits for us: it can't get rid of what it has.
  await expect
    .poll(
      async () =>
        (await admin.query("select 1 from pg_stat_activity where wait_event = 'ClientWrite' and datname = current_database()"))
          .rowCount,
      {
        timeout: 20_000,
      },
    )
    .toBeGreaterThan(0);
});

test("an abort ends the query in the server", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const reading = (async () => {
    await using rows = await warehouse.read(endless, { signal: controller.signal });
    for await (const _ of rows.batches) {
      expect((await activeQueries("100000000")).length).toBe(1);
      controller.abort(reason);
    }
  })();
  await expect(reading).rejects.toBe(reason);
  expect(await activeQueries("100000000")).toEqual([]);
});

test("an abort ends a query that has not sent a row yet", async () => {
  const controller = new AbortController();
  const asked = query("select pg_sleep(60), 'slow one'");
  const reading = readAll(warehouse, asked, controller.signal);
  await expect.poll(() => activeQueries("slow one"), { timeout: 20_000 }).toHaveLength(1);
  controller.abort(new Error("enough"));
  await expect(reading).rejects.toThrow("enough");
  expect(await activeQueries("slow one")).toEqual([]);
});

test("a reading that is left early ends its query and frees its place", async () => {
  for (let i = 0; i < 4; i++) {
    await using reading = await warehouse.read(endless, { signal: never });
    for await (const _ of reading.batches) break;
  }
  expect(await activeQueries("100000000")).toEqual([]);
});

test("waiting for a free connection can be aborted", async () => {
  await using single = openPostgres("w", configOf(database, { maxQueries: 1 }));
  await using _ = await single.read(query("select 1"), { signal: never });
  const controller = new AbortController();
  const waiting = single.read(query("select 2"), { signal: controller.signal });
  controller.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
});

test("the statement timeout is told apart from a cancel by somebody else", async () => {
  await using hasty = openPostgres("w", configOf(database, { statementTimeoutMs: 200 }));
  await expect(readAll(hasty, query("select pg_sleep(60)"))).rejects.toMatchObject({ code: "warehouse-timeout" });

  const reading = readAll(warehouse, query("select pg_sleep(60), 'victim'"));
  const outcome = expect(reading).rejects.toMatchObject({ code: "warehouse-cancelled" });
  await expect.poll(() => activeQueries("victim"), { timeout: 20_000 }).toHaveLength(1);
  await admin.query("select pg_cancel_backend($1)", [(await activeQueries("victim"))[0]]);
  await outcome;
});

test("a backend that is killed in the middle of the rows is a lost connection", async () => {
  const reading = (async () => {
    await using rows = await warehouse.read(endless, { signal: never });
    for await (const _ of rows.batches)
      for (const pid of await activeQueries("100000000")) await admin.query("select pg_terminate_backend($1)", [pid]);
  })();
  await expect(reading).rejects.toMatchObject({ code: "warehouse-connection-lost" });
  expect(await readAll(warehouse, query("select 1"))).toEqual([["1"]]);
});

test("a connection that is cut between us is a lost connection", async () => {
  const proxied = await proxy(database.port);
  await using through = openPostgres("w", configOf(database, { port: proxied.port }));
  const reading = (async () => {
    await using rows = await through.read(endless, { signal: never });
    for await (const _ of rows.batches) proxied.cut();
  })();
  await expect(reading).rejects.toMatchObject({ code: "warehouse-connection-lost" });
  proxied.close();
});

/** Passes bytes on, until it cuts everything. */
function proxy(port: number): Promise<{ readonly port: number; cut(): void; close(): void }> {
  const sockets: Socket[] = [];
  const server = createServer((client) => {
    const upstream = new Socket();
    sockets.push(client, upstream);
    upstream.connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) socket.on("error", () => {});
    client.pipe(upstream).pipe(client);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () =>
      resolve({ port: (server.address() as { port: number }).port, cut, close: () => server.close() }),
    );
  });
}

test("an error after rows is an error, and the rows before it are not a result", async () => {
  const reading = readAll(warehouse, query("select 1 / (50000 - g) from generate_series(1, 60000) g"));
  await expect(reading).rejects.toMatchObject({ code: "warehouse-query-failed" });
});

test("notices between the rows do no harm", async () => {
  await admin.query(
    `create function noisy(n int) returns int language plpgsql as $$ begin raise warning 'noise %', n; return n; end $$`,
  );
  expect((await readAll(warehouse, query("select noisy(g) from generate_series(1, 2000) g"))).length).toBe(2000);
});

test.each([
  ["selec 1", "warehouse-sql-refused"],
  ["select nope from pg_class", "warehouse-sql-refused"],
  ["select 1 from nowhere", "warehouse-sql-refused"],
  ["select 1; select 2", "warehouse-sql-refused"],
  ["set timezone to 'Asia/Tokyo'", "warehouse-sql-refused"],
  ["select 'x'::int", "warehouse-query-failed"],
])("%s is %s", async (sql, code) => {
  await expect(readAll(warehouse, query(sql))).rejects.toMatchObject({ code });
});

test("the place of a mistake is named, a value is not", async () => {
  await expect(readAll(warehouse, query("select 1,\n  nope from pg_class"))).rejects.toThrow(/line 2, column 3/);
  const failure = readAll(warehouse, query("select $1::text::int", "secret-value"));
  await expect(failure).rejects.toMatchObject({ code: "warehouse-query-failed" });
  await expect(failure).rejects.not.toThrow(/secret-value/);
});

test.each([
  [{ port: 1 }, "warehouse-unreachable"],
  [{ host: "no-such-host.invalid" }, "warehouse-unreachable"],
  [{ database: "no_such_database" }, "warehouse-refused"],
  [{ user: "no_such_role" }, "warehouse-refused"],
  [{ password: "wrong" }, "warehouse-refused"],
  [{ ssl: "require" as const }, "warehouse-tls"],
])("connecting with %j is %s, and names no password", async (wrong, code) => {
  await using bad = openPostgres("w", configOf(database, wrong));
  const failure = readAll(bad, query("select 1"));
  await expect(failure).rejects.toMatchObject({ code });
  await expect(failure).rejects.not.toThrow(/wrong/);
});

// A server that somebody gave may trust every connection of this machine.
test.skipIf(process.env["DATAFEED_TEST_POSTGRES_URL"])("the password of whoever runs this is not used", async () => {
  vi.stubEnv("PGPASSWORD", database.password);
  const { password: _, ...config } = configOf(database);
  await using other = openPostgres("w", config);
  await expect(readAll(other, query("select 1"))).rejects.toMatchObject({ code: "warehouse-refused" });
  vi.unstubAllEnvs();
});

test("doctor warns of a role that can do more than read", async () => {
  const checks = await warehouse.check(never);
  expect(checks.every(({ ok }) => ok)).toBe(true);
  expect(checks.filter(({ advice }) => advice === true).map(({ name }) => name)).toEqual(["tls", "role", "rights"]);
});

test("doctor says when a warehouse can't be reached", async () => {
  await using bad = openPostgres("w", configOf(database, { port: 1 }));
  expect((await bad.check(never)).map(({ name, ok }) => ({ name, ok }))).toEqual([{ name: "connect", ok: false }]);
});

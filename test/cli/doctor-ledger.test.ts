import Database from "better-sqlite3";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { TestProject } from "./test-project.ts";

let database: TestDatabase;
let project: TestProject;
beforeAll(async () => {
  database = await createTestDatabase();
  project = TestProject.withDocuments().inProcess();
});
afterAll(async () => {
  await database.drop();
  project[Symbol.dispose]();
});

interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly advice?: true;
  readonly detail: string;
}

async function findings(what: string, ...args: readonly string[]): Promise<readonly Finding[]> {
  const { stdout } = await project.run("doctor", ...args, "--format", "json");
  const { examined } = JSON.parse(stdout) as { examined: { what: string; checks: Finding[] }[] };
  return examined.find((each) => each.what === what)?.checks ?? [];
}

test("a shared ledger is looked at, and nothing is made in it or beside it", async () => {
  const [empty] = await findings("ledger", "--ledger", database.url);
  expect(empty).toMatchObject({ ok: true, detail: expect.stringContaining("none yet; the first run makes it") });
  expect(await tablesIn(database)).toEqual([]);
  await using ledger = await openLedger(database.url);
  const found = await findings("ledger", "--ledger", database.url);
  expect(found.map(({ name, ok }) => `${name} ${ok}`)).toEqual([
    "open true",
    "write true",
    "tables true",
    "clock true",
    "size true",
  ]);
  expect(found[0]?.detail).toContain(`ledger ${ledger.id} in postgres://`);
  expect(JSON.stringify(found)).not.toContain(database.password);
  expect(project.files(".datafeed")).toEqual([]);
});

test("a shared ledger that does not answer, or that may not be written to, is a finding", async () => {
  const nobody = new URL(database.url);
  nobody.port = "1";
  expect(await findings("ledger", "--ledger", nobody.href)).toMatchObject([{ name: "ledger-unreachable", ok: false }]);
  await using _made = await openLedger(database.url);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`alter database ${database.database} set default_transaction_read_only = on`);
  await client.end();
  expect(await findings("ledger", "--ledger", database.url)).toMatchObject([{ ok: false }]);
});

test("an older ledger is left as it is, and a newer one is said to be", async () => {
  const file = project.path("other/ledger.sqlite");
  await (await openLedger(file))[Symbol.asyncDispose]();
  const change = (sql: string): void => {
    const open = new Database(file);
    open.exec(sql);
    open.close();
  };
  change("delete from datafeed_migrations where name > '0001-initial'");
  const tables = async () => (await findings("ledger", "--ledger", file)).find(({ name }) => name === "tables");
  for (let again = 0; again < 2; again++) {
    expect(await tables()).toMatchObject({ ok: true, detail: expect.stringContaining("an older version (0001-initial)") });
  }
  change("insert into datafeed_migrations values ('9999-future', '2030')");
  expect(await tables()).toMatchObject({ ok: true, advice: true });
  change("update ledger set readable_from = '9999-future'");
  expect(await tables()).toMatchObject({ ok: false, detail: expect.stringContaining("9999-future") });
});

test("a notifier whose secret is missing is a finding; nothing is posted", async () => {
  const notifiers = {
    ops: { type: "webhook", url: "https://hooks.example.com/a-long-key", secret: "$".concat("{env:NOT_SET_ANYWHERE}") },
    chat: { type: "webhook", url: "https://chat.example.com/another-long-key" },
  };
  const destinations = { local: { type: "file", path: "out" } };
  const warehouses = { sample: { type: "duckdb" } };
  const file = project.writeOutside(
    "notifiers.yaml",
    JSON.stringify({ kind: "Connections", warehouses, destinations, notifiers }),
  );
  expect(await findings("notifier ops", "--connections", file)).toMatchObject([{ name: "secret-missing", ok: false }]);
  const chat = await findings("notifier chat", "--connections", file);
  expect(chat).toMatchObject([{ name: "address", ok: true }, { name: "signature" }]);
  expect(JSON.stringify(chat)).not.toContain("another-long-key");
});

async function tablesIn({ url }: TestDatabase): Promise<readonly unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public'");
  await client.end();
  return rows;
}

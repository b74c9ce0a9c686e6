import { mkdir, mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { engines, ledgerPlace } from "./ledger-engines.ts";
import { plan } from "./samples.ts";

const request = { extract: "calls", kind: "RunOnce", window: plan.window, requester: "amy", definitionHash: "d" } as const;

describe("a ledger in a file", () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "datafeed-ledger-"));
    file = join(folder, ".datafeed", "ledger.sqlite");
  });
  afterEach(() => rm(folder, { recursive: true }));

  it("is made with its folder, and keeps its id", async () => {
    const { id } = await opened(file);
    expect(id).toMatch(/^[0-9a-z]{12}$/);
    expect((await opened(file)).id).toBe(id);
  });

  it("can be made by several at once", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => opened(file)));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  });

  it("has the tables that are on record", async () => {
    await opened(file);
    using database = closing(new Database(file));
    const rows = database.value
      .prepare(
        "select sql from sqlite_master where sql is not null and tbl_name not like 'datafeed_migrations%' order by tbl_name, type desc, name",
      )
      .all() as { sql: string }[];
    const text = rows.map(({ sql }) => `${broken(sql)};\n`).join("\n");
    await expect(text).toMatchFileSnapshot("../../runner/src/ledger/schema.sqlite.sql");
  });

  it("commits so that a power cut loses nothing", async () => {
    await opened(file);
    using database = closing(new Database(file));
    expect(database.value.pragma("journal_mode", { simple: true })).toBe("wal");
  });

  it("of a newer version is refused", async () => {
    await opened(file);
    const database = new Database(file);
    database.prepare("insert into datafeed_migrations values ('9999-future', '2030')").run();
    database.prepare("update ledger set readable_from = '9999-future'").run();
    database.close();
    await expect(openLedger(file)).rejects.toMatchObject({ code: "ledger-newer" });
  });

  it("that is no database is refused", async () => {
    await mkdir(join(folder, ".datafeed"));
    await writeFile(file, "not a database ".repeat(1000));
    await expect(openLedger(file)).rejects.toMatchObject({ code: "ledger-damaged" });
  });

  it("whose pages are overwritten is refused", async () => {
    await opened(file);
    const database = new Database(file);
    database.pragma("wal_checkpoint(truncate)");
    database.close();
    const handle = await open(file, "r+");
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size - 4096, "damage"), 0, size - 4096, 4096);
    await handle.close();
    await expect(openLedger(file)).rejects.toMatchObject({ code: "ledger-damaged" });
  });

  it("that is a folder is refused", async () => {
    await mkdir(file, { recursive: true });
    await expect(openLedger(file)).rejects.toMatchObject({ code: "ledger-denied" });
  });

  it("that somebody holds locked is waited for, then refused", async () => {
    await opened(file);
    using database = closing(new Database(file));
    database.value.exec("begin immediate");
    await using ledger = await openLedger(file, { busyTimeoutMs: 50 });
    await expect(requestObligation(ledger, request)).rejects.toMatchObject({ code: "ledger-locked" });
    await using patient = await openLedger(file, { busyTimeoutMs: 10_000 });
    const waiting = requestObligation(patient, request);
    database.value.exec("commit");
    expect((await waiting).state).toBe("owed");
  });

  it("has a clock of its own", async () => {
    await using ledger = await openLedger(file);
    const time = await ledger.time();
    expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(60_000);
  });
});

describe("a ledger in PostgreSQL", () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  it("can be made by several at once", async () => {
    const ids = await Promise.all(Array.from({ length: 5 }, () => opened(database.url)));
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
  });

  it("has the tables that are on record", async () => {
    await opened(database.url);
    await expect(await describePostgres(database.url)).toMatchFileSnapshot("../../runner/src/ledger/schema.postgres.sql");
  });

  it("of a newer version is refused", async () => {
    await opened(database.url);
    await query(database.url, "insert into datafeed_migrations values ('9999-future', '2030')");
    await query(database.url, "update ledger set readable_from = '9999-future'");
    await expect(openLedger(database.url)).rejects.toMatchObject({ code: "ledger-newer" });
  });

  it("that can't be reached or refuses the password is said so, without the password", async () => {
    const wrong = new URL(database.url);
    wrong.password = "hunter2";
    wrong.port = "1";
    const error = await openLedger(wrong.href).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "ledger-unreachable" });
    expect(String(error)).not.toContain("hunter2");
    wrong.port = String(database.port);
    wrong.username = "nobody";
    await expect(openLedger(wrong.href)).rejects.toMatchObject({ code: "ledger-unreachable" });
  });

  it("reads times, whatever form the database is set to", async () => {
    for (const setting of ["datestyle = 'SQL, DMY'", "timezone = 'Asia/Kolkata'"]) {
      await query(database.url, `alter database "${database.database}" set ${setting}`);
    }
    await using ledger = await openLedger(database.url);
    const { createdAt } = await requestObligation(ledger, request);
    expect(Math.abs(Date.parse(createdAt) - Date.now())).toBeLessThan(60_000);
  });

  it("that the role may not write is said so", async () => {
    await query(database.url, `create role "${database.database}" login password 'x'`);
    const poor = new URL(database.url);
    poor.username = database.database;
    poor.password = "x";
    await expect(openLedger(poor.href)).rejects.toMatchObject({ code: "ledger-denied" });
    await query(database.url, `drop role "${database.database}"`);
  });

  it("has a clock of its own", async () => {
    await using ledger = await openLedger(database.url);
    expect(await ledger.time()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });
});

describe.each(engines)("a ledger in %s", (engine) => {
  it("does not take a mistake of the program for one of its own", async () => {
    const { open, remove } = await ledgerPlace(engine);
    const ledger = await open();
    const mistake = () => Promise.reject(new TypeError("x is not a function"));
    for (const way of [ledger.read(mistake), ledger.write(mistake), ledger.writeUnique(mistake)]) {
      await expect(way).rejects.toThrow(TypeError);
    }
    await remove();
  });
});

async function opened(place: string): Promise<{ readonly id: string }> {
  await using ledger = await openLedger(place);
  return { id: ledger.id };
}

function closing(database: Database.Database) {
  return { value: database, [Symbol.dispose]: () => database.close() };
}

/** One line for each column and constraint. */
function broken(sql: string): string {
  return sql.replace(/^(create table "\w+" \()(.*)\)$/i, (_, head: string, body: string) => {
    return `${head}\n  ${body.replace(/, (?="|constraint)(?![^(]*\))/g, ",\n  ")}\n)`;
  });
}

/** As PostgreSQL itself describes them. */
async function describePostgres(url: string): Promise<string> {
  const tables = await query(
    url,
    `select format(E'create table %I (\\n%s\\n);', c.relname, string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
       case when a.attnotnull then ' not null' else '' end, coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')), E',\\n' order by a.attnum)) as line
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not like 'datafeed\\_migrations%' group by c.relname order by c.relname`,
  );
  const constraints = await query(
    url,
    `select format('alter table %s add constraint %I %s;', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line from pg_constraint
     where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid::regclass::text not like 'datafeed\\_migrations%'
     order by conrelid::regclass::text, contype, conname`,
  );
  const indexes = await query(
    url,
    `select indexdef || ';' as line from pg_indexes where schemaname = 'public' and tablename not like 'datafeed\\_migrations%'
       and indexname not in (select conname from pg_constraint) order by tablename, indexname`,
  );
  return `${[...tables, "", ...constraints, "", ...indexes].join("\n")}\n`;
}

async function query(url: string, sql: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ line: string }>(sql);
    return rows.map(({ line }) => line);
  } finally {
    await client.end();
  }
}

import { execFile } from "node:child_process";
import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { backupLedger, checkBackup } from "../../runner/src/ledger/backup.ts";
import { claim } from "../../runner/src/ledger/claim.ts";
import { countTables, tableKeys } from "../../runner/src/ledger/copy-tables.ts";
import { decide } from "../../runner/src/ledger/decide.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import { listOutputs } from "../../runner/src/ledger/list-outputs.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { linkKey } from "../../runner/src/ledger/marks.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { restoreLedger } from "../../runner/src/ledger/restore.ts";
import { appendLog } from "../../runner/src/ledger/run-log.ts";
import { registerRunner, runnerStopped } from "../../runner/src/ledger/runners.ts";
import { markPublished } from "../../runner/src/ledger/settle.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan, staged } from "./samples.ts";

let folder: string;
let source: LedgerPlace;
let target: LedgerPlace;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datafeed-backup-"));
});
afterEach(async () => {
  await source?.remove();
  await target?.remove();
  await rm(folder, { recursive: true });
});

const publish = async (ledger: Ledger, extract: string): Promise<void> => {
  const asked = { extract, kind: "Adhoc", window: plan.window, requester: "amy", definitionHash: "d" } as const;
  const { id } = await requestObligation(ledger, asked);
  const attempt = await claim(ledger, {
    obligation: id,
    runner: "host:1",
    leaseMs: 10_000,
    exclusive: true,
    destination: "local",
    planHash: "p",
    definitionHash: "d",
    dirty: true,
  });
  await decide(ledger, attempt, { ...plan, extract }, staged);
  await markPublished(ledger, attempt.id);
  await appendLog(ledger, attempt.id, [{ level: "info", message: "Überträge: 3 × ok" }]);
};

async function everything(ledger: Ledger) {
  const rows: Record<string, unknown> = {};
  for (const [table, key] of Object.entries(tableKeys)) {
    rows[table] = await ledger.read((db) => {
      let query = db.selectFrom(table as "outputs").selectAll();
      for (const column of key) query = query.orderBy(column as "id");
      return query.execute();
    });
  }
  // Engines differ in how they show a boolean.
  return JSON.parse(JSON.stringify(rows, (_, value) => (typeof value === "boolean" ? Number(value) : value)));
}

describe.each(engines.flatMap((from) => engines.map((to) => ({ from, to }))))("a backup of $from into $to", ({ from, to }) => {
  it("holds everything of one moment, and restores it with the ledger's id and key", async () => {
    source = await ledgerPlace(from);
    target = await ledgerPlace(to, { empty: true });
    const ledger = await source.open();
    // More than one page.
    for (let index = 0; index < 3; index++) await publish(ledger, `extract ${index}`);
    const row = (await ledger.read((db) => db.selectFrom("obligations").selectAll().executeTakeFirstOrThrow()))!;
    const many = Array.from({ length: 1200 }, (_, index) => ({
      ...row,
      id: `1${String(index).padStart(11, "0")}`,
      state: "owed" as const,
    }));
    await ledger.write(async (db) => {
      for (let at = 0; at < many.length; at += 400)
        await db
          .insertInto("obligations")
          .values(many.slice(at, at + 400))
          .execute();
    });
    await registerRunner(ledger, { id: "host:1", version: "0.1.0", roles: ["worker"] });
    const [output, other] = (await listOutputs(ledger)).items;
    const word = { number: 1, username: "ada", reason: "late rows", at: "2026-11-20T12:00:00.000Z" };
    const superseded = { id: "1", output_id: output!.id, instead_of: other!.id, ...word };
    await ledger.write((db) => db.insertInto("supersessions").values(superseded).execute());
    const key = await linkKey(ledger);
    const before = await everything(ledger);

    const file = join(folder, "ledger.backup");
    const backup = await backupLedger(source.place, file);
    expect(backup).toMatchObject({ file, ledger: ledger.id, rows: { outputs: 3, supersessions: 1, obligations: 1203 } });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(folder)).toEqual(["ledger.backup"]);
    // It goes on while and after.
    await publish(ledger, "later");

    const restored = await restoreLedger(file, target.place);
    expect(restored).toMatchObject({ ledger: ledger.id, rows: { outputs: 3, obligations: 1203 } });
    const there = await target.open();
    expect(there.id).toBe(ledger.id);
    expect(await linkKey(there)).toBe(key);
    expect(await everything(there)).toEqual(before);
    await publish(there, "after");
    expect((await listOutputs(there)).total).toBe(4);
    expect(await readFile(file)).toHaveLength(backup.bytes);
  });
});

describe.each(engines)("a restore into %s", (engine) => {
  const backedUp = async () => {
    source = await ledgerPlace("sqlite");
    const ledger = await source.open();
    await publish(ledger, "backed up");
    const file = join(folder, "ledger.backup");
    await backupLedger(source.place, file);
    return { file, id: ledger.id };
  };

  it("replaces nothing unless it is told to, and then moves it aside", async () => {
    const { file, id } = await backedUp();
    target = await ledgerPlace(engine, { empty: true });
    {
      await using old = await openLedger(target.place);
      await publish(old, "old");
      await registerRunner(old, { id: "host:7", version: "0.1.0", roles: ["worker"] });
    }
    await expect(restoreLedger(file, target.place, { force: true })).rejects.toMatchObject({ code: "ledger-in-use" });
    {
      await using old = await openLedger(target.place);
      await runnerStopped(old, "host:7");
    }
    await expect(restoreLedger(file, target.place)).rejects.toMatchObject({ code: "ledger-not-empty" });
    const { movedAside } = await restoreLedger(file, target.place, { force: true });
    await using now = await openLedger(target.place);
    expect(now.id).toBe(id);
    expect((await listObligations(now)).map(({ extract }) => extract)).toEqual(["backed up"]);
    await using aside = await openLedger(movedAside!);
    expect((await listObligations(aside)).map(({ extract }) => extract)).toEqual(["old"]);
  });

  it("refuses what is damaged, or no backup, and leaves the place as it was", async () => {
    const { file } = await backedUp();
    target = await ledgerPlace(engine, { empty: true });
    const { size } = await stat(file);
    const handle = await open(file, "r+");
    await handle.write(Buffer.alloc(size - 8192, "damage"), 0, size - 8192, 8192);
    await handle.close();
    await expect(restoreLedger(file, target.place)).rejects.toMatchObject({ code: "backup-damaged" });
    await writeFile(join(folder, "letter.txt"), "Dear ledger, ".repeat(1000));
    await expect(restoreLedger(join(folder, "letter.txt"), target.place)).rejects.toMatchObject({ code: "backup-damaged" });
    const other = new Database(join(folder, "other.sqlite"));
    other.exec("create table songs (title text)");
    other.close();
    await expect(restoreLedger(join(folder, "other.sqlite"), target.place)).rejects.toMatchObject({ code: "backup-damaged" });
    await expect(restoreLedger(join(folder, "nowhere"), target.place)).rejects.toMatchObject({ code: "backup-damaged" });
    await using ledger = await openLedger(target.place);
    expect(await ledger.read(countTables)).toMatchObject({ obligations: 0 });
  });
});

describe("a backup", () => {
  it("knows every table", async () => {
    source = await ledgerPlace("sqlite");
    await source.open();
    const database = new Database(source.place);
    const names = database
      .prepare("select name from sqlite_master where type = 'table' and name not like 'datafeed_migrations%'")
      .pluck()
      .all();
    database.close();
    expect(Object.keys(tableKeys).sort()).toEqual((names as string[]).filter((name) => !name.startsWith("sqlite_")).sort());
  });

  it("overwrites nothing, and is not made of a ledger that is not there", async () => {
    source = await ledgerPlace("sqlite");
    await source.open();
    const file = join(folder, "ledger.backup");
    await writeFile(file, "something of worth");
    await expect(backupLedger(source.place, file)).rejects.toMatchObject({ code: "backup-exists" });
    expect(await readFile(file, "utf8")).toBe("something of worth");
    await expect(backupLedger(join(folder, "none.sqlite"), join(folder, "b"))).rejects.toMatchObject({ code: "backup-failed" });
    await expect(backupLedger(source.place, join(folder, "nowhere", "b"))).rejects.toMatchObject({ code: "backup-failed" });
    expect(await readdir(folder)).toEqual(["ledger.backup"]);
  });

  it("damaged ledgers are moved aside, too", async () => {
    source = await ledgerPlace("sqlite");
    await publish(await source.open(), "one");
    const file = join(folder, "ledger.backup");
    await backupLedger(source.place, file);
    const place = join(folder, "ledger.sqlite");
    await writeFile(place, "not a database ".repeat(1000));
    await expect(restoreLedger(file, place)).rejects.toMatchObject({ code: "ledger-damaged" });
    const { movedAside } = await restoreLedger(file, place, { force: true });
    expect(await readFile(movedAside!, "utf8")).toContain("not a database");
    await using ledger = await openLedger(place);
    expect((await listOutputs(ledger)).total).toBe(1);
  });

  it("is not made by a version that would leave something out", async () => {
    source = await ledgerPlace("sqlite");
    await using newer = await openLedger(source.place, {
      laterMigrations: { "9001-colours": { up: (db) => db.schema.createTable("colours").addColumn("name", "text").execute() } },
    });
    expect(newer.id).toMatch(/^[0-9a-z]+$/);
    await expect(backupLedger(source.place, join(folder, "b"))).rejects.toMatchObject({ code: "ledger-newer" });
  });

  // A small disk is a mount, which root alone may make, and tmpfs is Linux's; CI is both.
  const mountable = process.platform === "linux" && process.getuid?.() === 0;
  it.skipIf(!mountable).each(engines)(
    "of %s on a disk that is full fails and leaves nothing (needs root and Linux)",
    async (engine) => {
      source = await ledgerPlace(engine);
      const ledger = await source.open();
      await publish(ledger, "one");
      const small = await mkdtemp(join(folder, "small-"));
      const run = promisify(execFile);
      await run("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", small]);
      try {
        await expect(backupLedger(source.place, join(small, "ledger.backup"))).rejects.toMatchObject({ code: "backup-failed" });
        expect(await readdir(small)).toEqual([]);
      } finally {
        await run("umount", [small]);
      }
      const file = join(folder, "ledger.backup");
      await backupLedger(source.place, file);
      expect(await checkBackup(file)).toMatchObject({ outputs: 1 });
    },
  );
});

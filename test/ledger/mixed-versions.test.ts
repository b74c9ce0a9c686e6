import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mayRun } from "../../runner/src/daemon/min-runner.ts";
import { claim } from "../../runner/src/ledger/claim.ts";
import { decide } from "../../runner/src/ledger/decide.ts";
import { type Ledger, openLedger } from "../../runner/src/ledger/ledger.ts";
import type { Migrations } from "../../runner/src/ledger/migrate.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { markPublished } from "../../runner/src/ledger/settle.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan, staged } from "./samples.ts";

/** What the next version does: a table and a column more. */
const additive: Migrations = {
  "9001-colours": {
    up: async (db) => {
      await db.schema.createTable("colours").addColumn("name", "text").execute();
      await db.schema.alterTable("outputs").addColumn("colour", "text").execute();
      await db.schema
        .alterTable("attempts")
        .addColumn("mood", "text", (column) => column.notNull().defaultTo("good"))
        .execute();
    },
  },
};

/** And the one after it: nobody older knows the new name of the column. */
const breaking: Migrations = {
  ...additive,
  "9002-rename": {
    up: async (db) => {
      await db.schema.alterTable("outputs").renameColumn("sha256", "hash").execute();
      await sql`update ledger set readable_from = '9002-rename'`.execute(db);
    },
  },
};

describe.each(engines)("versions on one ledger in %s", (engine) => {
  let place: LedgerPlace;
  beforeEach(async () => {
    place = await ledgerPlace(engine, { empty: true });
  });
  afterEach(() => place.remove());

  const publish = async (ledger: Ledger, runner: string) => {
    const obligation = await requestObligation(ledger, {
      extract: plan.extract,
      kind: "Adhoc",
      window: plan.window,
      requester: "amy",
      definitionHash: "d",
    });
    const attempt = await claim(ledger, {
      obligation: obligation.id,
      runner,
      leaseMs: 10_000,
      exclusive: true,
      destination: "local",
      planHash: "p",
      definitionHash: "d",
    });
    await decide(ledger, attempt, plan, staged);
    await markPublished(ledger, attempt.id);
    return attempt;
  };

  it("work side by side when the newer has only added to it, whichever opens it first", async () => {
    await using older = await openLedger(place.place);
    await publish(older, "older:1");
    await using newer = await openLedger(place.place, { laterMigrations: additive });
    expect(newer.id).toBe(older.id);
    expect(await older.isReadable()).toBe(true);
    await publish(newer, "newer:1");
    await publish(older, "older:1");
    await using another = await openLedger(place.place);
    expect((await publish(another, "older:2")).sequence).toBe(4);
    const rows = await newer.read((db) => sql<{ mood: string }>`select mood from attempts`.execute(db));
    expect(rows.rows).toEqual(Array.from({ length: 4 }, () => ({ mood: "good" })));
  });

  it("part when the newer has done more than that: who is open notices, who comes is refused", async () => {
    await using older = await openLedger(place.place);
    await using middle = await openLedger(place.place, { laterMigrations: additive });
    await using newest = await openLedger(place.place, { laterMigrations: breaking });
    expect([await older.isReadable(), await middle.isReadable(), await newest.isReadable()]).toEqual([false, false, true]);
    await expect(openLedger(place.place)).rejects.toMatchObject({ code: "ledger-newer" });
    await expect(openLedger(place.place, { laterMigrations: additive })).rejects.toMatchObject({ code: "ledger-newer" });
    expect((await openLedgerAgain(breaking)).id).toBe(newest.id);
  });

  it("may open a new ledger at the same moment", async () => {
    const opened = await Promise.all(
      [{}, additive, {}, additive].map((laterMigrations) => openLedger(place.place, { laterMigrations })),
    );
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
    for (const ledger of opened) {
      expect(await ledger.isReadable()).toBe(true);
      await ledger[Symbol.asyncDispose]();
    }
  });

  async function openLedgerAgain(laterMigrations: Migrations) {
    await using ledger = await openLedger(place.place, { laterMigrations });
    return { id: ledger.id };
  }
});

describe("minRunner", () => {
  it.each([
    ["0.2.0", "0.2.0", true],
    ["0.2.0", "0.1.9", false],
    ["0.10.0", "0.9.9", false],
    ["0.9.9", "0.10.0", true],
    ["1.0.0", "1.0.0-beta.2", false],
    ["1.0.0", "1.0.1-beta.2", true],
    ["1.0.0", "1.0.0+build.7", true],
  ])("%s asked of %s: %s", (minRunner, version, allowed) => {
    expect(mayRun({ minRunner }, version)).toBe(allowed);
  });

  it("is not asked for by default", () => {
    expect(mayRun({}, "0.0.1")).toBe(true);
    expect(mayRun(undefined, "0.0.1")).toBe(true);
  });
});

import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claim } from "../../runner/src/ledger/claim.ts";
import { heartbeat } from "../../runner/src/ledger/heartbeat.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { lockExtract } from "../../runner/src/ledger/lock-extract.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { applyExtract } from "./applied-extract.ts";
import { type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan } from "./samples.ts";

describe("a ledger in PostgreSQL of which much is asked at once", () => {
  let place: LedgerPlace;
  let one: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace("postgres");
    const client = new pg.Client(place.place);
    await client.connect();
    await client.query(`alter database ${pg.escapeIdentifier(client.database!)} set deadlock_timeout = '20ms'`);
    await client.end();
    one = await place.open();
  });
  afterEach(() => place.remove());

  it("makes a change again that was the victim of a deadlock", async () => {
    for (const name of ["a", "b"]) await applyExtract(one, name);
    let tries = 0;
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const change = (names: readonly [string, string], mine: PromiseWithResolvers<void>, other: PromiseWithResolvers<void>) =>
      one.write(async (db) => {
        tries++;
        await lockExtract(db, names[0]);
        mine.resolve();
        await other.promise;
        await lockExtract(db, names[1]);
        return names[0];
      });
    expect(await Promise.all([change(["a", "b"], first, second), change(["b", "a"], second, first)])).toEqual(["a", "b"]);
    expect(tries).toBeGreaterThan(2);
  });

  it("hears heartbeats and leases before slow questions are answered", async () => {
    const { id } = await requestObligation(one, {
      ...{ extract: "a", kind: "Adhoc", window: plan.window, requester: "amy", definitionHash: "d" },
    });
    const run = { destination: "local", planHash: "p", definitionHash: "d" };
    const attempt = await claim(one, { obligation: id, runner: "host:1", leaseMs: 10_000, exclusive: false, ...run });
    // Answered when this lock is let go.
    const holder = new pg.Client(place.place);
    await holder.connect();
    await holder.query("select pg_advisory_lock(1)");
    const slow = Array.from({ length: 8 }, () =>
      one.read((db) => sql`select pg_advisory_lock(1), pg_advisory_unlock(1)`.execute(db)),
    );
    expect(await heartbeat(one, attempt, 10_000)).toBe(true);
    expect(await takeLease(one, "s", "host:1", 10_000)).toEqual({ epoch: 1 });
    await holder.query("select pg_advisory_unlock(1)");
    await Promise.all(slow);
    await holder.end();
  });
});

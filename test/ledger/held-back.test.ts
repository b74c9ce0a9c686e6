import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claim } from "../../runner/src/ledger/claim.ts";
import { type DueQuery, dueObligations } from "../../runner/src/ledger/due.ts";
import { takeOverExpired } from "../../runner/src/ledger/expire.ts";
import { heartbeat } from "../../runner/src/ledger/heartbeat.ts";
import { insertWindows, owedRow } from "../../runner/src/ledger/insert-windows.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { applyExtract } from "./applied-extract.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";
import { plan } from "./samples.ts";

const hour = (number: number) => new Date(Date.UTC(2020, 0, 1, number)).toISOString();

describe.each(engines)("what is held back in a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterEach(() => place.remove());

  /** Owes windows, the first the most urgent. */
  const owe = async (extract: string, first: number, count: number) => {
    const rows = Array.from({ length: count }, (_, index) => {
      const at = hour(first + index);
      const window = { start: at, end: hour(first + index + 1), timezone: "UTC" };
      const owner = { extract, definitionHash: "d", requester: "schedule" };
      return owedRow(ledger, owner, { kind: "Cron", window }, { dueAt: at, urgentAt: at });
    });
    for (let at = 0; at < rows.length; at += 200) {
      await ledger.writeUnique((db) => insertWindows(db, rows.slice(at, at + 200)));
    }
  };
  const due = async (query: Partial<DueQuery> = {}) =>
    (await dueObligations(ledger, { limit: 3, ...query })).map(({ obligation }) => `${obligation.extract} ${obligation.kind}`);
  const claimFirst = async (extract: string, leaseMs = 10_000) => {
    const { id } = await ledger.read((db) =>
      db.selectFrom("obligations").select("id").where("extract", "=", extract).limit(1).executeTakeFirstOrThrow(),
    );
    const run = { destination: "local", planHash: "p", definitionHash: "d" };
    return claim(ledger, { obligation: id, runner: "host:1", leaseMs, exclusive: true, ...run });
  };

  it("hides nothing that is less urgent, however much it is", async () => {
    for (const name of ["many", "one", "two"]) await applyExtract(ledger, name);
    await owe("many", 0, 600);
    await owe("one", 700, 2);
    await owe("two", 800, 1);
    const warehouse = (name: string, to: string) =>
      ledger.write((db) => db.updateTable("extracts").set({ warehouse: to }).where("name", "=", name).execute());
    const pause = (at: string | null) =>
      ledger.write((db) => db.updateTable("extracts").set({ paused_at: at }).where("name", "=", "many").execute());

    expect(await due()).toEqual(["many Cron", "many Cron", "many Cron"]);
    expect(await due({ exceptExtracts: ["many"] })).toEqual(["one Cron", "two Cron"]);
    await warehouse("many", "full");
    expect(await due({ exceptWarehouses: ["full"] })).toEqual(["one Cron", "two Cron"]);
    await pause(hour(0));
    expect(await due()).toEqual(["one Cron", "two Cron"]);
    await requestObligation(ledger, {
      ...{ extract: "many", kind: "Adhoc", window: plan.window, requester: "amy", definitionHash: "d" },
    });
    expect(await due()).toEqual(["one Cron", "two Cron", "many Adhoc"]);
    const [first] = await dueObligations(ledger, { limit: 1 });
    expect(await due({ after: first!.cursor })).toEqual(["one Cron", "two Cron", "many Adhoc"]);
    await pause(null);
    await claimFirst("many");
    expect(await due()).toEqual(["one Cron", "two Cron"]);
  });

  it("by a dead runner is free when the clock was set back, but for a living one", async () => {
    await applyExtract(ledger, "one");
    await owe("one", 0, 1);
    await owe("other", 0, 1);
    await claimFirst("one");
    const living = await claimFirst("other");
    place.pass(-3_600_000);
    expect(await heartbeat(ledger, living, 10_000)).toBe(true);
    expect((await takeOverExpired(ledger)).map(({ extract }) => extract)).toEqual(["one"]);
    await claimFirst("one");
    await expect(claimFirst("other")).rejects.toMatchObject({ code: "extract-busy" });
    // A clock that is only put right by a little takes nobody's work away.
    place.pass(-30_000);
    expect(await takeOverExpired(ledger)).toEqual([]);
    place.pass(-40_000);
    // Whoever claims needs not wait for the sweep.
    expect(await claimFirst("other")).toMatchObject({ epoch: 2 });
  });
});

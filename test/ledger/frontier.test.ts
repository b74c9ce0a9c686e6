import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { advanceFrontier, advanceFrontiers, isUnbegun } from "../../runner/src/ledger/advance-frontier.ts";
import { dueExtracts, findExtractRow, listExtractRows, nextDue } from "../../runner/src/ledger/extracts.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { pauseExtract, resumeExtract } from "../../runner/src/ledger/pauses.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { skipWindows } from "../../runner/src/ledger/skip.ts";
import type { ResolvedSchedule } from "../../runner/src/load/project-documents.ts";
import { advance, firstFrontier } from "../../runner/src/schedule/frontier.ts";
import { schedule } from "../schedule/schedules.ts";
import { applyExtract, checkCoverage, windowsOf } from "./applied-extract.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const daily = schedule({ timezone: "UTC" });
const hour = 3_600_000;
const day = 24 * hour;

describe.each(engines)("frontiers in a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let one: Ledger;
  let two: Ledger;

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    one = await place.open();
    two = await place.open();
    await applyExtract(one, "calls");
  });
  afterEach(() => place.remove());

  /** What a scheduler reads, and where it would go from there. */
  const step = async (ledger: Ledger, current: ResolvedSchedule = daily, most = 100) => {
    const extract = (await findExtractRow(ledger, "calls"))!;
    const from = isUnbegun(extract) ? firstFrontier(current, extract.firstAppliedAt) : extract.frontier!;
    return { extract, advance: advance(current, from, await ledger.time(), { most }) };
  };
  const look = async (current?: ResolvedSchedule) => advanceFrontier(one, await step(one, current));
  const frontiers = async () => {
    const { frontier, coveredFrom, nextDueAt } = (await findExtractRow(two, "calls"))!;
    return [coveredFrom, frontier, nextDueAt].map((at) => at?.slice(0, 16));
  };

  it("begin at the edge before the extract was applied, and move when a window is due", async () => {
    expect(await look()).toBe(true);
    expect(await frontiers()).toEqual(["2026-11-20T00:00", "2026-11-20T00:00", "2026-11-21T06:00"]);
    expect(await windowsOf(one, "calls")).toEqual([]);
    place.pass(18 * hour);
    expect(await look()).toBe(true);
    expect(await frontiers()).toEqual(["2026-11-20T00:00", "2026-11-21T00:00", "2026-11-22T06:00"]);
    expect(await windowsOf(one, "calls")).toEqual(["owed Daily 2026-11-20T00:00 2026-11-21T00:00"]);
  });

  it("follow an edit as long as no window was made", async () => {
    await look();
    place.pass(day);
    await look(schedule({ timezone: "Asia/Tokyo", start: "2026-11-10" }));
    expect((await frontiers())[0]).toBe("2026-11-09T15:00");
    await look();
    expect((await windowsOf(one, "calls")).at(-1)).toBe("owed Transition 2026-11-20T15:00 2026-11-21T00:00");
  });

  it("are moved by one of two schedulers that look at once", async () => {
    await look();
    place.pass(5 * day);
    const steps = await Promise.all([step(one), step(two)]);
    const moved = await Promise.all([advanceFrontier(one, steps[0]!), advanceFrontier(two, steps[1]!)]);
    expect(moved.toSorted()).toEqual([false, true]);
    expect(await checkCoverage(one, "calls", "2026-11-20T00:00:00.000Z", "2026-11-25T00:00:00.000Z")).toBe(5);
  });

  it("stay when the extract is not as it was read", async () => {
    await look();
    place.pass(2 * day);
    const changes = {
      "another definition": () => applyExtract(two, "calls", "d2"),
      "a pause": () => pauseExtract(two, "calls", { by: "amy" }),
      disabled: () => two.write((db) => db.updateTable("extracts").set({ enabled: 0 }).execute()),
      removed: () => two.write((db) => db.updateTable("extracts").set({ removed_at: two.now() }).execute()),
    };
    for (const [name, change] of Object.entries(changes)) {
      const stale = await step(one);
      await change();
      expect([name, await advanceFrontier(one, stale)]).toEqual([name, false]);
      await two.write((db) => db.updateTable("extracts").set({ paused_at: null, enabled: 1, removed_at: null }).execute());
    }
    expect(await windowsOf(one, "calls")).toEqual([]);
    expect(await look()).toBe(true);
    expect(await windowsOf(one, "calls")).toHaveLength(2);
  });

  it("of several extracts move in one change, each for itself", async () => {
    for (const name of ["a", "b", "c"]) await applyExtract(one, name);
    place.pass(day);
    const now = await one.time();
    const steps = (await listExtractRows(one)).map((extract) => ({
      extract,
      advance: advance(daily, firstFrontier(daily, extract.firstAppliedAt), now, { most: 9 }),
    }));
    await applyExtract(two, "b", "other");
    expect([...(await advanceFrontiers(one, steps))].sort()).toEqual(["a", "c", "calls"]);
    expect(await windowsOf(one, "b")).toEqual([]);
    expect(await windowsOf(one, "c")).toHaveLength(1);
  });

  it("make the newest window of a catch-up urgent first, the others a minute apart", async () => {
    await look();
    place.pass(4 * day);
    await advanceFrontier(one, await step(one, daily, 2));
    await look();
    const rows = await one.read((db) =>
      db.selectFrom("obligations").select(["due_at", "urgent_at", "next_try_at"]).orderBy("window_start").execute(),
    );
    expect(rows.map(({ urgent_at }) => urgent_at)).toEqual([
      "2026-11-24T12:03:00.000Z",
      "2026-11-24T12:02:00.000Z",
      "2026-11-24T12:01:00.000Z",
      "2026-11-24T06:00:00.000Z",
    ]);
    expect(rows[0]).toMatchObject({ due_at: "2026-11-21T06:00:00.000Z", next_try_at: "2026-11-21T06:00:00.000Z" });
  });

  it("pass over a year of minutes in one row", async () => {
    const minutes = schedule({ every: "cron", cron: "* * * * *", timezone: "UTC", catchup: "latest" });
    await look(minutes);
    place.pass(365 * day);
    await look(minutes);
    expect(await windowsOf(one, "calls")).toEqual([
      "skipped Cron 2026-11-20T12:00 2027-11-20T11:59",
      "owed Cron 2027-11-20T11:59 2027-11-20T12:00",
    ]);
  });

  describe("when somebody runs a window before its time", () => {
    const run = (start: string, end: string) =>
      requestObligation(two, {
        extract: "calls",
        kind: "Daily",
        window: { start: `${start}T00:00:00.000Z`, end: `${end}T00:00:00.000Z`, timezone: "UTC" },
        requester: "amy",
        definitionHash: "d",
      });

    it("move over it, forward or back, if it meets them", async () => {
      await look();
      place.pass(13 * hour);
      expect((await run("2026-11-20", "2026-11-21")).purpose).toBe("window");
      expect((await run("2026-11-19", "2026-11-20")).purpose).toBe("window");
      expect(await frontiers()).toEqual(["2026-11-19T00:00", "2026-11-21T00:00", "2026-11-21T01:00"]);
      place.pass(5 * hour);
      await look();
      place.pass(day);
      await look();
      expect(await windowsOf(one, "calls")).toHaveLength(3);
      await checkCoverage(one, "calls", "2026-11-19T00:00:00.000Z", "2026-11-22T00:00:00.000Z");
    });

    it("stay where it does not meet them: then it is a request", async () => {
      await look();
      place.pass(3 * day);
      expect((await run("2026-11-21", "2026-11-22")).purpose).toBe("request");
      expect((await run("2026-11-17", "2026-11-18")).purpose).toBe("request");
      await look();
      expect(await run("2026-11-22", "2026-11-23")).toMatchObject({ purpose: "window", requester: "schedule" });
      await checkCoverage(one, "calls", "2026-11-20T00:00:00.000Z", "2026-11-23T00:00:00.000Z");
    });

    it("keep it when it was run before the extract was ever applied", async () => {
      await one.write((db) => db.deleteFrom("extracts").execute());
      const { id } = await run("2026-11-20", "2026-11-21");
      await applyExtract(one, "calls");
      place.pass(day);
      await look();
      const rows = await one.read((db) => db.selectFrom("obligations").select(["id", "requester"]).execute());
      expect(rows).toEqual([{ id, requester: "amy" }]);
    });

    it("give one of many who ask the same window", async () => {
      await look();
      place.pass(day);
      const asked = await Promise.all([run("2026-11-20", "2026-11-21"), look(), run("2026-11-20", "2026-11-21")]);
      expect(asked[0]).toMatchObject({ id: (asked[2] as { id: string }).id, purpose: "window" });
      await look();
      expect(await windowsOf(one, "calls")).toHaveLength(1);
    });
  });

  it("are asked for by their time alone, in pages", async () => {
    for (const name of ["a", "b"]) await applyExtract(one, name);
    await pauseExtract(one, "b", { by: "amy" });
    const [first, ...others] = await dueExtracts(two, 1);
    expect([first?.name, others]).toEqual(["a", []]);
    const after = { nextDueAt: first!.nextDueAt!, name: first!.name };
    expect((await dueExtracts(two, 9, after)).map(({ name }) => name)).toEqual(["calls"]);
    await look();
    await one.write((db) => db.updateTable("extracts").set({ next_due_at: null }).where("name", "=", "a").execute());
    expect(await nextDue(two)).toEqual({ now: "2026-11-20T12:00:00.000Z", due: "2026-11-21T06:00:00.000Z" });
    expect(await dueExtracts(two, 9)).toEqual([]);
  });

  it("stand still while the schedule is paused, and follow `catchup` when it goes on", async () => {
    await look();
    const paused = await pauseExtract(two, "calls", { by: "amy", reason: "moving house" });
    expect(paused).toMatchObject({ pausedBy: "amy", pauseReason: "moving house", pausedAt: "2026-11-20T12:00:00.000Z" });
    expect(paused?.nextDueAt).toBeUndefined();
    place.pass(3 * day);
    expect(await pauseExtract(two, "calls", { by: "bob" })).toEqual(paused);
    expect(await dueExtracts(one, 9)).toEqual([]);
    expect(await look()).toBe(false);
    const resumed = await resumeExtract(two, "calls");
    expect(resumed).toMatchObject({ nextDueAt: "2026-11-23T12:00:00.000Z" });
    expect(resumed?.pausedBy).toBeUndefined();
    expect(await dueExtracts(one, 9)).toHaveLength(1);
    await look(schedule({ timezone: "UTC", catchup: "latest" }));
    expect(await windowsOf(one, "calls")).toEqual([
      "skipped Daily 2026-11-20T00:00 2026-11-22T00:00",
      "owed Daily 2026-11-22T00:00 2026-11-23T00:00",
    ]);
  });

  it("pass over what came due in a pause, when asked to", async () => {
    await pauseExtract(two, "calls", { by: "amy" });
    place.pass(3 * day);
    const resumed = await resumeExtract(two, "calls", { schedule: daily, by: "bob" });
    expect(resumed).toMatchObject({ frontier: "2026-11-23T00:00:00.000Z", coveredFrom: "2026-11-20T00:00:00.000Z" });
    await look();
    expect(await windowsOf(one, "calls")).toEqual(["skipped Daily 2026-11-20T00:00 2026-11-23T00:00"]);
    expect(await resumeExtract(two, "calls", { schedule: daily, by: "bob" })).toMatchObject({ frontier: resumed!.frontier });
  });

  it("know nothing of an extract that was never applied", async () => {
    expect(await pauseExtract(one, "nobody", { by: "amy" })).toBeUndefined();
    expect(await resumeExtract(one, "nobody")).toBeUndefined();
    expect(await findExtractRow(one, "nobody")).toBeUndefined();
  });

  it("leave windows that a person gives up, within a range alone", async () => {
    await look();
    place.pass(4 * day);
    await look();
    const range = { start: "2026-11-21T00:00:00.000Z", end: "2026-11-23T12:00:00.000Z" };
    expect(await skipWindows(two, "calls", range, { by: "amy", reason: "no data" })).toBe(2);
    expect(await skipWindows(two, "calls", range, { by: "amy" })).toBe(0);
    expect((await windowsOf(one, "calls")).map((text) => text.slice(0, 7))).toEqual([
      "owed Da",
      "skipped",
      "skipped",
      "owed Da",
    ]);
  });
});

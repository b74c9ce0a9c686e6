import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { definitionHash } from "../../runner/src/compile/hashes.ts";
import { Scheduler } from "../../runner/src/daemon/scheduler/scheduler.ts";
import { findExtractRow, nextDue } from "../../runner/src/ledger/extracts.ts";
import { takeLease } from "../../runner/src/ledger/leases.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { pauseExtract, resumeExtract } from "../../runner/src/ledger/pauses.ts";
import type { ResolvedExtract, ResolvedSchedule, Template } from "../../runner/src/load/project-documents.ts";
import { resolvedExtract } from "../compile/extracts.ts";
import { applyExtract, checkCoverage, windowsOf } from "../ledger/applied-extract.ts";
import { engines, type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";
import { schedule } from "../schedule/schedules.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = new AbortController().signal;

const template: Template = {
  kind: "Template",
  name: "T",
  source: { table: "t" },
  time: { field: "at" },
  key: ["id"],
  fields: { id: { column: "id", type: "integer" }, at: { column: "at", type: "instant" } },
};

/** The documents in force, which a test changes, and a runner that schedules by them. */
class Daemon {
  readonly extracts = new Map<string, ResolvedExtract>();
  readonly told: { readonly msg: string; readonly extract?: string; readonly byMs?: number }[] = [];
  readonly scheduler: Scheduler;
  /** So many times it became the scheduler. */
  leases = 0;

  constructor(ledger: Ledger, id: string, leaseMs = 10_000) {
    this.scheduler = new Scheduler(
      {
        ledger,
        runner: { id, version: "1" },
        lease: { leaseMs, heartbeatMs: 20 },
        log: pino({ level: "debug" }, { write: (line: string) => void this.told.push(JSON.parse(line)) }),
        documents: () => ({
          project: undefined,
          extracts: this.extracts,
          feeds: new Map(),
          refused: [],
          provenance: {} as never,
        }),
      },
      (is) => {
        if (is) this.leases++;
      },
    );
  }

  /** Takes a document in force, here and, as applied, in the ledger. */
  async apply(ledger: Ledger, name: string, changes: Partial<ResolvedSchedule> = {}): Promise<void> {
    const extract = { ...resolvedExtract({ template, name }), schedule: schedule({ timezone: "UTC", ...changes }) };
    this.extracts.set(name, extract);
    await applyExtract(ledger, name, definitionHash(extract));
    this.scheduler.look();
  }
}

describe.each(engines)("the scheduler with a ledger on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;
  let daemon: Daemon;
  const daemons: Daemon[] = [];

  beforeEach(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
    daemon = new Daemon(ledger, "host:1");
    daemons.push(daemon);
    await daemon.scheduler.start();
  });
  afterEach(async () => {
    for (const { scheduler } of daemons.splice(0)) await scheduler.stop(now);
    await place.remove();
  });

  const frontier = async (name: string) => (await findExtractRow(ledger, name))?.frontier?.slice(0, 16);
  /** The ledger tells nobody: it is looked at until it is so, however busy the machine is. */
  const comes = (question: () => unknown) => vi.waitFor(question, { timeout: 25_000, interval: 10 });
  const reaches = (name: string, at: string) => comes(async () => expect(await frontier(name)).toBe(at));

  it("makes windows owed when they are due", async () => {
    await daemon.apply(ledger, "calls");
    await reaches("calls", "2026-11-20T00:00");
    place.pass(18 * hour);
    await reaches("calls", "2026-11-21T00:00");
    place.pass(day);
    await reaches("calls", "2026-11-22T00:00");
    expect(await windowsOf(ledger, "calls")).toEqual([
      "owed Daily 2026-11-20T00:00 2026-11-21T00:00",
      "owed Daily 2026-11-21T00:00 2026-11-22T00:00",
    ]);
  });

  it("leads to the new grid after an edit", async () => {
    await daemon.apply(ledger, "calls");
    place.pass(day);
    await reaches("calls", "2026-11-21T00:00");
    await daemon.apply(ledger, "calls", { timezone: "America/Chicago" });
    place.pass(day);
    await reaches("calls", "2026-11-22T06:00");
    expect((await windowsOf(ledger, "calls")).slice(1)).toEqual([
      "owed Transition 2026-11-21T00:00 2026-11-21T06:00",
      "owed Daily 2026-11-21T06:00 2026-11-22T06:00",
    ]);
  });

  it("works off many windows of several extracts in turns", async () => {
    await daemon.apply(ledger, "minutes", { every: "cron", cron: "* * * * *", start: "2026-11-19" });
    await daemon.apply(ledger, "hours", { every: "cron", cron: "0 * * * *", start: "2026-11-01" });
    await reaches("minutes", "2026-11-20T12:00");
    await reaches("hours", "2026-11-20T12:00");
    expect(await checkCoverage(ledger, "minutes", "2026-11-19T00:00:00.000Z", "2026-11-20T12:00:00.000Z")).toBe(36 * 60);
    const urgent = await ledger.read((db) =>
      db.selectFrom("obligations").select("window_start").where("extract", "=", "minutes").orderBy("urgent_at").execute(),
    );
    const newestFirst = urgent
      .map(({ window_start }) => window_start)
      .toSorted()
      .reverse();
    expect(urgent.map(({ window_start }) => window_start)).toEqual(newestFirst);
  });

  it("goes on with the others when one can't be moved, and says so once", async () => {
    await daemon.apply(ledger, "broken");
    const broken = daemon.extracts.get("broken")!;
    const nowhere = { ...broken, schedule: { ...broken.schedule!, timezone: "Nowhere/At_All" } };
    daemon.extracts.set("broken", nowhere);
    await applyExtract(ledger, "broken", definitionHash(nowhere));
    await daemon.apply(ledger, "calls");
    place.pass(day);
    await reaches("calls", "2026-11-21T00:00");
    place.pass(day);
    await reaches("calls", "2026-11-22T00:00");
    expect(daemon.told.filter(({ extract }) => extract === "broken")).toMatchObject([
      { msg: "its schedule stands still", err: { code: "schedule-timezone-unknown" } },
    ]);
  });

  it("waits until its documents are those that were applied", async () => {
    await daemon.apply(ledger, "calls");
    await daemon.apply(ledger, "other");
    await reaches("calls", "2026-11-20T00:00");
    await applyExtract(ledger, "calls", "of another commit");
    place.pass(day);
    await reaches("other", "2026-11-21T00:00");
    expect(await frontier("calls")).toBe("2026-11-20T00:00");
    await daemon.apply(ledger, "calls");
    await reaches("calls", "2026-11-21T00:00");
  });

  it("stands still in a pause", async () => {
    await daemon.apply(ledger, "calls", { catchup: "none" });
    await daemon.apply(ledger, "other");
    await reaches("calls", "2026-11-20T00:00");
    await pauseExtract(ledger, "calls", { by: "amy" });
    place.pass(3 * day);
    await reaches("other", "2026-11-23T00:00");
    expect(await frontier("calls")).toBe("2026-11-20T00:00");
    await resumeExtract(ledger, "calls");
    daemon.scheduler.look();
    await reaches("calls", "2026-11-23T00:00");
    expect(await windowsOf(ledger, "calls")).toEqual(["skipped Daily 2026-11-20T00:00 2026-11-23T00:00"]);
    expect(daemon.told.map(({ msg }) => msg)).toContain("windows are skipped");
  });

  it("follows the ledger's clock forward and back: windows meet, and it says so", async () => {
    await daemon.apply(ledger, "calls");
    await daemon.apply(ledger, "minutes", { every: "cron", cron: "*/10 * * * *" });
    await reaches("calls", "2026-11-20T00:00");
    place.pass(10 * day);
    await reaches("calls", "2026-11-30T00:00");
    await reaches("minutes", "2026-11-30T12:00");
    place.pass(-9 * day);
    await comes(() => expect(daemon.told.map(({ byMs }) => byMs).some((ms) => ms !== undefined && ms < 0)).toBe(true));
    await daemon.apply(ledger, "calls", { timezone: "Asia/Tokyo" });
    place.pass(11 * day);
    await reaches("calls", "2026-12-01T15:00");
    await reaches("minutes", "2026-12-02T12:00");
    await checkCoverage(ledger, "calls", "2026-11-20T00:00:00.000Z", "2026-12-01T15:00:00.000Z");
    await checkCoverage(ledger, "minutes", "2026-11-20T12:00:00.000Z", "2026-12-02T12:00:00.000Z");
    expect(daemon.told.filter(({ msg }) => msg.startsWith("the ledger's clock was set")).length).toBe(3);
  });

  it("is one of several runners, and another when that one stops", async () => {
    await daemon.scheduler.stop(now);
    const runners = await Promise.all(["host:2", "host:3"].map(async (id) => new Daemon(await place.open(), id, 30 * day)));
    daemons.push(...runners);
    const [one, two] = runners as [Daemon, Daemon];
    await one.scheduler.start();
    await one.apply(ledger, "calls");
    await reaches("calls", "2026-11-20T00:00");
    two.extracts.set("calls", one.extracts.get("calls")!);
    await two.scheduler.start();
    expect(await takeLease(ledger, "scheduler", "host:4", 30 * day)).toBeUndefined();
    place.pass(day);
    await reaches("calls", "2026-11-21T00:00");
    expect(two.told).toEqual([]);
    await one.scheduler.stop(now);
    await comes(() => expect(two.told).toMatchObject([{ msg: "this runner makes windows from now on" }]));
    place.pass(day);
    await reaches("calls", "2026-11-22T00:00");
  });

  it("goes on elsewhere although the clock was set back behind a dead runner's lease", async () => {
    await daemon.scheduler.stop(now);
    const later = 10 * day;
    place.pass(later);
    await takeLease(ledger, "scheduler", "dead:1", 10_000);
    place.pass(-later);
    const other = new Daemon(await place.open(), "host:2");
    daemons.push(other);
    await other.scheduler.start();
    await other.apply(ledger, "calls");
    await reaches("calls", "2026-11-20T00:00");
  });

  it("knows that it was not the scheduler for a while, although it never saw another", async () => {
    await daemon.scheduler.stop(now);
    const paused = new Daemon(await place.open(), "host:2", 100);
    daemons.push(paused);
    await paused.scheduler.start();
    await comes(() => expect(paused.leases).toBe(1));
    const before = paused.scheduler.epoch ?? 0;
    // Its lease has lapsed by the ledger's clock and was another's before it asks again.
    place.pass(10_000);
    await comes(() => expect(paused.leases).toBe(2));
    expect(paused.scheduler.epoch).toBeGreaterThan(before);
  });

  it("does no harm when two runners believe to be it", async () => {
    const other = new Daemon(await place.open(), "host:2");
    daemons.push(other);
    await daemon.apply(ledger, "calls", { every: "cron", cron: "*/10 * * * *" });
    other.extracts.set("calls", daemon.extracts.get("calls")!);
    await other.scheduler.start();
    // Each hour the lease of one has run out by the ledger's clock, while it still counts on it by its own.
    for (let passed = 0; passed < 30; passed++) {
      place.pass(hour);
      daemon.scheduler.look();
      other.scheduler.look();
      await comes(async () => expect((await nextDue(ledger)).due! > (await ledger.time())).toBe(true));
    }
    expect(other.told.map(({ msg }) => msg)).toContain("windows are owed");
    expect(await checkCoverage(ledger, "calls", "2026-11-20T12:00:00.000Z", "2026-11-21T18:00:00.000Z")).toBe(180);
  });

  it("does not hold up the rest of its process with a thousand extracts that are due at once", async () => {
    const many = Array.from({ length: 1000 }, (_, index) => `e${index}`);
    const [first] = many;
    await daemon.apply(ledger, first!);
    const document = daemon.extracts.get(first!)!;
    await ledger.write(async (db) => {
      const row = await db.selectFrom("extracts").selectAll().executeTakeFirstOrThrow();
      for (const name of many.slice(1)) {
        const its = { ...document, name };
        daemon.extracts.set(name, its);
        await db
          .insertInto("extracts")
          .values({ ...row, name, definition_hash: definitionHash(its), frontier: null, covered_from: null })
          .execute();
      }
    });
    place.pass(3 * day);
    let longest = 0;
    let before = performance.now();
    const watch = setInterval(() => {
      longest = Math.max(longest, performance.now() - before);
      before = performance.now();
    }, 1);
    const began = performance.now();
    before = began;
    daemon.scheduler.look();
    const owed = () => ledger.read((db) => db.selectFrom("obligations").select("id").execute());
    await vi.waitFor(async () => expect((await owed()).length).toBe(3000), { timeout: 20_000, interval: 200 });
    clearInterval(watch);
    // Both are times of one run on a machine that may be busy: many short turns, and not a few long ones.
    expect(longest).toBeLessThan((performance.now() - began) / 5);
  });
});

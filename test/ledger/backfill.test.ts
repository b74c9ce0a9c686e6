import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { advanceFrontier, isUnbegun } from "../../runner/src/ledger/advance-frontier.ts";
import { type BackfillRequest, backfill } from "../../runner/src/ledger/backfill.ts";
import { claim } from "../../runner/src/ledger/claim.ts";
import { findExtractRow } from "../../runner/src/ledger/extracts.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { listObligations } from "../../runner/src/ledger/list-runs.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { endAttempt } from "../../runner/src/ledger/settle.ts";
import { skipWindows } from "../../runner/src/ledger/skip.ts";
import type { ResolvedSchedule } from "../../runner/src/load/project-documents.ts";
import { advance, firstFrontier } from "../../runner/src/schedule/frontier.ts";
import { schedule } from "../schedule/schedules.ts";
import { applyExtract, checkCoverage, windowsOf } from "./applied-extract.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const daily = schedule({ timezone: "UTC" });
const day = 86_400_000;
const at = (date: string) => `${date}T00:00:00.000Z`;

describe.each(engines)("a backfill with a ledger on %s", (engine) => {
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

  const look = async (current: ResolvedSchedule = daily) => {
    const extract = (await findExtractRow(one, "calls"))!;
    const from = isUnbegun(extract) ? firstFrontier(current, extract.firstAppliedAt) : extract.frontier!;
    return advanceFrontier(one, { extract, advance: advance(current, from, await one.time(), { most: 1000 }) });
  };
  const request = (start: string, end: string, changes: Partial<BackfillRequest> = {}): BackfillRequest => ({
    extract: "calls",
    schedule: daily,
    definitionHash: "d",
    range: { start: at(start), end: at(end) },
    by: "amy",
    ...changes,
  });
  const fill = async (...request_: Parameters<typeof request>) => {
    const { windows, more } = await backfill(one, request(...request_));
    return { windows: windows.map(({ window, why }) => `${window.start.slice(5, 10)} ${why}`), more };
  };
  const coveredFrom = async () => (await findExtractRow(two, "calls"))?.coveredFrom;
  const covered = async () => {
    const { coveredFrom, frontier } = (await findExtractRow(two, "calls"))!;
    return checkCoverage(two, "calls", coveredFrom!, frontier!);
  };

  it("makes the windows owed that lie before the first", async () => {
    await look();
    expect(await fill("2026-11-17", "2026-11-20")).toEqual({
      windows: ["11-17 never made", "11-18 never made", "11-19 never made"],
      more: 0,
    });
    expect(await coveredFrom()).toBe(at("2026-11-17"));
    expect(await covered()).toBe(3);
    expect(await fill("2026-11-17", "2026-11-20")).toEqual({ windows: [], more: 0 });
    expect(await listObligations(one)).toMatchObject([
      { requester: "amy", reason: "backfill", state: "owed", dueAt: "2026-11-20T12:00:00.000Z" },
      {},
      {},
    ]);
  });

  it("says what it would do without doing it", async () => {
    await look();
    expect((await fill("2026-11-17", "2026-11-20", { dryRun: true })).windows).toHaveLength(3);
    expect(await windowsOf(one, "calls")).toEqual([]);
    expect(await coveredFrom()).toBe(at("2026-11-20"));
  });

  it("is bounded, begins with the newest and goes on when it is asked for again", async () => {
    await look();
    const steps = [];
    for (;;) {
      const step = await fill("2026-11-10", "2026-11-20", { limit: 4 });
      if (step.windows.length === 0) break;
      steps.push(`${step.windows[0]} ${step.windows.length} ${step.more}`);
      await covered();
    }
    expect(steps).toEqual(["11-16 never made 4 6", "11-12 never made 4 2", "11-10 never made 2 0"]);
    expect(await covered()).toBe(10);
  });

  it("covers what it leaves out by one skipped stretch, which a later one cuts", async () => {
    await look();
    await fill("2026-11-01", "2026-11-03");
    expect(await windowsOf(one, "calls")).toEqual([
      "owed Daily 2026-11-01T00:00 2026-11-02T00:00",
      "owed Daily 2026-11-02T00:00 2026-11-03T00:00",
      "skipped Daily 2026-11-03T00:00 2026-11-20T00:00",
    ]);
    expect(await fill("2026-11-10", "2026-11-12")).toEqual({ windows: ["11-10 skipped", "11-11 skipped"], more: 0 });
    expect((await windowsOf(one, "calls")).slice(2)).toEqual([
      "skipped Daily 2026-11-03T00:00 2026-11-10T00:00",
      "owed Daily 2026-11-10T00:00 2026-11-11T00:00",
      "owed Daily 2026-11-11T00:00 2026-11-12T00:00",
      "skipped Daily 2026-11-12T00:00 2026-11-20T00:00",
    ]);
    await covered();
    expect((await fill("2026-10-31", "2026-11-20", { limit: 100 })).windows).toHaveLength(16);
    expect(await covered()).toBe(20);
  });

  it("takes the windows that overlap the range, up to the frontier", async () => {
    await look();
    const range = { start: "2026-11-18T13:00:00.000Z", end: "2026-12-24T00:00:00.000Z" };
    const { windows } = await backfill(one, request("2026-11-18", "2026-12-24", { range }));
    expect(windows.map(({ window }) => window.start)).toEqual([at("2026-11-18"), at("2026-11-19")]);
  });

  it("cuts a skipped stretch by the schedule of today, and leads to its edges by Transitions", async () => {
    const none = schedule({ timezone: "UTC", catchup: "none" });
    await look(none);
    place.pass(4 * day);
    await look(none);
    expect(await windowsOf(one, "calls")).toEqual(["skipped Daily 2026-11-20T00:00 2026-11-24T00:00"]);
    const chicago = schedule({ timezone: "America/Chicago" });
    const { windows } = await backfill(one, request("2026-11-20", "2026-11-24", { schedule: chicago }));
    expect(windows.map(({ kind, window }) => `${kind} ${window.start.slice(5, 16)} ${window.end.slice(5, 16)}`)).toEqual([
      "Transition 11-20T00:00 11-20T06:00",
      "Daily 11-20T06:00 11-21T06:00",
      "Daily 11-21T06:00 11-22T06:00",
      "Daily 11-22T06:00 11-23T06:00",
      "Transition 11-23T06:00 11-24T00:00",
    ]);
    expect(await covered()).toBe(5);
  });

  it("takes up again what was given up; what failed only when asked for; what was empty never", async () => {
    await look();
    place.pass(5 * day);
    await look();
    const [first, second, third, fourth] = await listObligations(one);
    await skipWindows(one, "calls", first!.window, { by: "bob" });
    const wish = { runner: "r", leaseMs: 1000, exclusive: true, destination: "local", planHash: "p", definitionHash: "d" };
    for (const [obligation, ending] of [
      [second!, { state: "failed", obligation: "failed", error: { code: "x", message: "y" } }],
      [third!, { state: "skipped", obligation: "skipped" }],
    ] as const) {
      await endAttempt(one, await claim(one, { ...wish, obligation: obligation.id }), ending);
    }
    await one.write((db) => db.updateTable("obligations").set({ state: "abandoned" }).where("id", "=", fourth!.id).execute());
    expect((await fill("2026-11-20", "2026-11-25", { dryRun: true })).windows).toEqual(["11-20 skipped"]);
    const all = ["11-20 skipped", "11-21 failed", "11-23 abandoned"];
    // The schedule of today would cut them otherwise; a window keeps its bounds.
    const monthly = schedule({ every: "month", timezone: "UTC" });
    expect((await fill("2026-11-20", "2026-11-25", { failed: true, schedule: monthly })).windows).toEqual(all);
    const states = (await listObligations(one)).map(({ state, requester, tries, error }) => [
      state,
      requester,
      tries,
      error?.code,
    ]);
    expect(states).toEqual([
      ["owed", "amy", 0, undefined],
      ["owed", "amy", 0, undefined],
      ["skipped", "schedule", 1, undefined],
      ["owed", "amy", 0, undefined],
      ["owed", "schedule", 0, undefined],
    ]);
    expect(await covered()).toBe(5);
  });

  it("goes behind everything that the extract owes already", async () => {
    await look();
    place.pass(3 * day);
    await look();
    await fill("2026-11-17", "2026-11-19");
    await fill("2026-11-16", "2026-11-17");
    const rows = await one.read((db) =>
      db
        .selectFrom("obligations")
        .select(["urgent_at", "window_start", "state"])
        .where("state", "=", "owed")
        .orderBy("urgent_at")
        .execute(),
    );
    expect(rows.map(({ urgent_at, window_start }) => `${window_start.slice(5, 10)} ${urgent_at.slice(8, 16)}`)).toEqual([
      "11-22 23T06:00",
      "11-21 23T12:01",
      "11-20 23T12:02",
      "11-18 23T12:03",
      "11-17 23T12:04",
      "11-16 23T12:05",
    ]);
  });

  it("is made by one of two who ask at once", async () => {
    await look();
    const asked = await Promise.all(
      [one, two, one, two].map((ledger) => backfill(ledger, request("2026-11-10", "2026-11-20"))),
    );
    expect(asked.map(({ windows }) => windows.length).toSorted()).toEqual([0, 0, 0, 10]);
    expect(await covered()).toBe(10);
  });

  it("meets what the scheduler does at the same time", async () => {
    await look();
    place.pass(3 * day);
    await Promise.all([look(), backfill(two, request("2026-11-10", "2026-11-20")), look()]);
    expect(await covered()).toBeGreaterThanOrEqual(10);
    await look();
    expect(await covered()).toBe(13);
  });

  it("holds up a scheduler that read the frontiers before it, and begins at another one", async () => {
    await look();
    const extract = (await findExtractRow(one, "calls"))!;
    await fill("2026-11-18", "2026-11-20");
    const tokyo = schedule({ timezone: "Asia/Tokyo" });
    const stale = advance(tokyo, firstFrontier(tokyo, extract.firstAppliedAt), "2026-11-25T00:00:00.000Z", { most: 9 });
    expect(await advanceFrontier(one, { extract, advance: stale })).toBe(false);
    place.pass(5 * day);
    await look(tokyo);
    expect(await covered()).toBe(2 + 5);
  });

  it("does not go before the schedule's start", async () => {
    const later = schedule({ timezone: "UTC", start: "2026-11-15" });
    await expect(backfill(one, request("2026-11-14", "2026-11-20", { schedule: later }))).rejects.toMatchObject({
      code: "schedule-range-before-start",
    });
  });

  it("refuses a range of more windows than can be counted", async () => {
    const minutes = schedule({ every: "cron", cron: "* * * * *", timezone: "UTC" });
    await look(minutes);
    await expect(backfill(one, request("2025-11-01", "2026-11-20", { schedule: minutes, dryRun: true }))).rejects.toMatchObject(
      { code: "schedule-range-long" },
    );
    const step = await backfill(one, request("2026-11-01", "2026-11-20", { schedule: minutes, limit: 10 }));
    // The morning of 20 November is left out as one stretch.
    expect([step.windows.length, step.more, await covered()]).toEqual([10, 19 * 1440 - 10, 11]);
  });

  it("of a checkout, where nothing was ever applied, leaves out what was run by hand", async () => {
    await requestObligation(one, {
      extract: "local",
      kind: "Daily",
      window: { start: at("2026-11-18"), end: at("2026-11-19"), timezone: "UTC" },
      requester: "amy",
      definitionHash: "d",
    });
    const filled = await fill("2026-11-17", "2026-11-25", { extract: "local" });
    expect(filled.windows).toEqual(["11-17 never made", "11-19 never made"]);
    expect((await fill("2026-11-17", "2026-11-25", { extract: "local" })).windows).toEqual([]);
  });
});

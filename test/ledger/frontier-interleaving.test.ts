import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advanceFrontier, isUnbegun } from "../../runner/src/ledger/advance-frontier.ts";
import { backfill } from "../../runner/src/ledger/backfill.ts";
import { findExtractRow } from "../../runner/src/ledger/extracts.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { pauseExtract, resumeExtract } from "../../runner/src/ledger/pauses.ts";
import { requestObligation } from "../../runner/src/ledger/request-obligation.ts";
import { skipWindows } from "../../runner/src/ledger/skip.ts";
import { advance, firstFrontier } from "../../runner/src/schedule/frontier.ts";
import { lastClosedWindow, windowKind } from "../../runner/src/schedule/runs.ts";
import { schedule } from "../schedule/schedules.ts";
import { applyExtract, checkCoverage } from "./applied-extract.ts";
import { engines, type LedgerPlace, ledgerPlace } from "./ledger-engines.ts";

const hour = 3_600_000;

const schedules = [
  schedule({ timezone: "UTC" }),
  schedule({ timezone: "Australia/Lord_Howe", catchup: "latest" }),
  schedule({ timezone: "America/Havana", every: "cron", cron: "0 */5 * * *", catchup: "none" }),
  schedule({ timezone: "UTC", every: "week", catchup: "latest", lagMs: 7 * hour }),
  schedule({ timezone: "UTC", every: "cron", cron: "30 * * * *", start: "2026-11-18" }),
];

/** What somebody does, by which of two connections, at the same time as others. */
interface Deed {
  readonly what: "look" | "pause" | "resume" | "resume and skip" | "backfill" | "skip" | "run" | "edit";
  readonly ledger: 0 | 1;
  readonly schedule: number;
  /** Hours from 18 November: the start of a range, and its length. */
  readonly from: number;
  readonly hours: number;
  readonly most: number;
}

const deeds: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom(
    "look",
    "look",
    "look",
    "look",
    "pause",
    "resume",
    "resume and skip",
    "backfill",
    "backfill",
    "skip",
    "run",
    "edit",
  ),
  ledger: fc.constantFrom(0, 1),
  schedule: fc.nat(schedules.length - 1),
  from: fc.integer({ min: -100, max: 200 }),
  hours: fc.integer({ min: 1, max: 150 }),
  most: fc.integer({ min: 1, max: 40 }),
});
/** What happens at once, and how many hours pass before; the clock may be set back. */
const turns = fc.record({ passed: fc.integer({ min: -20, max: 60 }), at: fc.array(deeds, { minLength: 1, maxLength: 4 }) });

describe.each(engines)("frontiers in a ledger on %s, whatever happens at once", (engine) => {
  let place: LedgerPlace;
  let ledgers: readonly [Ledger, Ledger];
  let extracts = 0;

  beforeAll(async () => {
    place = await ledgerPlace(engine);
    ledgers = [await place.open(), await place.open()];
  });
  afterAll(() => place.remove());

  async function act(name: string, deed: Deed): Promise<void> {
    const ledger = ledgers[deed.ledger];
    const current = schedules[deed.schedule]!;
    const start = Date.parse("2026-11-18T00:00:00.000Z") + deed.from * hour;
    const range = { start: new Date(start).toISOString(), end: new Date(start + deed.hours * hour).toISOString() };
    if (deed.what === "pause") return void (await pauseExtract(ledger, name, { by: "amy" }));
    if (deed.what === "resume") return void (await resumeExtract(ledger, name));
    if (deed.what === "resume and skip") return void (await resumeExtract(ledger, name, { schedule: current, by: "amy" }));
    if (deed.what === "skip") return void (await skipWindows(ledger, name, range, { by: "amy" }));
    if (deed.what === "edit") return applyExtract(ledger, name, String(deed.schedule));
    if (deed.what === "backfill") {
      const request = { extract: name, schedule: current, definitionHash: "d", range, by: "amy", limit: deed.most };
      await backfill(ledger, request).catch((error) => {
        if (error.code !== "schedule-range-before-start") throw error;
      });
      return;
    }
    if (deed.what === "run") {
      const window = lastClosedWindow(current, await ledger.time());
      if (window === undefined) return;
      const kind = windowKind(current);
      return void (await requestObligation(ledger, { extract: name, kind, window, requester: "amy", definitionHash: "d" }));
    }
    const extract = (await findExtractRow(ledger, name))!;
    const from = isUnbegun(extract) ? firstFrontier(current, extract.firstAppliedAt) : extract.frontier!;
    await advanceFrontier(ledger, { extract, advance: advance(current, from, await ledger.time(), { most: deed.most }) });
  }

  it("windows and stretches meet after each turn", async () => {
    let windows = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(turns, { minLength: 3, maxLength: 12 }), async (played) => {
        const name = `e${extracts++}`;
        await applyExtract(ledgers[0], name);
        for (const { passed, at } of played) {
          place.pass(passed * hour);
          await Promise.all(at.map((deed) => act(name, deed)));
          const { coveredFrom, frontier } = (await findExtractRow(ledgers[0], name))!;
          if (coveredFrom !== undefined) windows += await checkCoverage(ledgers[1], name, coveredFrom, frontier!);
        }
        // The clock goes on from about where it was.
        place.pass(-played.reduce((sum, { passed }) => sum + passed, 0) * hour);
      }),
      { numRuns: Number(process.env["INTERLEAVINGS"] ?? (engine === "sqlite" ? 30 : 20)) },
    );
    expect(windows).toBeGreaterThan(500);
  });
});

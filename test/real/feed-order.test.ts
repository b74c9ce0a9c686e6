import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { feedFaultPoints } from "../../runner/src/feeds/faults.ts";
import { listDeadLetters } from "../../runner/src/ledger/feeds/dead-letters.ts";
import { readFeed } from "../../runner/src/ledger/feeds/feed-state.ts";
import type { Ledger } from "../../runner/src/ledger/ledger.ts";
import { checkOrder } from "../feeds/engine/check-order.ts";
import { event, live, sourceOf, type Told, Topic, types } from "../feeds/engine/played-feed.ts";
import { engines, type LedgerPlace, ledgerPlace } from "../ledger/ledger-engines.ts";

const hour = 3_600_000;
const [created, analyzed, matched] = types;

/** What happens to one of a few conversations, in any order; some never begin, some rows change, some say things twice. */
const told = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constantFrom(created, created, analyzed, analyzed, matched, matched),
      conversation: fc.nat(3),
      row: fc.nat(1),
    }),
  },
  { weight: 1, arbitrary: fc.record({ passMs: fc.constantFrom(hour / 3, hour) }) },
);

const deaths = fc.record({
  // What was sent and is not known to be is what makes repeats.
  point: fc.constantFrom(...feedFaultPoints, "sent" as const, "send" as const, "send" as const),
  time: fc.constantFrom(1, 1, 1, 2, 3, 4),
  arrived: fc.nat(5),
});

const plays = fc.record({
  told: fc.array(told, { minLength: 1, maxLength: 40, size: "medium" }),
  batch: fc.integer({ min: 1, max: 9 }),
  deaths: fc.array(deaths, { maxLength: 5 }),
  transactional: fc.boolean(),
  canReread: fc.boolean(),
});

describe.each(engines)("a feed whose ledger is on %s", (engine) => {
  let place: LedgerPlace;
  let ledger: Ledger;
  let feeds = 0;

  beforeAll(async () => {
    place = await ledgerPlace(engine);
    ledger = await place.open();
  });
  afterAll(() => place.remove());

  it("keeps the order of each conversation, loses nothing and repeats only after a death, whatever happens", async () => {
    let [held, repeated, dead] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(plays, async (play) => {
        const key = `f${feeds++}`;
        const history = historyOf(play.told);
        const topic = new Topic();
        const passed = new Set<number>();
        const clock = { pass: (ms: number) => place.pass(ms) };
        // Each life has another document; what was held is made of what another one said.
        let lives = 0;
        const made = { madeOf: () => `${lives % 2}`, canReread: play.canReread };
        const source = sourceOf(history, play.batch, clock, passed, made);
        const common = { ledger, key, topic, source, transactional: play.transactional };
        let died = 0;
        for (const death of play.deaths) {
          if ((await live({ ...common, death })) === "died") died++;
          lives++;
        }
        expect(await live(common)).toEqual({ state: "done" });
        held += (await readFeed(ledger, key))?.held ?? 0;
        // Whatever still waits has waited for long enough now.
        place.pass(3 * hour);
        expect(await live(common)).toEqual({ state: "done" });
        const state = await readFeed(ledger, key);
        expect(state).toMatchObject({ held: 0 });
        const letters = await listDeadLetters(ledger, key, { limit: 1000 });
        dead += letters.total;
        const repeats = checkOrder(history, topic.records, new Set(letters.items.map(({ id }) => id)));
        repeated += repeats;
        if (died === 0 || play.transactional) expect(repeats).toBe(0);
        expect(state!.sent).toBeLessThanOrEqual(topic.records.filter(({ to }) => to === "events").length);
      }),
      // More runs are other ones; these are always the same, and show what is counted below.
      process.env["INTERLEAVINGS"] === undefined
        ? { seed: 76, numRuns: engine === "sqlite" ? 40 : 12 }
        : { numRuns: Number(process.env["INTERLEAVINGS"]) },
    );
    // The histories are not too tame to show anything.
    if (engine === "sqlite") expect(Math.min(held, repeated, dead)).toBeGreaterThan(2);
  });
});

/** The versions of a row count up; each is an event of its own. A row of a follower goes from one conversation to another. */
function historyOf(tellings: readonly (Told | { type: string; conversation: number; row: number })[]): readonly Told[] {
  const versions = new Map<string, number>();
  return tellings.map((each) => {
    if (!("conversation" in each)) return each;
    // A conversation begins once, in one row.
    const name = each.type === created ? `${each.type} ${each.conversation}` : `${each.type} ${each.row}`;
    const version = (versions.get(name) ?? 0) + 1;
    versions.set(name, version);
    return event(each.type, `c${each.conversation}`, name, version);
  });
}

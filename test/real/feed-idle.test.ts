import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { ownFeed } from "../../runner/src/feeds/feed-owner.ts";
import { runFeed } from "../../runner/src/feeds/run-feed.ts";
import { changesFeed, sourceOf, Topic } from "../feeds/engine/played-feed.ts";
import { ledgerPlace } from "../ledger/ledger-engines.ts";

it("a feed that has nothing to do hears of its ledger on one connection, and looks no more often than it is told or time says", async () => {
  const place = await ledgerPlace("postgres");
  onTestFinished(() => place.remove());
  const ledger = await place.open();
  const admin = new pg.Client({ connectionString: place.place });
  await admin.connect();
  onTestFinished(() => admin.end());
  await using owner = await ownFeed(ledger, { key: "f", name: "f", definitionHash: "d" }, "runner");
  if (owner === undefined) throw new Error("somebody else has the feed");
  const ending = new AbortController();
  const looks: { readonly at: number; readonly listening: readonly number[] }[] = [];
  const listening =
    "select pid from pg_stat_activity where datname = current_database() and application_name like '%listening'";
  const source = sourceOf([], 1, { pass: place.pass }, new Set());
  const result = await runFeed(
    changesFeed,
    {
      ledger,
      owner,
      transactional: false,
      sink: new Topic().sink(() => undefined, 1_000),
      openSource: async () => ({
        ...source,
        next: async (position, signal) => {
          const { rows } = await admin.query<{ pid: number }>(listening);
          looks.push({ at: performance.now(), listening: rows.map(({ pid }) => pid) });
          if (looks.length === 4) ending.abort();
          return source.next(position, signal);
        },
      }),
    },
    { signal: ending.signal },
  );
  expect(result).toEqual({ state: "cancelled" });
  // The first look is before anybody listens; the second follows the first word of the new connection.
  const [, , third, fourth] = looks;
  expect(third?.listening).toHaveLength(1);
  expect(fourth?.listening).toEqual(third?.listening);
  expect((fourth?.at ?? 0) - (third?.at ?? 0)).toBeGreaterThan(1_500);
});

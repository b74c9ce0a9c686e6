import { expect, test, vi } from "vitest";
import type { FeedEvent } from "../../runner/src/feeds/feed-event.ts";
import { openFeedSource } from "../../runner/src/feeds/open-feed-source.ts";
import type { FeedPosition, Pass } from "../../runner/src/feeds/position.ts";
import { rememberedFrom } from "../../runner/src/feeds/sources/remembered.ts";
import type { FeedBatch, FeedSource } from "../../runner/src/feeds/sources/source.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { Calls, callTemplate, created, eventOf, feedOf, never, short } from "../feeds/sources/calls.ts";
import { openDuckdbCalls } from "../feeds/sources/duckdb-calls.ts";

const lookback = { lookbackMs: 60_000, everyMs: 1 };

function sourceOf(warehouse: Warehouse, more: Partial<ResolvedFeed> = {}): Promise<FeedSource> {
  const feed = feedOf({ source: lookback, events: [created], ...more });
  return openFeedSource(feed, warehouse, never);
}

/** Reads until a look is over, and leaves out what was sent before, as whoever sends it does. */
async function look(source: FeedSource, from: FeedPosition, sent: Set<string>) {
  const batches: FeedBatch[] = [];
  const fresh: FeedEvent[] = [];
  let position = from;
  let isOver = false;
  for (;;) {
    const batch = await source.next(position, never);
    if (batch === undefined) {
      await source.wait(never);
      continue;
    }
    batches.push(batch);
    position = batch.position;
    for (const event of batch.events) {
      if (!sent.has(event.id)) fresh.push(event);
      sent.add(event.id);
    }
    isOver ||= batch.pass?.purpose === "lookback" && position.lookedUntil === batch.pass.to;
    // Looks go on beside a snapshot until that is done.
    if (isOver && position.passes.every(({ purpose }) => purpose === "lookback")) break;
  }
  return { events: short({ events: fresh }).toSorted(), position, batches };
}

const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();
const call = (id: number, ms: number): string =>
  `insert into reporting.calls (id, external_id, created_at) values (${id}, 'c${id}', '${ago(ms)}')`;

test("DuckDB: rows that come late are found within `lookback`, and later than that they are not", async () => {
  await using calls = await openDuckdbCalls();
  await calls.write(call(1, 10_000));
  const sent = new Set<string>();
  let position: FeedPosition;
  {
    await using warehouse = calls.warehouse();
    const source = await sourceOf(warehouse, { snapshot: "all" });
    const first = await look(source, await source.begin(never), sent);
    expect(first.events).toEqual(["Created 1"]);
    position = first.position;
  }
  await calls.write(`${call(2, 0)}; ${call(3, 30_000)}; ${call(4, 120_000)}`);
  await using warehouse = calls.warehouse();
  const source = await sourceOf(warehouse, { snapshot: "all" });
  const second = await look(source, position, sent);
  // A look that was under way goes on first, to where it began.
  const third = await look(source, second.position, sent);
  expect([...second.events, ...third.events].toSorted()).toEqual(["Created 2", "Created 3"]);
  expect((await look(source, third.position, sent)).events).toEqual([]);
  expect((await source.lag(third.position, never)).seconds).toBeLessThan(60);
});

test("PostgreSQL: without a snapshot history is not sent, and a look goes on after any page", async () => {
  await using calls = await Calls.open(feedOf({ source: lookback }));
  await calls.admin.query(call(1, 10_000));
  const source = await sourceOf(calls.warehouse);
  const begun = await source.begin(never);
  await calls.admin.query(`insert into reporting.calls (id, external_id, created_at)
    select g, 'c' || g, timestamptz '${new Date(Date.parse(begun.lookedUntil!) + 1).toISOString()}' from generate_series(1001, 1250) g`);
  const sent = new Set<string>();
  const whole = await look(source, begun, sent);
  expect(whole.events).toHaveLength(250);
  expect(whole.batches.length).toBeGreaterThan(1);
  const other = await sourceOf(calls.warehouse);
  const rest = await look(other, whole.batches[0]!.position, new Set());
  expect(rest.batches.flatMap((batch) => batch.events)).toHaveLength(150);
  expect(rest.position.lookedUntil).toBe(whole.position.lookedUntil);
});

test.each([
  ["its payload", {}],
  ["`when`", { filter: { field: "Number", operator: "gte", value: 0 } }],
] as const)("a row of which %s can't be read is told of, in DuckDB as well", async (_, more) => {
  await using calls = await openDuckdbCalls();
  const digits = eventOf(
    "Digits",
    ["insert"],
    callTemplate("Digits", "reporting.calls", {
      Number: { expression: "substr(external_id, 2)::integer", from: ["external_id"], type: "integer", pii: "none" },
    }),
    more,
  );
  await calls.write(
    "insert into reporting.calls select g, if(g = 150, 'cx', 'c' || g), now() - interval 10 second, null from range(1, 301) t(g)",
  );
  await using warehouse = calls.warehouse();
  const source = await sourceOf(warehouse, { events: [digits], snapshot: "all" });
  const first = await look(source, await source.begin(never), new Set());
  const poison = first.batches.flatMap((batch) => batch.poison);
  expect(new Set(poison.map(({ row }) => row.join()))).toEqual(new Set(["150"]));
  expect(JSON.stringify(poison)).not.toContain("cx");
  expect(first.events).toHaveLength(299);
});

test("a position that a clock ahead has left comes back: what is written from then on is found, and the lag tells of it", async () => {
  await using calls = await Calls.open(feedOf({ source: lookback }));
  const source = await sourceOf(calls.warehouse, { source: { lookbackMs: 60_000, everyMs: 3_600_000 } });
  const ahead = `${new Date(Date.now() + 86_400_000).toISOString().slice(0, -1)}000Z`;
  const position: FeedPosition = { lookedUntil: ahead, passes: [] };
  expect((await source.lag(position, never)).seconds).toBeGreaterThan(86_000);
  await calls.admin.query(call(1, 1_000));
  const found = await look(source, position, new Set());
  expect(found.events).toEqual(["Created 1"]);
  expect(Date.parse(found.position.lookedUntil!)).toBeLessThan(Date.parse(ahead) - 86_000_000);
});

test("the clock is the warehouse's: a runner's that is ahead moves no look", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 86_400_000 });
  try {
    await using calls = await Calls.open(feedOf({ source: lookback }));
    const source = await sourceOf(calls.warehouse);
    const { rows } = await calls.admin.query<{ readonly now: string }>("select clock_timestamp()::text as now");
    const begun = await source.begin(never);
    expect(Math.abs(Date.parse(begun.lookedUntil!) - Date.parse(rows[0]!.now))).toBeLessThan(60_000);
  } finally {
    vi.useRealTimers();
  }
});

test.each<[string, FeedPosition, string | undefined]>([
  ["before any look", { passes: [] }, undefined],
  ["by microseconds", { lookedUntil: "2026-03-17T09:00:00.500000Z", passes: [] }, "2026-03-17T08:59:59.500000Z"],
  [
    "beside a snapshot",
    { lookedUntil: "2026-03-17T09:00:00.500000Z", passes: [pass("snapshot", "2026-03-17T06:00:00.000000Z")] },
    "2026-03-17T05:59:59.000000Z",
  ],
  [
    "beside a replay",
    { lookedUntil: "2026-03-17T09:00:00.500000Z", passes: [pass("replay", "2026-03-17T06:00:00.000000Z")] },
    "2026-03-17T08:59:59.500000Z",
  ],
])("from when on ids are remembered, %s", (_, position, from) => {
  expect(rememberedFrom(position, 1_000)).toBe(from);
});

function pass(purpose: Pass["purpose"], to: string): Pass {
  return { id: "p", purpose, to, types: ["Created"], rows: 0 };
}

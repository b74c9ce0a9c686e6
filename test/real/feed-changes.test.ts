import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { expect, test } from "vitest";
import type { FeedEvent } from "../../runner/src/feeds/feed-event.ts";
import { Calls, never } from "../feeds/sources/calls.ts";

/** A random number that the same seed repeats (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const payload = ({ value }: FeedEvent) =>
  (JSON.parse(Buffer.from(value).toString()) as { payload: { Id: number; Rating: number | null } }).payload;

/** Writes transactions of a few rows each, some of them its own, some those of all, and holds them open for a while. */
async function write(client: pg.Client, writer: number, untilMs: number): Promise<ReadonlyMap<number, number>> {
  const random = randomOf(writer);
  const committed = new Map<number, number>();
  for (let next = writer * 100_000, version = 1; performance.now() < untilMs; version++) {
    const mine = new Map<number, number>();
    const isCommitted = random() < 0.8;
    await client.query("begin");
    for (let statement = 0; statement < 1 + random() * 4; statement++) {
      const known = [...committed.keys(), ...mine.keys()];
      const old = known[Math.floor(random() * known.length)];
      if (old !== undefined && random() < 0.5) {
        await client.query(`update reporting.calls set rating = ${version}, changed_at = clock_timestamp() where id = ${old}`);
        mine.set(old, version);
      } else {
        next += 1;
        await client.query(`insert into reporting.calls (id, external_id, rating) values (${next}, 'c${next}', ${version})`);
        mine.set(next, version);
      }
      await delay(random() * 10);
    }
    await client.query(isCommitted ? "commit" : "rollback");
    if (isCommitted) for (const [id, rating] of mine) committed.set(id, rating);
  }
  return committed;
}

test("writers with transactions held open and rollbacks: nothing is lost, nothing comes twice, each row in its order", async () => {
  await using calls = await Calls.open();
  await using source = await calls.source();
  let position = await source.begin(never);
  const untilMs = performance.now() + 6_000;
  const writers = await Promise.all(Array.from({ length: 6 }, () => calls.client()));
  let isWriting = true;
  const writing = Promise.all(writers.map((client, at) => write(client, at + 1, untilMs))).finally(() => {
    isWriting = false;
  });
  const read: FeedEvent[] = [];
  for (;;) {
    const wasWriting = isWriting;
    const batch = await source.next(position, never);
    if (batch !== undefined) {
      read.push(...batch.events);
      // As it is kept: as text.
      position = JSON.parse(JSON.stringify(batch.position)) as typeof position;
    } else if (!wasWriting && (await source.lag(position, never)).events === 0) break;
    else await source.wait(never);
  }
  const written = new Map((await writing).flatMap((each) => [...each]));
  const rows = [...written.keys()].toSorted((one, other) => one - other);
  expect(rows.length).toBeGreaterThan(100);
  const created = read.filter(({ type }) => type === "Created").map((event) => payload(event).Id);
  expect(created.toSorted((one, other) => one - other)).toEqual(rows);
  const seen = new Map<number, number[]>();
  for (const event of read.filter(({ type }) => type === "Rated")) {
    const { Id, Rating } = payload(event);
    seen.set(Id, [...(seen.get(Id) ?? []), Rating!]);
  }
  for (const [id, versions] of seen) {
    expect(versions, `versions of ${id}`).toEqual([...new Set(versions)].toSorted((one, other) => one - other));
    expect(versions.at(-1), `the last version of ${id}`).toBe(written.get(id));
  }
  expect(seen.size).toBe(rows.length);
  expect(new Set(read.map(({ id }) => id)).size).toBe(read.length);
  const first = new Map<string, string>();
  for (const { type, row } of read) if (!first.has(row.join())) first.set(row.join(), type);
  expect(new Set(first.values())).toEqual(new Set(["Created"]));
}, 60_000);

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inNewHistory } from "../../../runner/src/feeds/place-feed.ts";
import type { FeedPosition } from "../../../runner/src/feeds/position.ts";
import { Calls, events, never, readAll } from "./calls.ts";

let before: Calls;
let after: Calls;
beforeAll(async () => {
  [before, after] = await Promise.all([Calls.open(), Calls.open()]);
}, 60_000);
afterAll(async () => {
  await after?.[Symbol.asyncDispose]();
  await before?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await before.empty();
  await after.empty();
  // The cluster before has come further than the other ever has.
  await burn(before, 3_000);
});

const insert = (id: number): string => `insert into reporting.calls (id, external_id) values (${id}, 'c${id}')`;

async function burn({ admin }: Calls, transactions: number): Promise<void> {
  await admin.query(`do $$ begin for i in 1..${transactions} loop perform pg_current_xact_id(); commit; end loop; end $$`);
}

/** As a dump brings it to another cluster: all rows by one statement. */
async function copy(table: string): Promise<void> {
  const { rows } = await before.admin.query<{ rows: string }>(`select json_agg(t)::text as rows from ${table} t`);
  const to = `insert into ${table} overriding system value select r.* from json_populate_recordset(null::${table}, $1) r`;
  await after.admin.query(to, [rows[0]?.rows]);
}

/** Where the feed stands in the cluster before, said of the one after, as `--set keep` does. */
async function kept(position: FeedPosition): Promise<FeedPosition> {
  await using source = await after.source();
  const place = inNewHistory(position, await source.begin(never));
  if (place === undefined) throw new Error("the cluster after has not come as far");
  return place;
}

test("a position in a dump is refused once the new cluster has come to its numbers: what it wrote before would be lost", async () => {
  await using old = await before.source();
  const begun = await old.begin(never);
  for (const id of [1, 2]) await before.admin.query(insert(id));
  const { position } = await readAll(old, begun, events(4));
  for (const table of ["reporting.calls", "datafeed.changes"]) await copy(table);
  await after.admin.query(insert(3));
  await burn(after, 4_000);
  await after.admin.query(insert(4));
  await using source = await after.source();
  const copied = { code: "feed-source-restored", message: expect.stringContaining("copied from another") };
  const place = await kept(position);
  await expect(source.lag(place, never)).rejects.toMatchObject(copied);
  await expect(source.next(place, never)).rejects.toMatchObject(copied);
});

test("nor is it taken where trimming had come to it", async () => {
  await using old = await before.source();
  const begun = await old.begin(never);
  await before.admin.query(insert(1));
  const { position } = await readAll(old, begun, events(2));
  await before.admin.query("select datafeed.trim_changes(interval '0')");
  await copy("datafeed.trimmed");
  await burn(after, 4_000);
  await expect(kept(position)).rejects.toMatchObject({ code: "feed-source-restored" });
});

test("what the cluster wrote itself is never taken for a copy: in savepoints, frozen, rewritten", async () => {
  await using source = await before.source();
  const { admin } = before;
  const written = [
    (id: number) => [insert(id)],
    (id: number) => ["begin", "savepoint a", "savepoint b", insert(id), "release b", "commit"],
    (id: number) => ["begin", "savepoint a", insert(0), "rollback to a", "savepoint b", insert(id), "commit"],
  ];
  let position = await source.begin(never);
  for (const [at, statements] of written.entries()) {
    for (const statement of statements(at + 1)) await admin.query(statement);
    const read = await readAll(source, position, events(2));
    expect(read.events).toEqual([`Created ${at + 1}`, `Rated ${at + 1} null`]);
    position = read.position;
    await admin.query("vacuum freeze datafeed.changes");
    expect(await source.lag(position, never)).toMatchObject({ events: 0 });
    await admin.query("vacuum full datafeed.changes");
    expect(await source.lag(position, never)).toMatchObject({ events: 0 });
  }
  await admin.query("select datafeed.trim_changes(interval '0')");
  await admin.query("vacuum freeze datafeed.trimmed");
  expect(await source.lag(position, never)).toMatchObject({ events: 0 });
});

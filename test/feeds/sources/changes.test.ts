import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openFeedSource } from "../../../runner/src/feeds/open-feed-source.ts";
import type { FeedPosition } from "../../../runner/src/feeds/position.ts";
import { changeTableDdl } from "../../../runner/src/feeds/sources/change-table-ddl.ts";
import { checkSource } from "../../../runner/src/feeds/sources/check-source.ts";
import type { FeedSource } from "../../../runner/src/feeds/sources/source.ts";
import { openPostgres } from "../../../runner/src/warehouse/postgres/open-postgres.ts";
import { configOf } from "../../warehouse/postgres-support.ts";
import { Calls, callTemplate, created, eventOf, events, feedOf, never, rated, ratingFields, readAll, short } from "./calls.ts";

let calls: Calls;
let source: FeedSource;
let position: FeedPosition;

beforeAll(async () => {
  calls = await Calls.open();
});
afterAll(async () => {
  await calls[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await calls.empty();
  await source?.[Symbol.asyncDispose]();
  source = await calls.source();
  position = await source.begin(never);
});

const insert = (id: number): string => `insert into reporting.calls (id, external_id) values (${id}, 'c${id}')`;
const rate = (id: number, rating: number): string =>
  `update reporting.calls set rating = ${rating}, changed_at = clock_timestamp() where id = ${id}`;

test("a feed begins at the end; what is committed from then on raises its events, in order", async () => {
  expect(await source.next(position, never)).toBeUndefined();
  await calls.admin.query(insert(1));
  await calls.admin.query(insert(2));
  const read = await readAll(source, position, events(4));
  expect(read.events).toEqual(["Created 1", "Rated 1 null", "Created 2", "Rated 2 null"]);
  expect(await source.next(read.position, never)).toBeUndefined();
});

test("changes are read in the order of their numbers, which have more and more digits", async () => {
  await calls.admin.query("insert into reporting.calls (id, external_id) select i, 'c' || i from generate_series(1, 1200) i");
  const read = await readAll(source, position, events(2400));
  const order = read.events.filter((each) => each.startsWith("Created"));
  expect(order).toEqual(Array.from({ length: 1200 }, (_, at) => `Created ${at + 1}`));
});

test("the minimal interleaving in which a polled number loses a row: it waits for the transaction that is open", async () => {
  const slow = await calls.client();
  await slow.query("begin");
  await slow.query(insert(1));
  await calls.admin.query(insert(2));
  expect(await source.next(position, never)).toBeUndefined();
  const { events: unread, heldUpSince } = await source.lag(position, never);
  expect(unread).toBe(1);
  expect(Date.parse(heldUpSince!)).toBeLessThanOrEqual(Date.now());
  await slow.query("commit");
  const read = await readAll(source, position, events(4));
  expect(read.events).toEqual(["Created 1", "Rated 1 null", "Created 2", "Rated 2 null"]);
});

test("what is rolled back never was", async () => {
  await calls.admin.query(`begin; ${insert(1)}; rollback; ${insert(2)}`);
  expect((await readAll(source, position, events(2))).events).toEqual(["Created 2", "Rated 2 null"]);
});

test("of many changes of a row the last one raises its event; a row that is gone raises none", async () => {
  await calls.admin.query(
    [insert(1), rate(1, 1), insert(2), rate(1, 2), insert(3), "delete from reporting.calls where id = 3"].join(";"),
  );
  await calls.admin.query(rate(1, 3));
  const read = await readAll(source, position, events(4));
  expect(read.events).toEqual(["Created 1", "Created 2", "Rated 2 null", "Rated 1 3"]);
});

test("each version is sent once: what comes after a batch is a batch of its own", async () => {
  await calls.admin.query(insert(1));
  const first = await readAll(source, position, events(2));
  await calls.admin.query(rate(1, 1));
  const second = await readAll(source, first.position, events(1));
  await calls.admin.query(rate(1, 2));
  expect([...second.events, ...(await readAll(source, second.position, events(1))).events]).toEqual(["Rated 1 1", "Rated 1 2"]);
});

test("rows are read again by their keys, but for those that an unread change will raise", async () => {
  await calls.admin.query([insert(1), insert(2)].join(";"));
  const read = await readAll(source, position, events(4));
  const raised = read.batches.flatMap((batch) => batch.events).filter(({ type }) => type === "Rated");
  for (const { madeOf } of raised) expect(madeOf).toBe(source.madeOf(rated));
  await calls.admin.query(rate(1, 5));
  const again = await source.reread!(rated, [["1"], ["2"], ["3"]], read.position, never);
  expect(again).toMatchObject({ events: [{ id: raised[1]?.id, row: ["2"] }], poison: [] });
});

test("a change is left to a later one of its row that is committed but can't be read yet", async () => {
  const slow = await calls.client();
  await calls.admin.query(insert(1));
  await slow.query("begin");
  await slow.query("select pg_current_xact_id()");
  await calls.admin.query(rate(1, 1));
  const first = await readAll(source, position, events(1));
  expect(first.events).toEqual(["Created 1"]);
  await slow.query("rollback");
  expect((await readAll(source, first.position, events(1))).events).toEqual(["Rated 1 1"]);
});

test("a row that changes without end is told of after a while, and nothing is sent twice for it", async () => {
  const slow = await calls.client();
  await calls.admin.query(insert(1));
  // The change has waited for longer than the source is patient.
  await calls.admin.query("update datafeed.changes set changed_at = changed_at - interval '1 minute'");
  await slow.query("begin");
  await slow.query("select pg_current_xact_id()");
  await calls.admin.query(rate(1, 1));
  await calls.admin.query(rate(1, 2));
  const first = await readAll(source, position, events(2));
  expect(first.events).toEqual(["Created 1", "Rated 1 2"]);
  expect(first.position.changes?.ahead).toHaveLength(2);
  await slow.query("rollback");
  await calls.admin.query(rate(1, 3));
  const then = await readAll(source, first.position, events(1));
  expect(then.events).toEqual(["Rated 1 3"]);
  expect(then.position.changes?.ahead).toBeUndefined();
});

test("a change that was sent before it could be read hides none that comes before it in the order of reading", async () => {
  const early = await calls.client();
  await calls.admin.query(insert(1));
  await calls.admin.query("update datafeed.changes set changed_at = changed_at - interval '1 minute'");
  await early.query("begin");
  await early.query("select pg_current_xact_id()");
  await calls.admin.query(rate(1, 1));
  const first = await readAll(source, position, events(2));
  expect(first.events).toEqual(["Created 1", "Rated 1 1"]);
  // The lower number, the newer version.
  await early.query(rate(1, 2));
  await early.query("commit");
  expect((await readAll(source, first.position, events(1))).events).toEqual(["Rated 1 2"]);
});

test("what was sent ahead for one type is left to by another that the same change raises", async () => {
  const slow = await calls.client();
  const slower = await calls.client();
  const again = async (client: typeof slow): Promise<void> => {
    await client.query("delete from reporting.calls where id = 1");
    await client.query(insert(1));
  };
  await calls.admin.query(insert(1));
  const first = await readAll(source, position, events(2));
  await calls.admin.query(rate(1, 1));
  await calls.admin.query(
    "update datafeed.changes set changed_at = changed_at - interval '1 minute' where operation = 'update'",
  );
  for (const client of [slow, slower]) await client.query("begin; select pg_current_xact_id()");
  await again(calls.admin);
  const second = await readAll(source, first.position, events(1));
  expect(second.events).toEqual(["Rated 1 null"]);
  expect(second.position.changes?.ahead).toEqual([expect.stringMatching(/^\d+ Rated$/)]);
  await again(slow);
  await slow.query("commit");
  const third = await readAll(source, second.position, events(1));
  expect(third.events).toEqual(["Rated 1 null"]);
  await slower.query("rollback");
  expect((await readAll(source, third.position, events(1))).events).toEqual(["Created 1"]);
});

test("keys, types of events and `when` are those of the template", async () => {
  const high = eventOf("High", ["update"], callTemplate("High", "reporting.calls", ratingFields), {
    filter: { field: "Rating", operator: "gte", value: 8 },
  });
  await using other = await calls.source(feedOf({ events: [high] }));
  const from = await other.begin(never);
  await calls.admin.query([insert(1), insert(2), rate(1, 7), rate(2, 9)].join(";"));
  expect((await readAll(other, from, events(1))).events).toEqual(["High 2 9"]);
});

test("a way through history leaves out what has changed since it began, and live changes go on beside it", async () => {
  await calls.admin.query("insert into reporting.calls (id, external_id) select g, 'c' || g from generate_series(1, 250) g");
  // Others on the same server may have transactions open: the rows are history once their changes can be read.
  await readAll(source, position, events(500));
  await using other = await calls.source(feedOf({ snapshot: "all" }));
  let place = await other.begin(never);
  expect(place.passes).toMatchObject([{ purpose: "snapshot", types: ["Created", "Rated"], rows: 0 }]);
  await calls.admin.query(`${rate(3, 1)}; ${insert(900)}; ${rate(200, 5)}`);
  const seen: string[] = [];
  while (place.passes.length > 0) {
    const batch = await other.next(place, never);
    seen.push(...short(batch!));
    place = batch!.position;
    // Each page and batch is a place to go on from: by a source that knows nothing else.
    if (seen.length === 100) await calls.admin.query(rate(249, 7));
  }
  seen.push(...(await readAll(other, place, (batches) => seen.length + batches.flatMap(short).length >= 502)).events);
  expect(seen).toHaveLength(502);
  expect(new Set(seen).size).toBe(502);
  expect(seen.filter((each) => /^Rated (3|200|249|900) /.test(each)).sort()).toEqual([
    "Rated 200 5",
    "Rated 249 7",
    "Rated 3 1",
    "Rated 900 null",
  ]);
});

test("a snapshot from a moment on sends nothing that lies before, live neither", async () => {
  await calls.admin.query(`insert into reporting.calls (id, external_id, created_at) values
    (1, 'c1', '2026-01-01T00:00:00Z'), (2, 'c2', '2026-02-01T00:00:00Z')`);
  await using other = await calls.source(feedOf({ snapshot: { from: "2026-02-01T00:00:00Z" } }));
  const from = await other.begin(never);
  await calls.admin.query(`${rate(1, 1)}; ${rate(2, 2)}`);
  expect((await readAll(other, from, events(2))).events.toSorted()).toEqual(["Created 2", "Rated 2 2"]);
});

test("it goes on after every batch where another left off", async () => {
  for (let id = 1; id <= 12; id++) await calls.admin.query(insert(id));
  const whole = await readAll(source, position, events(24));
  for (const { position: between } of whole.batches) {
    await using other = await calls.source();
    const rest = await readAll(other, between);
    const before = whole.batches.slice(0, whole.batches.findIndex((batch) => batch.position === between) + 1).flatMap(short);
    expect([...before, ...rest.events]).toEqual(whole.events);
  }
});

test("one row among many that can't be read is told of, and the feed goes on", async () => {
  const ratio = eventOf(
    "Ratio",
    ["insert"],
    callTemplate("Ratio", "reporting.calls", {
      Ratio: { expression: "100 / rating", from: ["rating"], type: "integer", pii: "none" },
    }),
  );
  const feed = feedOf({ events: [created, ratio], snapshot: "all" });
  await calls.admin.query(
    "insert into reporting.calls (id, external_id, rating) select g, 'c' || g, g % 150 from generate_series(1, 200) g",
  );
  await using history = await calls.source(feed);
  const past = await readAll(history, await history.begin(never), events(399));
  expect(past.batches.flatMap(({ poison }) => poison)).toMatchObject([
    { type: "Ratio", row: ["150"], code: "warehouse-query-failed" },
  ]);
  expect(past.events).toHaveLength(399);
  await calls.admin.query(
    "insert into reporting.calls (id, external_id, rating) select g, 'c' || g, g % 150 from generate_series(201, 400) g",
  );
  const live = await readAll(history, past.position, events(399));
  expect(live.batches.flatMap(({ poison }) => poison)).toMatchObject([
    { type: "Ratio", row: ["300"], code: "warehouse-query-failed" },
  ]);
  expect(live.events).toHaveLength(399);
});

test("a word of the database ends the waiting", async () => {
  await source.next(position, never);
  const waiting = source.wait(AbortSignal.timeout(4_000));
  await calls.admin.query(insert(1));
  await waiting;
  await expect(source.wait(AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});

test("changes that were removed unread stop the feed; those that were read do not", async () => {
  await calls.admin.query(insert(1));
  const { position: read } = await readAll(source, position, events(2));
  await calls.admin.query(insert(2));
  const { position: all } = await readAll(source, read, events(2));
  const { rows } = await calls.admin.query<{ trim_changes: string }>("select datafeed.trim_changes(interval '0')");
  expect(rows[0]?.trim_changes).toBe("2");
  expect(await source.next(all, never)).toBeUndefined();
  await expect(source.next(read, never)).rejects.toMatchObject({ code: "feed-changes-trimmed", hint: /feed position calls/ });
});

test("trimming keeps what is younger, and what lies behind an open transaction", async () => {
  await calls.admin.query(insert(1));
  await calls.admin.query("update datafeed.changes set changed_at = now() - interval '3 days'");
  const slow = await calls.client();
  await slow.query(`begin; ${insert(2)}`);
  await calls.admin.query(insert(3));
  const trimmed = async (keep: string) =>
    (await calls.admin.query(`select datafeed.trim_changes('${keep}') as removed`)).rows[0].removed as string;
  expect(await trimmed("4 days")).toBe("0");
  expect(await trimmed("1 day")).toBe("1");
  expect(await trimmed("-1 day")).toBe("0");
  await slow.query("commit");
});

test("a database with another history stops the feed", async () => {
  const { changes } = position;
  const elsewhere = [
    { ...changes!, system: "7000000000000000000" },
    { ...changes!, timeline: changes!.timeline + 1 },
    { ...changes!, txid: String(BigInt(changes!.txid) + 1_000_000n) },
  ];
  for (const each of elsewhere) {
    await expect(source.next({ passes: [], changes: each }, never)).rejects.toMatchObject({
      code: "feed-source-restored",
      hint: /feed position calls/,
    });
  }
});

test("an older copy of the database stops the feed, also when it has come as far again", async () => {
  const restored = { code: "feed-source-restored", hint: /feed position calls/ };
  await calls.admin.query(insert(1));
  const { position: read } = await readAll(source, position, events(2));
  const place = read.changes!;
  // The transaction of the change did not happen yet.
  const { rows } = await calls.admin.query<{ next: string }>("select pg_snapshot_xmax(pg_current_snapshot())::text as next");
  const { changedAt: _, ...old } = place;
  await expect(source.next({ ...read, changes: { ...old, txid: rows[0]!.next } }, never)).rejects.toMatchObject(restored);
  // Another change has its numbers by now; then none has.
  await calls.admin.query("update datafeed.changes set changed_at = changed_at + interval '1 microsecond'");
  await expect(source.next(read, never)).rejects.toMatchObject(restored);
  await expect(source.lag(read, never)).rejects.toMatchObject(restored);
  await calls.admin.query("delete from datafeed.changes");
  await expect(source.next(read, never)).rejects.toMatchObject(restored);
  // A position from before it said when.
  expect(await source.next({ ...read, changes: old }, never)).toBeUndefined();
});

test("a feed without its triggers or its table is told so", async () => {
  const { rows } = await calls.admin.query<{ tgname: string }>(
    "select tgname from pg_trigger where tgname like 'datafeed_update%'",
  );
  const alter = (what: string) => calls.admin.query(`alter table reporting.calls ${what} trigger ${rows[0]!.tgname}`);
  await alter("disable");
  await using disabled = await calls.source();
  await expect(disabled.begin(never)).rejects.toMatchObject({
    code: "feed-changes-missing",
    message: /update/,
    hint: /feed ddl calls/,
  });
  await alter("enable");
  await using elsewhere = await calls.source(feedOf({ source: { changes: "elsewhere.changes" } }));
  await expect(elsewhere.begin(never)).rejects.toMatchObject({ code: "feed-changes-missing" });
});

test("grants name who signs in, as an identifier; where it is not known, or would leave its comment, somebody stands for it", () => {
  const grants = (user?: string) => changeTableDdl(feedOf(), user).match(/^-- GRANT .*$/gm) ?? [];
  expect(grants('feed "r" user').filter((line) => !/ TO "feed ""r"" user";/.test(line))).toEqual([]);
  expect(grants("reader")[0]).toBe('-- GRANT USAGE ON SCHEMA "datafeed" TO "reader";');
  for (const user of [undefined, "a\nDROP TABLE t; --"]) {
    expect(grants(user).filter((line) => !line.includes(" TO datafeed_reader;"))).toEqual([]);
    expect(changeTableDdl(feedOf(), user)).not.toMatch(/DROP/);
  }
});

test("the DDL may be run again, and writers need no right on the change table", async () => {
  await calls.admin.query(changeTableDdl(feedOf()));
  await calls.admin.query(`drop role if exists writer_of_${calls.database.database}`);
  const writer = `writer_of_${calls.database.database}`;
  await calls.admin.query(
    `create role ${writer}; grant usage on schema reporting to ${writer}; grant select, insert, update on reporting.calls to ${writer}`,
  );
  await calls.admin.query(`set role ${writer}; ${insert(1)}; reset role; drop owned by ${writer}; drop role ${writer}`);
  expect((await readAll(source, position, events(2))).events).toHaveLength(2);
});

test("rows of a partitioned table, with a date and a text of any kind in their key", async () => {
  await calls.admin.query(`create table reporting."Odd" ("a ""b" text, day date, external_id text, created_at timestamptz default now(),
    primary key ("a ""b", day)) partition by range (day);
    create table reporting.odd_1 partition of reporting."Odd" for values from ('2026-01-01') to ('2027-01-01')`);
  const odd = eventOf("Odd", ["insert", "update"], {
    ...callTemplate("Odd", "reporting.Odd", {
      A: { column: 'a "b', type: "string" },
      Day: { column: "day", type: "date" },
    }),
    key: ["A", "Day"],
    fields: {
      A: { column: 'a "b', type: "string" },
      Day: { column: "day", type: "date" },
      ExternalId: { column: "external_id", type: "string" },
      At: { column: "created_at", type: "instant" },
      ChangedAt: { column: "created_at", type: "instant" },
    },
  });
  const feed = feedOf({ events: [odd] });
  await calls.admin.query(changeTableDdl(feed));
  await using other = await calls.source(feed);
  const from = await other.begin(never);
  await calls.admin.query("set datestyle = 'SQL, DMY'");
  await calls.admin.query(
    `insert into reporting."Odd" values ('it''s {"a",\\}', '2026-02-01', 'x1'), ('NULL', '2026-03-04', 'x2')`,
  );
  await calls.admin.query("reset datestyle");
  const read = await readAll(other, from, events(2));
  expect(read.batches.flatMap((batch) => batch.events.map(({ row }) => row))).toEqual([
    [`it's {"a",\\}`, "2026-02-01"],
    ["NULL", "2026-03-04"],
  ]);
  await calls.admin.query('drop table reporting."Odd"');
});

test("doctor sees that all is there, what is missing with the SQL for it, and who holds changes up", async () => {
  expect(await checkSource(feedOf(), calls.warehouse, never)).toMatchObject([
    { name: "changes in datafeed.changes", ok: true },
    { name: "open transactions", ok: true },
  ]);
  const elsewhere = feedOf({ source: { changes: "elsewhere.changes" } });
  expect(await checkSource(elsewhere, calls.warehouse, never)).toMatchObject([
    { ok: false, detail: expect.stringMatching(/elsewhere"\."changes".*`datafeed feed ddl calls`/) },
  ]);
  const back = feedOf({ source: { lookbackMs: 60_000, everyMs: 1_000 } });
  expect(await checkSource(back, calls.warehouse, never)).toMatchObject([{ name: "source", ok: true }]);
});

test("a position that was taken by looking back stops the feed, with a way on", async () => {
  await using source = await calls.source();
  const position = { lookedUntil: "2026-01-01T00:00:00.000000Z", passes: [] };
  const unfit = { code: "feed-position-unfit", hint: expect.stringContaining("--set end") };
  await expect(source.next(position, never)).rejects.toMatchObject(unfit);
  await expect(source.lag(position, never)).rejects.toMatchObject(unfit);
});

test("a role without rights on the change table is told which it needs", async () => {
  const role = `reader_of_${calls.database.database}`;
  await calls.admin.query(`create role ${role} login password 'x'`);
  await using warehouse = openPostgres("w", configOf(calls.database, { user: role, password: "x" }));
  const feed = feedOf();
  await using other = await openFeedSource(feed, warehouse, never);
  await expect(other.begin(never)).rejects.toMatchObject({ code: "feed-source-denied", hint: /feed ddl calls/ });
  await calls.admin.query(
    `grant usage on schema datafeed, reporting to ${role}; grant select on datafeed.changes, datafeed.trimmed to ${role}`,
  );
  expect((await other.begin(never)).changes?.id).toBe("0");
  await calls.admin.query(`drop owned by ${role}; drop role ${role}`);
});

import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openFeedSource } from "../../../runner/src/feeds/open-feed-source.ts";
import { changeTableDdl } from "../../../runner/src/feeds/sources/change-table-ddl.ts";
import { checkSource } from "../../../runner/src/feeds/sources/check-source.ts";
import type { Template } from "../../../runner/src/load/project-documents.ts";
import { Calls, callTemplate, eventOf, events, feedOf, never, readAll, short } from "./calls.ts";
import { openDuckdbCalls } from "./duckdb-calls.ts";

let calls: Calls;
beforeAll(async () => {
  calls = await Calls.open();
});
afterAll(async () => {
  await calls[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await calls.empty();
});

const number: Template["fields"] = {
  Number: { expression: "substr(external_id, 2)::integer", from: ["external_id"], type: "integer", pii: "none" },
};
const digits = callTemplate("Digits", "reporting.calls", number);
const insert = (from: number, to: number): string => `insert into reporting.calls (id, external_id, created_at)
  select g, case when g % 100 = 50 then 'cx' else 'c' || g end, timestamptz '2026-01-01T00:00Z' + g * interval '1 second'
  from generate_series(${from}, ${to}) g`;

test.each([
  ["`when`", eventOf("Digits", ["insert"], digits, { filter: { field: "Number", operator: "gt", value: 20 } })],
  ["the record's key", eventOf("Digits", ["insert"], digits, { key: "Number" })],
])("%s can't be evaluated for a row: of a snapshot and of changes it is told of, and the others go on", async (_, event) => {
  const isChosen = (id: number): boolean => id > 20 || event.extract.filter === undefined;
  const expected = (from: number, to: number): readonly string[] =>
    Array.from({ length: to - from + 1 }, (__, at) => from + at)
      .filter((id) => id % 100 !== 50 && isChosen(id))
      .map((id) => `Digits ${id}`);
  await calls.admin.query(insert(1, 260));
  const source = await calls.source(feedOf({ events: [event], snapshot: "all" }));
  const begun = await source.begin(never);
  const told = (batches: readonly { readonly poison: readonly { readonly row: readonly string[] }[] }[]) =>
    batches.flatMap(({ poison }) => poison.map(({ row }) => row.join()));
  const history = await readAll(source, begun);
  expect(history.events).toEqual(expected(1, 260));
  expect(told(history.batches)).toEqual(["50", "150", "250"]);
  expect(JSON.stringify(history.batches.map(({ poison }) => poison))).not.toContain("cx");
  await calls.admin.query(insert(301, 460));
  const live = await readAll(source, history.position, (batches) => told(batches).length > 1 && batches.length > 1);
  expect(live.events.toSorted()).toEqual(expected(301, 460).toSorted());
  expect(told(live.batches)).toEqual(["350", "450"]);
  await source[Symbol.asyncDispose]();
});

test.each([
  ["a function raises an error", "reporting.digits(external_id)"],
  ["a subquery gives two rows", "(select g from generate_series(1, case external_id when 'cx' then 2 else 1 end) g)"],
  ["a domain refuses the value", "(case external_id when 'cx' then -1 else 1 end)::reporting.natural"],
])("%s: that row is told of, and the others go on", async (_, expression) => {
  await calls.admin.query(`create or replace function reporting.digits(given text) returns integer language plpgsql as
    $$ begin if given = 'cx' then raise 'not %', given; end if; return 1; end $$;
    drop domain if exists reporting.natural; create domain reporting.natural as integer check (value >= 0)`);
  const fields: Template["fields"] = { Number: { ...number["Number"]!, expression } };
  const event = eventOf("Digits", ["insert"], callTemplate("Digits", "reporting.calls", fields));
  const source = await calls.source(feedOf({ events: [event], snapshot: "all" }));
  await calls.admin.query(insert(48, 51));
  // Others on the same server may have transactions open: then these are changes, and can be read a little later.
  const history = await readAll(source, await source.begin(never), events(3));
  expect(history.events).toEqual(["Digits 48", "Digits 49", "Digits 51"]);
  await calls.admin.query(insert(149, 150));
  const live = await readAll(source, history.position, (batches) => batches.length > 0);
  expect(live.events).toEqual(["Digits 149"]);
  const poison = [...history.batches, ...live.batches].flatMap((batch) => batch.poison);
  expect(poison.map(({ row }) => row.join())).toEqual(["50", "150"]);
  expect(JSON.stringify(poison)).not.toContain("cx");
  await source[Symbol.asyncDispose]();
});

test.each([
  ["char(6)", "'ab'"],
  ["varchar(20)", "'ab '"],
])("a row whose key of type %s may be written in two ways raises its event", async (type, value) => {
  await calls.admin.query(`drop table if exists reporting.coded; create table reporting.coded
    (id ${type} primary key, external_id text not null, created_at timestamptz not null default now())`);
  const { fields, ...template } = callTemplate("Coded", "reporting.coded");
  const coded = eventOf("Coded", ["insert"], { ...template, fields: { ...fields, Id: { column: "id", type: "string" } } });
  const feed = feedOf({ events: [coded] });
  await calls.admin.query(changeTableDdl(feed));
  const told = (await checkSource(feed, calls.warehouse, never)).filter(({ name }) => name === "key of Coded");
  expect(told).toEqual(
    type === "char(6)"
      ? [expect.objectContaining({ advice: true, detail: expect.stringContaining("of type character:") })]
      : [],
  );
  const source = await calls.source(feed);
  const begun = await source.begin(never);
  await calls.admin.query(`insert into reporting.coded (id, external_id) values (${value}, 'e1')`);
  const read = await readAll(source, begun, (batches) => batches.length > 0);
  expect(read.events).toHaveLength(1);
  await source[Symbol.asyncDispose]();
});

test("a change whose key holds a NULL is a dead letter: no row is found by it", async () => {
  await calls.admin.query(
    "create table reporting.loose (id bigint, external_id text not null, created_at timestamptz default now())",
  );
  const loose = eventOf("Loose", ["insert"], callTemplate("Loose", "reporting.loose"));
  const feed = feedOf({ events: [loose] });
  await calls.admin.query(changeTableDdl(feed));
  const source = await calls.source(feed);
  const begun = await source.begin(never);
  await calls.admin.query("insert into reporting.loose (id, external_id) values (1, 'e1'), (null, 'e2'), (3, 'e3')");
  const read = await readAll(source, begun, (batches) => batches.length > 0);
  expect(read.events).toEqual(["Loose 1", "Loose 3"]);
  expect(read.batches.flatMap(({ poison }) => poison)).toEqual([
    expect.objectContaining({ type: "Loose", row: [""], code: "feed-row-unnamed" }),
  ]);
  await source[Symbol.asyncDispose]();
});

test("a change whose key several rows have is told of, for which of them has changed is not known", async () => {
  await calls.admin.query("create table reporting.twice (id bigint, external_id text not null, created_at timestamptz)");
  const feed = feedOf({ events: [eventOf("Created", ["insert"], callTemplate("Twice", "reporting.twice"))] });
  await calls.admin.query(changeTableDdl(feed));
  await using source = await calls.source(feed);
  const begun = await source.begin(never);
  await calls.admin.query("insert into reporting.twice values (1, 'c1', now()), (1, 'c2', now()), (3, 'c3', now())");
  const { batches } = await readAll(source, begun, events(1));
  expect(batches.flatMap(short)).toEqual(["Created 3"]);
  expect(batches.flatMap(({ poison }) => poison)).toEqual([
    { type: "Created", row: ["1"], code: "feed-row-ambiguous", message: expect.stringContaining("reporting.twice(id)") },
  ]);
});

test("of a snapshot, a row whose key is NULL is told of, be it the last of a page, and the others go on", async () => {
  await calls.admin.query(`create table reporting.nulls (id bigint, external_id text not null, created_at timestamptz);
    insert into reporting.nulls select nullif(g, 100), 'c' || g, timestamptz '2026-01-01T00:00Z' + g * interval '1 second'
    from generate_series(1, 260) g`);
  const feed = feedOf({ events: [eventOf("Created", ["insert"], callTemplate("Nulls", "reporting.nulls"))], snapshot: "all" });
  await calls.admin.query(changeTableDdl(feed));
  await using source = await calls.source(feed);
  const { batches, events: raised } = await readAll(source, await source.begin(never));
  expect(raised).toEqual(Array.from({ length: 260 }, (_, at) => `Created ${at + 1}`).filter((_, at) => at !== 99));
  expect(batches[0]?.position.passes[0]?.after).toEqual(["2026-01-01T00:01:40.000000Z"]);
  expect(batches.flatMap(({ poison }) => poison.map(({ code }) => code))).toEqual(["feed-row-unnamed"]);
});

test("a look at DuckDB goes on behind a row whose key is NULL, too", async () => {
  await using duckdb = await openDuckdbCalls();
  await duckdb.write(`insert into reporting.calls select nullif(g, 100), 'c' || g, now() - to_seconds(300 - g), 1
    from range(1, 261) r(g)`);
  await using warehouse = duckdb.warehouse();
  const event = eventOf("Created", ["insert"], callTemplate("Calls", "reporting.calls"));
  const source = { lookbackMs: 600_000, everyMs: 60_000 };
  await using looking = await openFeedSource(feedOf({ source, snapshot: "all", events: [event] }), warehouse, never);
  const { batches, events: raised } = await readAll(looking, { passes: [] });
  expect(raised).toEqual(Array.from({ length: 260 }, (_, at) => `Created ${at + 1}`).filter((_, at) => at !== 99));
  expect(batches[0]?.position.passes[0]?.after).toHaveLength(1);
  expect(batches.flatMap(({ poison }) => poison.map(({ code }) => code))).toEqual(["feed-row-unnamed"]);
});

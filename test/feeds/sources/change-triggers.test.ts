import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { changeTableDdl } from "../../../runner/src/feeds/sources/change-table-ddl.ts";
import { mostAheadInAll } from "../../../runner/src/feeds/sources/questions/later-question.ts";
import { changeTable } from "../../../runner/src/feeds/sources/streams.ts";
import { Calls, callTemplate, created, eventOf, events, feedOf, never, ratingFields, readAll } from "./calls.ts";

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

test("who has no right on the change table can't write to it by a trigger of their own", async () => {
  const role = `stranger_${process.pid}`;
  const own = await calls.client();
  await own.query(
    `create role ${role}; grant usage on schema datafeed to ${role}; create schema ${role} authorization ${role}`,
  );
  try {
    await own.query(`set role ${role}; create table ${role}.t (id bigint)`);
    const forge = `create trigger forge after insert on ${role}.t referencing new table as changed for each statement
      execute function datafeed.record_changes('reporting.calls(id)', 'id')`;
    await expect(own.query(forge)).rejects.toMatchObject({ code: "42501" });
  } finally {
    await own.query(`reset role; drop schema ${role} cascade; revoke all on schema datafeed from ${role}; drop role ${role}`);
  }
});

test("a row that gets another key before it is read raises what inserts raise, under that key, and updates theirs", async () => {
  const updated = eventOf("Updated", ["update"], callTemplate("Updates", "reporting.calls", ratingFields));
  const source = await calls.source(feedOf({ events: [created, updated] }));
  const begun = await source.begin(never);
  await calls.admin.query("insert into reporting.calls (id, external_id) values (1, 'c1'), (5, 'c5')");
  await calls.admin.query("update reporting.calls set id = 2 where id = 1");
  await calls.admin.query("update reporting.calls set rating = 1 where id = 5");
  const read = await readAll(source, begun, events(4));
  expect(read.events.toSorted()).toEqual(["Created 2", "Created 5", "Updated 2 null", "Updated 5 1"]);
  await source[Symbol.asyncDispose]();
});

test("feeds with change tables of their own hear of one table side by side", async () => {
  const other = feedOf({ name: "staging", source: { changes: "staging.changes" } });
  await calls.admin.query(changeTableDdl(other));
  try {
    await using source = await calls.source();
    await using otherSource = await calls.source(other);
    const begun = [await source.begin(never), await otherSource.begin(never)] as const;
    await calls.admin.query("insert into reporting.calls (id, external_id) values (1, 'c1')");
    expect((await readAll(source, begun[0], events(2))).events).toEqual(["Created 1", "Rated 1 null"]);
    expect((await readAll(otherSource, begun[1], events(2))).events).toEqual(["Created 1", "Rated 1 null"]);
  } finally {
    await calls.admin.query("drop schema staging cascade");
  }
});

test.each([`a_schema.${"c".repeat(47)}`, "c".repeat(56)])(
  "rows are written and told of with the change table %s",
  async (changes) => {
    const feed = feedOf({ source: { changes } });
    await calls.admin.query(changeTableDdl(feed));
    // It may be run again.
    await calls.admin.query(changeTableDdl(feed));
    try {
      await using source = await calls.source(feed);
      const begun = await source.begin(never);
      await calls.admin.query("insert into reporting.calls (id, external_id) values (1, 'c1')");
      expect((await readAll(source, begun, events(2))).events).toEqual(["Created 1", "Rated 1 null"]);
    } finally {
      const { record } = changeTable(changes);
      await calls.admin.query(`drop function ${record} cascade`);
    }
  },
);

test("a position stays small however many rows change behind an open transaction, and each row is told of", async () => {
  const source = await calls.source();
  const begun = await source.begin(never);
  const rows = mostAheadInAll + 200;
  await calls.admin.query(
    `insert into reporting.calls (id, external_id) select g, 'c' || g from generate_series(1, ${rows}) g`,
  );
  const slow = await calls.client();
  await slow.query("begin; select pg_current_xact_id()");
  await calls.admin.query(
    "update reporting.calls set rating = 1; update datafeed.changes set changed_at = changed_at - interval '1 minute'",
  );
  const ahead: number[] = [];
  const first = await readAll(source, begun, (batches) => {
    ahead.push(...batches.map(({ position }) => position.changes?.ahead?.length ?? 0));
    return batches.length > 0;
  });
  expect(Math.max(...ahead)).toBe(mostAheadInAll);
  await slow.query("commit");
  const rest = await readAll(source, first.position, (batches) => batches.length > 0);
  const rated = [...first.events, ...rest.events].filter((each) => each.startsWith("Rated"));
  expect(rated.toSorted()).toEqual(Array.from({ length: rows }, (_, at) => `Rated ${at + 1} 1`).toSorted());
  expect(rest.position.changes?.ahead).toBeUndefined();
  await source[Symbol.asyncDispose]();
});

test("triggers that are gone stop the feed, and it is said since when changes may be missing", async () => {
  const source = await calls.source();
  const begun = await source.begin(never);
  await calls.admin.query("insert into reporting.calls (id, external_id) values (1, 'c1')");
  const { position: read } = await readAll(source, begun, events(1));
  await calls.admin.query("alter table reporting.calls disable trigger all");
  vi.spyOn(performance, "now").mockImplementation(() => Date.now() + 3_600_000);
  try {
    await expect(source.next(read, never)).rejects.toMatchObject({
      code: "feed-changes-missing",
      message: expect.stringMatching(/Changes since \d{4}-\d\d-\d\dT[\d:.]+Z may not have been written down/),
      hint: expect.stringMatching(
        /`datafeed feed resume calls` goes on, and `datafeed feed replay calls --from \d{4}-\d\d-\d\dT[\d:.]+Z --to …`/,
      ),
    });
    // A run that begins then has not seen them, and goes by its position.
    await using later = await calls.source();
    const minuteBefore = new Date(Date.parse(read.changes!.changedAt!) - 60_000).toISOString();
    await expect(later.next(read, never)).rejects.toMatchObject({
      message: expect.stringContaining(`Changes since ${minuteBefore} may not`),
    });
  } finally {
    vi.restoreAllMocks();
    await calls.admin.query("alter table reporting.calls enable trigger all");
    await source[Symbol.asyncDispose]();
  }
});

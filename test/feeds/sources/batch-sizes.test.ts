import { afterAll, beforeAll, expect, test } from "vitest";
import { BatchSizes, enoughBytes } from "../../../runner/src/feeds/sources/batch-size.ts";
import type { FeedBatch } from "../../../runner/src/feeds/sources/source.ts";
import type { Template } from "../../../runner/src/load/project-documents.ts";
import { Calls, callTemplate, eventOf, events, feedOf, never, ratingFields, readAll } from "./calls.ts";

let calls: Calls;
beforeAll(async () => {
  calls = await Calls.open();
});
afterAll(() => calls[Symbol.asyncDispose]());

const text: Template["fields"][string] = {
  ...{ expression: "repeat('x', 20000)", from: ["external_id"] },
  ...{ type: "string", pii: "none" },
};
const small = eventOf("Small", ["insert"], callTemplate("Small", "reporting.calls"));
const large = eventOf("Large", ["update"], callTemplate("Large", "reporting.calls", { ...ratingFields, Text: text }));
const rows = 3_000;

function bytesOf({ events: all }: FeedBatch): number {
  return all.reduce((sum, { value }) => sum + value.length, 0);
}

test("a type with small rows does not have many rows of a large type read at once, of a snapshot and of changes", async () => {
  await calls.admin.query(`insert into reporting.calls (id, external_id)
    select g, 'c' || g from generate_series(1, ${rows}) g`);
  const source = await calls.source(feedOf({ events: [small, large], snapshot: "all" }));
  const history = await readAll(source, await source.begin(never), events(2 * rows));
  await calls.admin.query("update reporting.calls set changed_at = clock_timestamp()");
  const live = await readAll(source, history.position, events(rows));
  await source[Symbol.asyncDispose]();
  const batches = [...history.batches, ...live.batches];
  const ofType = (type: string) => batches.flatMap((batch) => batch.events).filter((each) => each.type === type).length;
  expect([ofType("Small"), ofType("Large")]).toEqual([rows, 2 * rows]);
  expect(Math.max(...batches.map((batch) => batch.events.length))).toBeGreaterThan(500);
  expect(Math.max(...batches.map(bytesOf))).toBeLessThan(2 * enoughBytes);
});

test("the size of a type follows the weight of its rows alone, and fits a batch", () => {
  const sizes = new BatchSizes();
  for (let read = 0; read < 10; read++) sizes.of("Small").weighed(sizes.of("Small").rows, 10 * sizes.of("Small").rows);
  expect(sizes.of("Large").rows).toBe(100);
  sizes.of("Large").weighed(100, 100 * 1024 * 1024);
  expect(sizes.of("Large")).toMatchObject({ rows: 4, rowBytes: 1024 * 1024 });
  expect(sizes.of("Small").rows).toBe(5_000);
  expect(sizes.most).toBe(5_000);
});

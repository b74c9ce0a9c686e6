import { once } from "node:events";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changeTableDdl } from "../../../runner/src/feeds/sources/change-table-ddl.ts";
import { Calls, events, feedOf, never, readAll } from "./calls.ts";

let calls: Calls;
let listener: pg.Client;
beforeAll(async () => {
  calls = await Calls.open();
  listener = await calls.client();
  await listener.query('listen "datafeed.changes"');
});
afterAll(() => calls[Symbol.asyncDispose]());

/** What is said of an insert, and the word behind it: words come in the order of commits. */
async function wordsOf(id: number): Promise<readonly (string | undefined)[]> {
  const words: (string | undefined)[] = [];
  const hear = ({ payload }: pg.Notification): void => void words.push(payload);
  listener.on("notification", hear);
  await calls.admin.query(`insert into reporting.calls (id, external_id) values (${id}, 'c${id}')`);
  await calls.admin.query(`notify "datafeed.changes", 'last'`);
  while (!words.includes("last")) await once(listener, "notification");
  listener.off("notification", hear);
  return words;
}

test("triggers without notify say nothing, their changes are found all the same, and either can be put in the other's place", async () => {
  expect(await wordsOf(1)).toEqual(["", "last"]);
  await calls.admin.query(changeTableDdl(feedOf(), undefined, { notify: false }));
  await using source = await calls.source();
  const begun = await source.begin(never);
  expect(await wordsOf(2)).toEqual(["last"]);
  expect((await readAll(source, begun, events(2))).events).toEqual(["Created 2", "Rated 2 null"]);
  await calls.admin.query(changeTableDdl(feedOf()));
  expect(await wordsOf(3)).toEqual(["", "last"]);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import type { Commands } from "../../runner/src/commands/commands.ts";
import type { Estate } from "../../runner/src/commands/estate.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import type { FeedPosition } from "../../runner/src/feeds/position.ts";
import { Calls, feedOf, readAll } from "../feeds/sources/calls.ts";
import { openEstate, type TestEstate } from "./estate.ts";

const reason = "a test";

let calls: Calls;
let open: TestEstate;
let commands: Commands;

beforeAll(async () => {
  calls = await Calls.open();
  open = await openEstate("sqlite");
  const feed = feedOf();
  const documents = { ...open.estate.documents(), feeds: new Map([[feed.name, feed]]) };
  const estate: Estate = { ...open.estate, documents: () => documents, warehouse: async () => calls.warehouse };
  commands = localCommands(estate, { user: "ada", role: "admin" });
  await commands.pauseFeed("calls", "to set it");
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await calls[Symbol.asyncDispose]();
});

async function set(to: string | FeedPosition): Promise<FeedPosition> {
  const text = typeof to === "string" ? to : JSON.stringify(to);
  const { position } = await commands.setFeedPosition("calls", { to: text, reason });
  return JSON.parse(position ?? "{}") as FeedPosition;
}

async function refusalOf(to: string | FeedPosition): Promise<string> {
  const { code, message } = (await set(to).catch((error: unknown) => error)) as DatafeedError;
  return `${code}: ${message}`;
}

const insert = (id: number): string => `insert into reporting.calls (id, external_id) values (${id}, 'c${id}')`;

test("at the end of a change table nothing is unread, and what comes after it is read", async () => {
  await calls.admin.query(insert(1));
  const end = await set("end");
  expect(end).toEqual({
    changes: { system: expect.stringMatching(/^\d+$/), timeline: 1, txid: expect.stringMatching(/^\d+$/), id: "0" },
    passes: [],
  });
  await using source = await calls.source();
  await calls.admin.query(insert(2));
  const isThere = (batches: readonly { readonly events: readonly unknown[] }[]) =>
    batches.flatMap((each) => each.events).length >= 2;
  expect((await readAll(source, end, isThere)).events).toEqual(["Created 2", "Rated 2 null"]);
});

test("a place of another history or beyond the source is refused; kept, it is one of the history that is", async () => {
  const end = await set("end");
  const place = end.changes!;
  const txid = String(BigInt(place.txid) + 1_000_000n);
  expect(await refusalOf({ ...end, changes: { ...place, txid } })).toBe(
    "feed-position-invalid: The position lies beyond what the source has.",
  );
  expect(await refusalOf({ ...end, changes: { ...place, system: "1" } })).toContain("another history");
  expect(await refusalOf({ ...end, changes: { ...place, timeline: 2 } })).toContain("another history");
  expect(await set({ ...end, changes: { ...place, txid: "3" } })).toMatchObject({ changes: { txid: "3" } });
  // What a feed kept before a standby took over: the same place, in the timeline before.
  const before: FeedPosition = { ...end, changes: { ...place, timeline: 7 } };
  await kept(before);
  expect(await set("keep")).toEqual(end);
  // What a database has not come to can't be kept.
  await kept({ ...end, changes: { ...place, txid } });
  expect(await refusalOf("keep")).toContain("has not come as far");
});

test("a source that can't say where it is leaves the feed where it stands", async () => {
  const end = await set("end");
  await calls.admin.query("alter table datafeed.changes rename to elsewhere");
  expect(await refusalOf("end")).toContain("feed-changes-missing");
  await calls.admin.query("alter table datafeed.elsewhere rename to changes");
  expect(JSON.parse((await commands.feed("calls")).position ?? "{}")).toEqual(end);
});

/** As a runner kept it. */
async function kept(position: FeedPosition): Promise<void> {
  await open.ledger.write((db) =>
    db
      .updateTable("feeds")
      .set({ position: JSON.stringify(position) })
      .where("key", "=", "calls")
      .execute(),
  );
}

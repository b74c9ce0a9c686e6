import { afterAll, beforeAll, expect, test } from "vitest";
import type { Estate } from "../../runner/src/commands/estate.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import type { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { checkSource } from "../../runner/src/feeds/sources/check-source.ts";
import { openEstate, type TestEstate } from "../commands/estate.ts";
import { Calls, events, feedOf, never, readAll } from "../feeds/sources/calls.ts";

let before: Calls;
let after: Calls;
let open: TestEstate;
beforeAll(async () => {
  before = await Calls.open();
  after = await Calls.open();
  open = await openEstate("sqlite");
}, 60_000);
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await after[Symbol.asyncDispose]();
  await before[Symbol.asyncDispose]();
});

const insert = (id: number): string => `insert into reporting.calls (id, external_id) values (${id}, 'c${id}')`;

/** As a dump brings it to another cluster. */
async function copy(table: string): Promise<void> {
  const { rows } = await before.admin.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
  const to = `insert into ${table} overriding system value select r.* from jsonb_populate_record(null::${table}, $1) r`;
  for (const { row } of rows) await after.admin.query(to, [row]);
}

test("changes that were copied from another cluster stop a feed, until who owns the table has emptied it", async () => {
  const feed = feedOf();
  const documents = { ...open.estate.documents(), feeds: new Map([[feed.name, feed]]) };
  const estate: Estate = { ...open.estate, documents: () => documents, warehouse: async () => after.warehouse };
  const commands = localCommands(estate, { user: "ada", role: "admin" });
  await commands.pauseFeed("calls", "restored");
  const setTo = (to: string) => commands.setFeedPosition("calls", { to, reason: "restored" });
  const refusal = async (work: Promise<unknown>): Promise<DatafeedError> => {
    const error = (await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )) as DatafeedError | undefined;
    expect(error?.code).toBe("feed-source-restored");
    return error!;
  };
  // The cluster before has come far.
  await before.admin.query("do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$");
  for (const id of [1, 2, 3]) await before.admin.query(insert(id));
  await before.admin.query("select datafeed.trim_changes(interval '0')");
  await before.admin.query(insert(4));
  await using source = await after.source();
  const begun = await source.begin(never);
  await setTo("end");

  for (const table of ["reporting.calls", "datafeed.changes", "datafeed.trimmed"]) await copy(table);
  const { message, hint = "" } = await refusal(setTo("end"));
  expect(message).toContain("another database cluster");
  await refusal(setTo("keep"));
  await refusal(setTo(JSON.stringify(begun)));
  await refusal(source.begin(never));
  await refusal(source.next(begun, never));
  const [check] = await checkSource(feed, after.warehouse, never);
  expect(check).toMatchObject({ ok: false, detail: expect.stringContaining("TRUNCATE") });

  const [, statement = ""] = /`(TRUNCATE [^`]+)`/.exec(hint) ?? [];
  await after.admin.query(statement);
  const { position } = await setTo("end");
  await after.admin.query(insert(9));
  const read = await readAll(source, JSON.parse(position!), events(2));
  expect(read.events).toEqual(["Created 9", "Rated 9 null"]);
  // What trimming had noted went as well; alone it stops the feed, too.
  await copy("datafeed.trimmed");
  await refusal(source.next(read.position, never));
}, 60_000);

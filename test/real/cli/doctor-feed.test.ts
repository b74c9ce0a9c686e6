import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestProject } from "../../cli/test-project.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const feedFile = "extracts/conversation-events.feed.yaml";

let database: TestDatabase;
let admin: pg.Client;
let project: TestProject;
let connections: string;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`create schema reporting;
    create table reporting.conversations (external_id text primary key, received_at timestamptz);
    create table reporting.conversation_analyses (external_id text primary key, analyzed_at timestamptz);
    create table reporting.conversation_category_matches (external_id text, full_path text, channel bigint,
      matched_at timestamptz, primary key (external_id, full_path, channel))`);
  project = TestProject.withDocuments().inProcess();
  const written = project.read(feedFile).replace(/^source: .*$/m, "source: { changes: datafeed.changes }");
  project.write(feedFile, written);
  const { host, port, user, password, database: name } = database;
  connections = project.writeOutside(
    "connections.yaml",
    JSON.stringify({
      kind: "Connections",
      warehouses: { sample: { type: "postgres", host, port, database: name, user, password, ssl: "disable" } },
      destinations: { local: { type: "file", path: "out" } },
      brokers: { main: { type: "kafka", servers: ["127.0.0.1:1"], tls: "disable" } },
    }),
  );
});
afterAll(async () => {
  await admin.end();
  await database.drop();
  project[Symbol.dispose]();
});

/** What doctor says of the feed's source: a command's words for it. */
async function source(): Promise<{ readonly ok: boolean; readonly detail: string; readonly ddl: unknown }> {
  const { stdout } = await project.run("doctor", "--connections", connections, "--format", "json");
  const { examined, ddl } = JSON.parse(stdout) as {
    readonly ddl?: unknown;
    readonly examined: readonly {
      readonly what: string;
      readonly checks: readonly { name: string; ok: boolean; detail: string }[];
    }[];
  };
  const checks = examined.find(({ what }) => what === "warehouse sample")?.checks ?? [];
  const found = checks.find(({ name }) => name === "feed conversation-events, changes in datafeed.changes");
  return { ok: found!.ok, detail: found!.detail, ddl };
}

test("doctor tells of a feed's change table before its DDL was run, after it, and column by column", async () => {
  const before = await source();
  expect(before).toMatchObject({ ok: false, detail: expect.stringContaining("datafeed feed ddl conversation-events") });
  const { stdout: ddl } = await project.run("feed", "ddl", "conversation-events", "--connections", connections);
  expect(ddl).toContain(`-- GRANT USAGE ON SCHEMA "reporting" TO "${database.user}";`);
  // The SQL stands below the findings, as `feed ddl` prints it.
  const text = (await project.run("doctor", "conversation-events", "--connections", connections)).stdout;
  const [findings = "", printed = ""] = text.split(/^SQL for the feed conversation-events.*\n/m);
  expect(printed.replace(/^ {2}/gm, "").trim()).toBe(ddl.trim());
  expect(findings).toMatch(/✖ feed conversation-events, changes in datafeed\.changes/);
  // Of that one alone.
  expect(findings.match(/^\S.*$/gm)).toEqual(["datafeed", "warehouse sample", "broker main", "ledger"]);
  expect(findings.match(/template [A-Z]\w+/g)).toEqual(
    ["CategoryMatch", "ConversationAnalyzed", "ConversationCreated"].map((t) => `template ${t}`),
  );
  await admin.query(ddl);
  expect(await source()).toEqual({ ok: true, detail: "table, columns and triggers are there", ddl: undefined });
  await admin.query(`alter table datafeed.changes alter changed_at type timestamp, alter id drop identity;
    alter table datafeed.trimmed rename txid to transaction`);
  const { ok, detail } = await source();
  expect(ok).toBe(false);
  expect(detail.split(". ")[0]?.split("; ")).toEqual([
    'the column id of "datafeed"."changes" has no default',
    'the column changed_at of "datafeed"."changes" is timestamp without time zone, not timestamp with time zone',
    '"datafeed"."trimmed" has no column txid',
  ]);
  // As it says: rename it, run the DDL.
  await admin.query("alter table datafeed.changes rename to odd; alter table datafeed.trimmed rename to odder");
  await admin.query("alter index datafeed.changes_pkey rename to odd_pkey; alter index datafeed.changes_row rename to odd_row");
  await admin.query(ddl);
  expect(await source()).toMatchObject({ ok: true });
  await admin.query("alter table reporting.conversations disable trigger all");
  expect(await source()).toMatchObject({ ok: false, detail: expect.stringContaining("reporting.conversations") });
});

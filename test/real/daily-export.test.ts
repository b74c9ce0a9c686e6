import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { expect, test, vi } from "vitest";
import type { ExportDay, Page } from "../../runner/src/commands/commands.ts";
import { datafeed, type RunningCommand, startDatafeed } from "../cli/command-line.ts";
import { freePort } from "../support/free-port.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.ts";
import { run } from "./programs.ts";

const dayMs = 86_400_000;
/** Hours by which the zone of the days is ahead of UTC: noon is near there, so that no day ends while the test runs. */
const ahead = 12 - new Date().getUTCHours();
// Zones of this kind are named the other way round.
const timezone = ahead === 0 ? "UTC" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
const noon = Date.now() + ahead * 3_600_000;
/** The day that is open while the test runs, and the three before it. */
const [open, third, second, first] = [0, 1, 2, 3].map((back) => new Date(noon - back * dayMs).toISOString().slice(0, 10)) as [
  string,
  string,
  string,
  string,
];

test("a day's document stays as it was first published, over HTTP, until an admin supersedes it", async () => {
  await using world = await makeWorld();
  await world.start();
  await world.until(
    async () => (await world.states()) === `${open} open, ${third} published, ${second} published, ${first} published`,
  );

  // What was published is what a date answers: whole, packed, in ranges, and not again to who has it.
  const document = await world.get(second);
  const { headers } = document;
  const tag = headers.etag ?? "";
  expect(document).toMatchObject({ status: 200, headers: { "content-type": "application/json", vary: "Accept-Encoding" } });
  expect(tag).toBe(`"${createHash("sha256").update(document.bytes).digest("hex")}"`);
  expect(JSON.parse(String(document.bytes))).toHaveLength(500);
  const packed = await world.get(second, { "accept-encoding": "gzip" });
  expect(packed).toMatchObject({ status: 200, headers: { "content-encoding": "gzip", etag: `W/${tag}` } });
  expect(packed.bytes.length).toBeLessThan(document.bytes.length / 4);
  expect(gunzipSync(packed.bytes).equals(document.bytes)).toBe(true);
  const [begin, end] = [await world.get(second, { range: "bytes=0-999" }), await world.get(second, { range: "bytes=1000-" })];
  expect([begin.status, end.status]).toEqual([206, 206]);
  expect(Buffer.concat([begin.bytes, end.bytes]).equals(document.bytes)).toBe(true);
  for (const known of [tag, `W/${tag}`]) {
    expect(await world.get(second, { "if-none-match": known })).toMatchObject({ status: 304, headers: { etag: tag } });
  }
  const chosen = await world.get(`${second}?bot_id=b1&bot_id=b2`);
  const bots = (JSON.parse(String(chosen.bytes)) as { bot_id: string }[]).map(({ bot_id }) => bot_id);
  expect([bots.length, ...new Set(bots)]).toEqual([200, "b1", "b2"]);

  // What is not there says why.
  const early = await world.get(open);
  expect(early).toMatchObject({ status: 425, headers: { "content-type": "application/problem+json" } });
  expect(Number(early.headers["retry-after"])).toBeGreaterThan(0);
  expect((await world.get("2020-01-01")).status).toBe(404);
  expect((await world.get(second, { authorization: "" })).status).toBe(401);

  // Late rows are reported, and in no document; not even when the day is run again.
  await world.insert(second, 500, 7);
  await world.restart();
  await world.until(async () => Number((await world.sql("select count(*) as n from late_checks"))[0]?.["n"]) >= 9);
  await world.sql("update late_checks set due_at = due_at - interval '2 hours' where step = '1h'");
  const again = await world.runAgain(second);
  await world.restart();
  await world.until(async () => (await world.day(second)).drift === 7);
  expect((await world.get(second)).bytes.equals(document.bytes)).toBe(true);
  expect(await world.get(second, { "if-none-match": tag })).toMatchObject({ status: 304 });
  expect(await world.day(third)).toMatchObject({ drift: 0 });
  expect((await world.cli("exports", "talks")).stdout).toMatch(new RegExp(`${second} +published +500 .* \\+7$`, "m"));

  // An admin lets the later one answer.
  expect((await world.day(second)).output?.sequence).toBe(1);
  const done = await world.cli("supersede", "talks", second, "--output", again, "--reason", "seven late talks");
  expect(done).toMatchObject({ code: 0 });
  const newer = await world.get(second, { "if-none-match": tag });
  expect(newer.status).toBe(200);
  expect(JSON.parse(String(newer.bytes))).toHaveLength(507);
  const file = join(world.folder, "newer.json");
  expect(await world.cli("exports", "talks", second, "--out", file)).toMatchObject({ code: 0 });
  expect(readFileSync(file).equals(newer.bytes)).toBe(true);

  // The late ones alone, as the docs have them.
  writeFileSync(join(world.folder, "day.json"), document.bytes);
  const late = Array.from({ length: 7 }, (_, n) => `${second}-0${500 + n}`);
  const docs = readFileSync("docs/daily-export.md", "utf8").replaceAll("conversation_id", "id");
  const [, sql = ""] = /^duckdb -c "([^"]*)"$/m.exec(docs) ?? [];
  const [, program = ""] = /^jq --slurpfile day day.json '([^']*)' newer.json$/m.exec(docs) ?? [];
  const byJq = await run("jq", ["--slurpfile", "day", join(world.folder, "day.json"), program, file]);
  expect((JSON.parse(byJq) as { id: string }[]).map(({ id }) => id)).toEqual(late);
  const duckdb = await DuckDBInstance.create();
  await (await duckdb.connect()).run(sql.replaceAll(/'(\w+\.json)'/g, `'${world.folder}/$1'`));
  duckdb.closeSync();
  const byDuckdb = JSON.parse(readFileSync(join(world.folder, "late.json"), "utf8")) as { id: string }[];
  expect(byDuckdb.map(({ id }) => id).sort()).toEqual(late);

  // What answers a day is not deleted in passing.
  const refused = await world.cli("delete", again);
  expect(refused.stderr).toContain("output-exported");
  expect((await world.get(second)).bytes.equals(newer.bytes)).toBe(true);
  expect((await world.cli("delete", again, "--force")).stderr).toContain("output-exported");
  expect(await world.cli("delete", again, "--force", "--reason", "by mistake")).toMatchObject({ code: 0 });
  const gone = await world.get(second);
  expect(gone.status).toBe(410);
  expect(JSON.parse(String(gone.bytes))).toMatchObject({ code: "export-day-deleted" });
  expect((await world.get(third)).status).toBe(200);
});

interface Fetched {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly bytes: Buffer;
}

/** A daemon of its own on PostgreSQL, as warehouse and as ledger, with a small daily export. */
async function makeWorld() {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "datafeed-daily-export-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const [warehouse, ledger] = [await createTestDatabase(), await createTestDatabase()];
  stack.defer(() => warehouse.drop());
  stack.defer(() => ledger.drop());
  const project = join(folder, "project");
  for (const each of ["extracts", "templates"]) mkdirSync(join(project, each), { recursive: true });
  for (const [name, text] of Object.entries(documents)) writeFileSync(join(project, name), text);
  writeFileSync(join(folder, "connections.yaml"), connections(warehouse, folder));
  const table = "create table talks (id text primary key, bot text not null, ended timestamptz not null, turns jsonb not null)";
  await query(warehouse, table);

  const insert = (date: string, from: number, count: number) =>
    query(
      warehouse,
      `insert into talks select $1 || '-' || lpad(n::text, 4, '0'), 'b' || n % 5, $4::timestamptz + n * interval '1 minute',
         jsonb_build_array(n, 'said "' || n || '"') from generate_series($2::int, $2::int + $3::int - 1) as n`,
      [date, from, count, `${date}T00:00:00${ahead < 0 ? "-" : "+"}${String(Math.abs(ahead)).padStart(2, "0")}:00`],
    );
  for (const date of [first, second, third, open]) await insert(date, 0, 500);

  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const surroundings = { cwd: project, home: folder, env: { TZ: "Asia/Kolkata" } };
  const place = ["--connections", join(folder, "connections.yaml"), "--ledger", ledger.url];
  const made = await datafeed(["token", "create", "--user", "ada", "--name", "test", ...place], surroundings);
  const token = made.stdout.trim();
  expect(token).toMatch(/^dfd_/);
  let daemon: RunningCommand | undefined;

  const fetched = async (path: string, headers: Record<string, string> = {}): Promise<Fetched> => {
    const asked = request(`${url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers }, agent: false }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, bytes: await buffer(answer) };
  };
  const json = async <Value>(path: string): Promise<Value> => JSON.parse(String((await fetched(path)).bytes)) as Value;
  /** A daemon tells nobody of what it has done; one that starts does not answer yet. */
  const until = (isSo: () => Promise<boolean>): Promise<void> =>
    vi.waitFor(
      async () => {
        if (!(await isSo().catch(() => false))) throw new Error(`it did not come to be within a minute: ${await world()}`);
      },
      { timeout: 60_000, interval: 200 },
    );
  /** For the error. */
  const world = async () => String((await fetched("/v1/exports/talks").catch((error) => ({ bytes: error }))).bytes);
  const states = async () => {
    const { items } = await json<Page<ExportDay>>("/v1/exports/talks");
    return items.map(({ date, state }) => `${date} ${state}`).join(", ");
  };
  const day = (date: string) => json<ExportDay>(`/v1/exports/talks/${date}/status`);
  const start = async (): Promise<void> => {
    daemon = startDatafeed(["serve", "--port", String(port), "--log-level", "warn", ...place], surroundings);
    await until(async () => (await fetched("/readyz")).status === 200);
  };
  const stop = async (): Promise<void> => {
    daemon?.child.kill("SIGTERM");
    await daemon?.ended;
    daemon = undefined;
  };
  stack.defer(stop);

  return {
    folder,
    start,
    until,
    states,
    day,
    insert: (date: string, from: number, count: number) => insert(date, from, count),
    sql: (text: string) => query(ledger, text),
    get: (date: string, headers?: Record<string, string>) => fetched(`/v1/exports/talks/${date}`, headers),
    restart: async () => {
      await stop();
      await start();
    },
    /** Runs a published day once more; answers with the output's id. */
    runAgain: async (date: string): Promise<string> => {
      const { window } = await day(date);
      const args = ["run", "talks", "--start", window.start, "--end", window.end, "--format", "json"];
      const { outcomes } = JSON.parse((await cli(...args)).stdout) as { outcomes: { output: { id: string } }[] };
      return outcomes[0]!.output.id;
    },
    cli,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };

  function cli(...args: readonly string[]) {
    const env = { DATAFEED_SERVER: url, DATAFEED_TOKEN: token };
    return datafeed(args, { ...surroundings, env });
  }
}

async function query(
  { url }: TestDatabase,
  text: string,
  values: readonly unknown[] = [],
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

function connections({ host, port, user, password, database }: TestDatabase, folder: string): string {
  const warehouse = { type: "postgres", host, port, database, user, password, ssl: "disable" };
  const local = { type: "file", path: join(folder, "out") };
  return JSON.stringify({ kind: "Connections", warehouses: { talks: warehouse }, destinations: { local } });
}

const documents: Readonly<Record<string, string>> = {
  "datafeed.yaml": `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer }, ada: { role: admin } }
products: { talks: { name: Talks, warehouse: talks } }
defaults: { timezone: UTC, to: local, retention: { keep: 1 } }
`,
  "templates/talks.template.yaml": `kind: Template
name: Talks
source: { table: public.talks }
time: { field: ended_at }
key: [id]
fields:
  id: { column: id, type: string }
  bot_id: { column: bot, type: string }
  ended_at: { column: ended, type: instant }
  turns: { column: turns, type: json }
`,
  "extracts/talks.extract.yaml": `kind: Extract
name: talks
product: talks
owner: amy
shared: true
template: Talks
fields: all
export: daily
schedule: { every: day, at: "00:00", timezone: "${timezone}", start: "${first}" }
output: { format: json, compress: none }
`,
};

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { feedsTimes } from "../../../runner/src/daemon/feeds/feeds-part.ts";
import { feedLeaseTimes } from "../../../runner/src/feeds/feed-owner.ts";
import { type FeedState, feedLease, listFeeds } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { leaseEnd } from "../../../runner/src/ledger/leases.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { datafeed, type RunningCommand, startDatafeed } from "../../cli/command-line.ts";
import { openReceiver } from "../../daemon/webhook.ts";
import { feedName } from "../../soak/feeds/call-project.ts";
import { stepSql } from "../../soak/feeds/calls-sql.ts";
import { type FeedServers, openGround, startFeedServers } from "../../soak/feeds/feed-ground.ts";
import { connected } from "../../soak/feeds/writers.ts";
import { freePort } from "../../support/free-port.ts";
import { readTopic } from "../../support/kafka/kcat.ts";
import { createTestDatabase } from "../../support/test-database.ts";
import { until } from "../../support/until.ts";

let servers: FeedServers;

beforeAll(async () => {
  servers = await startFeedServers();
});

afterAll(() => servers?.[Symbol.asyncDispose]());

test("of two daemons one has the feed; when it is killed the other goes on within 15 s, in order, and nothing is lost", async () => {
  await using open = new AsyncDisposableStack();
  const ground = open.use(await openGround(servers, { delivery: "at-least-once", hold: "30s" }));
  const database = await createTestDatabase();
  open.defer(() => database.drop());
  const ledger = open.use(await openLedger(database.url));
  const said: string[] = [];
  const start = (): RunningCommand => {
    const places = ["--project", ground.project, "--connections", "connections.yaml", "--ledger", database.url];
    const runner = startDatafeed(["serve", "--role", "feeds", ...places], { cwd: ground.project, home: ground.project });
    runner.child.stdout?.on("data", (chunk: Buffer) => said.push(String(chunk)));
    open.defer(async () => {
      runner.child.kill("SIGKILL");
      await runner.ended;
    });
    return runner;
  };
  const runners = [start(), start()];
  const feedState = async () => [...(await listFeeds(ledger)).values()][0];
  const state = async (isSo: (state: FeedState) => boolean): Promise<FeedState> =>
    (await until(feedState, (found) => found !== undefined && isSo(found), { said }))!;
  const first = await state(({ runner, position }) => runner !== undefined && position !== undefined);
  const holder = runners.find(({ child }) => first.runner?.includes(`:${child.pid}:`));
  const other = runners.find((runner) => runner !== holder);
  expect(holder).toBeDefined();

  const sql = await connected(ground.url);
  open.defer(() => sql.end());
  let number = 0;
  const write = async (kind: "create" | "analyse", externalId: string) => {
    const row = { index: 1, number: ++number, external_id: externalId, segments: [] };
    for (const text of stepSql[kind]) await sql.query(text, [JSON.stringify([row])]);
  };
  const ids = Array.from({ length: 60 }, (_, at) => `call-${at}`);
  for (const id of ids.slice(0, 30)) {
    await write("create", id);
    await write("analyse", id);
  }
  holder?.child.kill("SIGKILL");
  await holder?.ended;
  const lease = () => leaseEnd(ledger, feedLease(first.key));
  const killed = { at: Date.parse(await ledger.time()), until: Date.parse((await lease()) ?? "") };
  for (const id of ids.slice(30)) {
    await write("analyse", id);
    await write("create", id);
  }
  await state(({ runner }) => runner !== undefined && runner !== first.runner);
  // As the ledger's clock has it, however slow the machine: free after ten seconds, looked at each second, and not taken before.
  expect(killed.until - killed.at).toBeLessThanOrEqual(feedLeaseTimes.leaseMs);
  expect(Date.parse((await lease()) ?? "") - feedLeaseTimes.leaseMs).toBeGreaterThanOrEqual(killed.until);
  expect(feedLeaseTimes.leaseMs + feedsTimes.tickMs + feedsTimes.spread.patienceMs).toBeLessThan(15_000);
  await state(({ held, sent, lag }) => held === 0 && sent >= 60 && lag?.events === 0);
  const records = await until(
    () => readTopic(servers.kafka.servers, ground.topic),
    (found) => new Set(found.map(({ headers }) => headers["ce_id"])).size >= 120,
    { said },
  );
  for (const id of ids) {
    // A repeat comes with the same id only: once each, the conversation first.
    const own = records.filter(({ key }) => key === id);
    const once = [...new Map(own.map((record) => [record.headers["ce_id"], record])).values()];
    const types = once.map(({ headers }) => /Created|Analyzed/.exec(headers["ce_type"] ?? "")?.[0]);
    expect(types).toEqual(["Created", "Analyzed"]);
  }
  other?.child.kill("SIGTERM");
  expect((await other?.ended)?.code).toBe(0);
  expect((await listFeeds(ledger)).get(feedName)?.runner).toBeUndefined();
});

test("a feed is paused and resumed over HTTP, measured, told of when it stops and when it goes on again", async () => {
  await using open = new AsyncDisposableStack();
  const receiver = open.use(await openReceiver());
  const ground = open.use(await openGround(servers, { delivery: "at-least-once", hold: "30s" }));
  const { project, ledger } = ground;
  const feedFile = join(project, "extracts/calls.feed.yaml");
  const sound = `${readFileSync(feedFile, "utf8")}shared: true\nnotify: [{ to: ops, events: [failure, late, recovery] }]\n`;
  writeFileSync(feedFile, sound.replace("changes: datafeed.changes", "changes: datafeed.elsewhere"));
  const connections = JSON.parse(readFileSync(join(project, "connections.yaml"), "utf8"));
  const notifiers = { ops: { type: "webhook", url: receiver.url } };
  writeFileSync(join(project, "connections.yaml"), JSON.stringify({ ...connections, notifiers }));
  const port = await freePort();
  const around = { cwd: project, home: project };
  const places = ["--project", project, "--ledger", ledger];
  const daemon = startDatafeed(["serve", ...places, "--connections", "connections.yaml", "--port", `${port}`], around);
  const said: string[] = [];
  daemon.child.stdout?.on("data", (chunk: Buffer) => said.push(String(chunk)));
  open.defer(async () => {
    daemon.child.kill("SIGTERM");
    expect((await daemon.ended).code).toBe(0);
  });
  const url = `http://127.0.0.1:${port}`;
  await until(
    () => fetch(`${url}/readyz`),
    ({ ok }) => ok,
    { said },
  );
  const token = JSON.parse(
    (await datafeed(["token", "create", "--user", "dana", "--name", "test", "--format", "json", ...places], around)).stdout,
  ).token as string;
  const headers = { authorization: `Bearer ${token}` };
  const view = async (isSo: (view: FeedView) => boolean): Promise<FeedView> => {
    const ask = async () => (await (await fetch(`${url}/v1/feeds/${feedName}`, { headers })).json()) as FeedView;
    return until(ask, isSo, { said });
  };
  const post = async (verb: string): Promise<number> => {
    const body = JSON.stringify({});
    const sent = { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
    return (await fetch(`${url}/v1/feeds/${feedName}/${verb}`, sent)).status;
  };
  /** What was told of the feed, when it is so much. */
  const told = (count: number) =>
    until(
      () => receiver.posted.map(({ body }) => body),
      ({ length }) => length >= count,
      { said },
    );

  const stopped = await view(({ state }) => state === "stopped");
  expect(stopped.lastError?.code).toBe("feed-changes-missing");
  const [failure] = await told(1);
  expect(failure).toMatchObject({ feed: feedName, error: { code: "feed-changes-missing" } });
  expect(failure.extract).toBeUndefined();

  // The document is mended; a person has it go on.
  writeFileSync(feedFile, sound);
  await view(({ source }) => source.includes("datafeed.changes"));
  expect(await post("resume")).toBe(200);
  await view(({ state, position }) => state === "running" && position !== undefined);

  const sql = await connected(ground.url);
  open.defer(() => sql.end());
  const create = async (externalId: string) => {
    const row = { index: 1, number: 1, external_id: externalId, segments: [] };
    for (const text of stepSql.create) await sql.query(text, [JSON.stringify([row])]);
  };
  await create("a");
  await view(({ sent }) => sent === 1);
  expect(await post("pause")).toBe(200);
  await view(({ state, runner }) => state === "paused" && runner === undefined);
  await create("b");
  expect(await post("resume")).toBe(200);
  await view(({ sent }) => sent === 2);

  const scraped = await until(
    async () => (await fetch(`${url}/metrics`, { headers })).text(),
    (text) => text.includes('datafeed_feed_events_total{feed="calls"} 2'),
    { said },
  );
  expect(scraped).toContain('datafeed_feed_state{feed="calls",state="running"} 1');
  expect(scraped).toContain('datafeed_feed_lag_seconds{feed="calls"}');
  expect(scraped).toMatch(/datafeed_feed_batch_duration_seconds_count\{product="calls"\} \d/);
  expect((await told(2)).map(({ event }) => event)).toEqual(["failure", "recovery"]);
});

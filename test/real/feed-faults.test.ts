import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { feedCampaign } from "../soak/feeds/feed-campaign.ts";
import { type FeedServers, startFeedServers } from "../soak/feeds/feed-ground.ts";
import { FeedScene, said } from "../soak/feeds/feed-scene.ts";

let servers: FeedServers;

beforeAll(async () => {
  servers = await startFeedServers();
});

afterAll(() => servers?.[Symbol.asyncDispose]());

const usual = { delivery: "at-least-once", hold: "3s" } as const;

test("PostgreSQL is restarted while writers write: nothing is lost, and the feed goes on by itself", async () => {
  const trouble = async (hasSent: () => Promise<void>) => {
    await servers.postgres.restart();
    await hasSent();
    await servers.postgres.restart();
  };
  const quiet = {
    kills: 0,
    restarts: 0,
    writers: 4,
    seed: 12,
    command: "serve",
    delivery: "at-least-once",
  } as const;
  const result = await feedCampaign(servers, { ...quiet, conversations: 2_500, trouble });
  expect(result.violations).toEqual([]);
  expect(result.written.lost).toBeGreaterThan(0);
});

test("a transaction that somebody forgot holds changes up: it is shown since when, and nothing is lost or given up", async () => {
  await using scene = await FeedScene.open(servers, { ...usual, lateAfter: "1s" });
  const forgotten = await scene.another();
  await scene.analyse("waits");
  await scene.create("first");
  await forgotten.query("begin");
  await scene.create("forgotten", forgotten);
  for (const externalId of ["a", "waits"]) await scene.create(externalId);
  // In order: when this is sent, the analysis before it is held.
  await scene.events(1);
  await scene.status(({ lag }) => lag?.heldUpSince !== undefined && (lag.events ?? 0) >= 2);
  // Longer than `hold`: what it waits for is there, and can't be seen yet.
  const view = await scene.status(({ lag }) => (lag?.seconds ?? 0) > 5);
  expect(view).toMatchObject({ state: "running", sent: 1, held: 1, deadLetters: 0 });
  await forgotten.query("commit");
  await forgotten.end();
  const all = ["Analyzed waits", "Created a", "Created first", "Created forgotten", "Created waits"];
  expect([...said(await scene.events(5))].sort()).toEqual(all);
  const after = await scene.status(({ lag }) => lag?.events === 0);
  expect(after).toMatchObject({ held: 0, deadLetters: 0 });
});

test("a row that can't be an event is a dead letter without its values, and the feed goes on", async () => {
  await using scene = await FeedScene.open(servers, usual);
  await scene.create("a");
  await scene.create("poison");
  await scene.events(2);
  await scene.query("update reporting.conversations set start_time = 'infinity', caller_number = '+15550001234'");
  await scene.query(
    `insert into reporting.conversations
     select 'poisoned', conversation_id, tenant_id, department_id, agent_id, rating_csat, rating_nps, start_time, end_time,
       duration_s, language_code, direction_id, caller_number, called_number, releasing_party_id, hold_count, total_hold_s,
       max_hold_s, received_at from reporting.conversations where external_id = 'poison'`,
  );
  await scene.create("b");
  const [letter] = await scene.deadLetters(1);
  expect(letter?.key).toBe("poisoned");
  expect(JSON.stringify(letter)).not.toMatch(/infinity|1555000/);
  expect([...said(await scene.events(3))].sort()).toEqual(["Created a", "Created b", "Created poison"]);
  expect(await scene.status(({ deadLetters }) => deadLetters === 1)).toMatchObject({ state: "running", deadLetters: 1 });
});

const ways = [
  { name: "an older copy of its data", timeline: false },
  { name: "another history of its data", timeline: true },
];

test.each(ways)("a database that was restored to $name stops the feed, and a person has it go on", async ({ timeline }) => {
  await using scene = await FeedScene.open(servers, { ...usual, snapshot: "all" });
  await scene.create("before");
  await scene.events(1);
  let backup = "";
  await servers.postgres.restart((data) => {
    backup = `${data}-backup`;
    copy(data, backup);
  });
  await scene.reconnect();
  await scene.create("lost by the restore");
  await scene.events(2);
  await servers.postgres.restart((data) => restore(data, backup, timeline));
  await scene.reconnect();
  if (timeline) await scene.query("checkpoint");

  const stopped = await scene.status(({ state }) => state === "stopped");
  expect(stopped.lastError?.code).toMatch(/^feed-source-/);
  expect(scene.runner.running).toBe(true);
  await scene.create("after");
  expect(said(await scene.events(2))).not.toContain("Created after");

  await scene.verb("pause", "--reason", "the database was restored");
  await scene.verb("position", "--set", "start", "--reason", "send what is there");
  await scene.verb("resume");
  expect(said(await scene.events(4))).toEqual(expect.arrayContaining(["Created after", "Created lost by the restore"]));
  await scene.status(({ state, lag }) => state === "running" && lag?.events === 0);
});

/** Puts a copy back; `timeline`: as a restore that branches off, and not as a copy of files. */
function restore(data: string, backup: string, timeline: boolean): void {
  rmSync(data, { recursive: true });
  copy(backup, data);
  rmSync(backup, { recursive: true });
  if (!timeline) return;
  // Recovery with nothing to restore ends at once, on a timeline of its own.
  appendFileSync(join(data, "postgresql.auto.conf"), "restore_command = 'false'\n");
  writeFileSync(join(data, "recovery.signal"), "", { mode: 0o644 });
}

/** With its owner: the server runs as another user. */
function copy(from: string, to: string): void {
  execFileSync("cp", ["-a", from, to]);
}

test("the runner's clock jumps, by days too, there and back: nothing is lost, repeated or out of order", async () => {
  const clock = join(mkdtempSync(join(tmpdir(), "datafeed-clock-")), "faketime");
  const jump = (by: string): void => writeFileSync(clock, `${by}\n`);
  jump("+0");
  const env = {
    LD_PRELOAD: fakeTime(),
    FAKETIME_TIMESTAMP_FILE: clock,
    FAKETIME_NO_CACHE: "1",
    FAKETIME_DONT_FAKE_MONOTONIC: "1",
  };
  await using scene = await FeedScene.open(servers, { ...usual, hold: "30d" }, env);
  const expected: string[] = [];
  // Not further ahead than an hour: Kafka refuses records of a later day, and the feed waits until the clock is right.
  for (const [at, by] of ["+0", "+50m", "-3d", "+10m", "+0"].entries()) {
    jump(by);
    await scene.analyse(`call ${at}`);
    await scene.create(`call ${at}`);
    expected.push(`Created call ${at}`, `Analyzed call ${at}`);
    expect([...said(await scene.events(expected.length))].sort()).toEqual([...expected].sort());
  }
  for (let at = 0; at < 5; at++) {
    const own = said(await scene.events(expected.length)).filter((line) => line.endsWith(` ${at}`));
    expect(own).toEqual([`Created call ${at}`, `Analyzed call ${at}`]);
  }
  expect(await scene.status(({ lag }) => lag?.events === 0)).toMatchObject({ held: 0, deadLetters: 0, state: "running" });
});

/** Errors: when libfaketime is not there; `scripts/test-kafka` installs it. */
function fakeTime(): string {
  const found = readdirSync("/usr/lib")
    .map((name) => `/usr/lib/${name}/faketime/libfaketime.so.1`)
    .find((file) => existsSync(file));
  if (found === undefined) throw new Error("libfaketime is missing. Run scripts/test-kafka.");
  return found;
}

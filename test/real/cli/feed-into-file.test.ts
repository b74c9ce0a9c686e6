import { beforeAll, expect, test } from "vitest";
import { feedKey } from "../../../runner/src/feeds/feed-key.ts";
import { ownFeed } from "../../../runner/src/feeds/feed-owner.ts";
import { pauseFeed } from "../../../runner/src/ledger/feeds/control-feed.ts";
import { readFeed } from "../../../runner/src/ledger/feeds/feed-state.ts";
import { noteFeed } from "../../../runner/src/ledger/feeds/own-feed.ts";
import { type Ledger, openLedger } from "../../../runner/src/ledger/ledger.ts";
import { expectFailure } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

const name = "conversation-events";
let project: TestProject;

beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
  return () => project[Symbol.dispose]();
});

/** What the feed has written to a file, line by line. */
function linesOf(path: string) {
  const lines = project.read(path).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

test("a second run into a file goes on where the first one ended, and says so", async () => {
  const toFile = ["feed", "run", name, "--sink", "file:once.ndjson", "--once"];
  const first = await project.json(...toFile);
  expect(first).toMatchObject({ feed: name, state: "done", deadLetters: 0, held: 0 });
  const text = project.read("once.ndjson");
  expect(linesOf("once.ndjson")).toHaveLength(first.sent);
  expect(await project.json(...toFile)).toMatchObject({ state: "done", sent: 0 });
  expect(project.read("once.ndjson")).toBe(text);
  expectFailure(await project.run(...toFile, "--with-headers"), "feed-file-shape");
  expect(project.read("once.ndjson")).toBe(text);
  const again = await project.run(...toFile);
  expect(again).toMatchObject({ code: 0, stdout: `✔ ${name}: nothing is unread\n` });
  // Another file begins anew, and the feed itself has not begun.
  expect(await project.json("feed", "run", name, "--sink", "file:other.ndjson", "--once")).toMatchObject({ sent: first.sent });
  expect(await project.json("feed", "status", name)).not.toHaveProperty("position");
});

test("--from begins a new file there, and never one that has begun", async () => {
  const from = ["feed", "run", name, "--once", "--from", "2026-06-01", "--sink"];
  expect((await project.run(...from, "file:begun.ndjson", "--with-headers")).code).toBe(0);
  const lines = linesOf("begun.ndjson");
  expect(lines.length).toBeGreaterThan(10);
  for (const { key, headers, value } of lines) {
    expect(headers).toMatchObject({ ce_subject: key, ce_type: value.eventType, ce_feed: name, ce_specversion: "1.0" });
    expect(headers.ce_time >= "2026-06-01").toBe(true);
  }
  expectFailure(await project.run(...from, "file:begun.ndjson"), "feed-begun");
  expect(linesOf("begun.ndjson")).toHaveLength(lines.length);
});

test("a file that another run writes to is left to it", async () => {
  const path = project.path("owned.ndjson");
  const feed = { key: feedKey({ name }, { to: "file", path }), name, definitionHash: "d" };
  const run = ["feed", "run", name, "--once", "--sink", `file:${path}`];
  await using ledger = await openLedger(project.path(".datafeed/ledger.sqlite"));
  {
    await using owner = await ownFeed(ledger, feed, "runner of amy", { leaseMs: 10_000, heartbeatMs: 100 });
    expect(owner?.isHeld).toBe(true);
    const refused = await project.run(...run);
    expectFailure(refused, "feed-owned");
    expect(refused.stderr).toContain("runner of amy");
    expect(refused.stderr).toContain("another runner has it: waiting");
    expect(project.files(".")).not.toContain("owned.ndjson");
  }
  expect((await project.run(...run)).code).toBe(0);
});

test("a file that was deleted is written anew, one that lost lines is left alone until --fresh", async () => {
  const run = ["feed", "run", name, "--once", "--sink", "file:gone.ndjson"];
  const first = await project.json(...run);
  const text = project.read("gone.ndjson");
  project.remove("gone.ndjson");
  const again = await project.run(...run);
  expect(again).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^! .*gone\.ndjson is gone: the feed begins anew\.$/m),
  });
  expect(project.read("gone.ndjson")).toBe(text);
  project.write("gone.ndjson", text.slice(0, text.indexOf("\n") + 1));
  const refused = await project.run(...run);
  expectFailure(refused, "feed-file-shorter");
  expect(refused.stderr).toContain(`has 1 lines; ${first.sent} were written`);
  expect(await project.json(...run, "--fresh")).toMatchObject({ state: "done", sent: first.sent });
  expect(project.read("gone.ndjson")).toBe(text);
});

test("a feed that an error has stopped is tried again by a run; one that is paused is not, and shows no tick", async () => {
  const feed = { key: feedKey({ name }, { to: "file", path: project.path("stopped.ndjson") }), name };
  const run = ["feed", "run", name, "--once", "--sink", "file:stopped.ndjson"];
  await using ledger = await openLedger(project.path(".datafeed/ledger.sqlite"));
  {
    await using owner = await ownFeed(ledger, { ...feed, definitionHash: "d" }, "amy", { leaseMs: 10_000, heartbeatMs: 100 });
    if (owner === undefined) throw new Error("nobody has it");
    await noteFeed(ledger, owner, { error: { code: "feed-topic-missing", message: "There was no topic." }, stop: true });
  }
  await pauseFeed(ledger, feed, { by: "amy", reason: "lunch" });
  const paused = await project.run(...run);
  expectFailure(paused, "feed-paused");
  expect(paused.stderr).toContain(`Start it again after: datafeed feed resume "${name}"`);
  expect(paused.text).not.toMatch(/✔|COMPLETED/);
  await resumeOnlyPause(ledger, feed.key);
  expect(await project.json(...run)).toMatchObject({ state: "done" });
  const state = await readFeed(ledger, feed.key);
  expect(state).not.toHaveProperty("lastError");
  // Where the feed itself stands, programs read as an object.
  await using owner = await ownFeed(ledger, { key: name, name, definitionHash: "d" }, "amy");
  const position = state?.position ?? "";
  await noteFeed(ledger, owner!, { position });
  expect((await project.json("feed", "status", name)).position).toEqual(JSON.parse(position));
});

/** A person's `resume` takes back the stop, too. */
async function resumeOnlyPause(ledger: Ledger, key: string): Promise<void> {
  await ledger.write((db) => db.updateTable("feeds").set({ paused_at: null }).where("key", "=", key).execute());
}

test("a folder that is not there is no place for a file", async () => {
  const answer = await project.run("feed", "run", name, "--once", "--sink", "file:nowhere/events.ndjson");
  expectFailure(answer, "feed-file-failed");
  expect(answer.stderr).toMatch(/There is no folder .*nowhere/);
  expect(answer.text).not.toMatch(/✔|COMPLETED/);
});

test.each([
  [["--sink", "nats"], "usage", /kafka, stdout, or file:PATH/],
  [["--sink", "file:"], "usage", /which file/],
  [["--from", "2026-06-01"], "usage", /--sink stdout or file:PATH/],
  [["--fresh"], "usage", /--sink file:PATH/],
  [["--with-headers"], "usage", /--sink stdout or file:PATH/],
  [["--sink", "stdout", "--from", "soon"], "usage", /2026-03-17/],
  [["--server", "http://127.0.0.1:9"], "feed-run-on-server", /runs its feeds by itself.*feed status/s],
] as const)("says what is wrong with %j", async (options, code, words) => {
  const answer = await project.run("feed", "run", name, ...options);
  expect(answer.stderr).toMatch(new RegExp(`^✖ ${code}  \\S`, "m"));
  expect(answer).toMatchObject({ code: 1, stderr: expect.stringMatching(words), stdout: "" });
});

test("a feed that is not there, and one whose broker nobody has named", async () => {
  expectFailure(await project.run("feed", "run", "conversation-event", "--once"), "feed-unknown");
  const answer = await project.run("feed", "run", name, "--once");
  expectFailure(answer, "connection-unknown");
  expect(answer.stderr).toContain("--sink stdout");
  const elsewhere = project.writeOutside(
    "no-broker.yaml",
    "kind: Connections\nwarehouses: { sample: { type: duckdb, path: s } }\ndestinations: { local: { type: file, path: out } }\n",
  );
  const status = await project.run("feed", "status", name, "--connections", elsewhere);
  expectFailure(status, "feed-unsound");
  expect(status.stderr).toMatch(/extracts\/conversation-events\.feed\.yaml:\d+ {2}broker-undeclared {2}There is no broker/);
  expect((await project.run("validate", name)).code).toBe(0);
});

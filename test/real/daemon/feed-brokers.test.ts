import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FeedView } from "../../../runner/src/commands/commands.ts";
import { openLedger } from "../../../runner/src/ledger/ledger.ts";
import { createToken } from "../../../runner/src/ledger/tokens.ts";
import { startDatafeed } from "../../cli/command-line.ts";
import { freePort } from "../../support/free-port.ts";
import { type Broker, startBroker } from "../../support/kafka.ts";
import { until } from "../../support/until.ts";

let kafka: Broker;
beforeAll(async () => {
  kafka = await startBroker();
});
afterAll(() => kafka?.[Symbol.asyncDispose]());

const files = {
  "datafeed.yaml": `kind: Project
version: 1
organization: Acme
users: { ben: { role: admin } }
products: { calls: { name: Calls, warehouse: memory } }
defaults: { timezone: UTC }
`,
  "templates/calls.template.yaml": `kind: Template
name: Calls
source: { sql: "select * from (values ('a', timestamp '2026-11-16 08:00:00')) calls(id, started) where started >= :window_start and started < :window_end" }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: string, nullable: false }
  At: { column: started, type: instant, stored: utc-naive }
`,
};

function feed(name: string, to: { readonly broker: string; readonly topic: string }): string {
  return `kind: Feed
name: ${name}
product: calls
owner: ben
shared: true
source: { lookback: 10m, every: 1s }
snapshot: all
to: ${JSON.stringify(to)}
key: Id
events: { Call: { template: Calls, raise: insert } }
`;
}

function connections(brokers: Readonly<Record<string, object>>): string {
  const all = Object.entries(brokers).map(([name, broker]) => [name, { type: "kafka", tls: "disable", ...broker }]);
  const warehouses = { memory: { type: "duckdb", path: ":memory:" } };
  return JSON.stringify({ kind: "Connections", warehouses, destinations: {}, brokers: Object.fromEntries(all) });
}

/** Topics of a test: in a cluster that somebody runs there may be others of the same words. */
async function topics(...words: readonly string[]): Promise<readonly string[]> {
  const names = words.map((word) => `${word}-${process.pid}-${Date.now()}`);
  for (const name of names) for (const topic of [name, `${name}.dead-letter`]) await kafka.createTopic(topic);
  return names;
}

class Scene implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "datafeed-brokers-"));
  readonly #open = new AsyncDisposableStack();
  readonly #said: string[] = [];
  #url = "";
  #token = "";

  constructor() {
    this.#open.defer(() => rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 }));
  }

  write(all: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  /** Returns when it is ready. */
  async serve(...args: readonly string[]): Promise<void> {
    const state = join(this.folder, "state");
    mkdirSync(state);
    await using ledger = await openLedger(join(state, "ledger.sqlite"));
    this.#token = (await createToken(ledger, { user: "ben", name: "test", days: 1, createdBy: "ben" })).token;
    const all = ["serve", "--port", "0", "--state", state, "--log-format", "json", ...args];
    const { child, ended } = startDatafeed(all, { cwd: this.folder, home: this.folder });
    this.#open.defer(async () => {
      child.kill("SIGTERM");
      expect((await ended).code).toBe(0);
    });
    createInterface(child.stdout!).on("line", (line) => this.#said.push(line));
    const says = (words: string) => until(() => this.#said.find((line) => line.includes(words)), isThere, { said: this.#said });
    this.#url = JSON.parse((await says("The API listens"))!).address;
    await says("at work");
  }

  answer(path: string, body?: object): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, "content-type": "application/json" };
    return fetch(`${this.#url}${path}`, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
  }

  async ask(path: string, body?: object): Promise<string> {
    const answer = await this.answer(path, body);
    const text = await answer.text();
    expect([path, answer.ok, text]).toEqual([path, true, text]);
    return text;
  }

  /** The feed, when it is so. */
  feed(name: string, isSo: (view: FeedView) => boolean): Promise<FeedView> {
    return until(async () => JSON.parse(await this.ask(`/v1/feeds/${name}`)) as FeedView, isSo, { said: this.#said });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#open.disposeAsync();
  }
}

const isThere = (value: unknown): boolean => value !== undefined;
const sound = ({ state, sent, lastError }: FeedView): boolean => state === "running" && sent > 0 && lastError === undefined;

test("a broker that is down when the daemon starts, or whose topic is taken, holds up no other feed; it is gone to when it is there", async () => {
  await using scene = new Scene();
  const [late = "", now = "", taken = ""] = await topics("late", "now", "taken");
  const [port, servers] = [await freePort(), kafka.servers];
  const brokers = { there: { servers }, down: { servers: [`127.0.0.1:${port}`] }, odd: { servers, positions: taken } };
  scene.write({
    "connections.yaml": connections(brokers),
    ...files,
    "extracts/late.feed.yaml": feed("late", { broker: "down", topic: late }),
    "extracts/now.feed.yaml": feed("now", { broker: "there", topic: now }),
    "extracts/taken.feed.yaml": feed("taken", { broker: "odd", topic: taken }),
  });
  await scene.serve("--project", scene.folder, "--connections", "connections.yaml");
  await scene.feed("now", sound);
  const down = await scene.feed("late", ({ lastError }) => lastError !== undefined);
  expect(down).toMatchObject({ state: "running", sent: 0, lastError: { code: "feed-broker-unreachable" } });
  expect(down.lastError?.message).toContain("kafka down");
  // Nothing is sent into the topic that keeps positions.
  const refused = await scene.answer("/v1/feeds/taken");
  expect([refused.status, await refused.json()]).toMatchObject([404, { code: "feed-unsound" }]);

  // The broker comes: it names itself by its own address to whoever asks here.
  const [host, real] = (servers[0] ?? "").split(":");
  const listener = createServer((socket) => {
    pipeline(socket, connect(Number(real), host), socket, () => {});
  });
  await new Promise<void>((resolve) => listener.listen(port, "127.0.0.1", resolve));
  await using _ = { [Symbol.asyncDispose]: async () => void listener.close() };
  await scene.feed("late", sound);
  for (const topic of [late, now]) expect((await kafka.read(topic)).map(({ key }) => key)).toEqual(["a"]);
  expect(await kafka.read(taken)).toEqual([]);

  const metrics = await scene.ask("/metrics");
  for (const name of ["late", "now"]) {
    expect(metrics).toContain(`\ndatafeed_feed_state{feed="${name}",state="running"} 1\n`);
    expect(metrics).toContain(`\ndatafeed_feed_events_total{feed="${name}"} 1\n`);
  }
  expect(metrics).toContain('\ndatafeed_feeds{state="running"} 2\n');
});

test("where approval is required a feed goes on as it stands on the protected branch; what is not merged takes no effect", async () => {
  await using scene = new Scene();
  const [approved = "", other = ""] = await topics("approved", "other");
  const work = join(scene.folder, "work");
  const git = (...args: readonly string[]) => {
    const who = ["-c", "user.name=ben", "-c", "user.email=ben@example.com"];
    execFileSync("git", ["-C", work, ...who, ...args], { stdio: "pipe" });
  };
  const put = (all: Readonly<Record<string, string>>, branch: string) => {
    scene.write(Object.fromEntries(Object.entries(all).map(([path, text]) => [`work/${path}`, text])));
    git("add", "--all");
    git("commit", "--quiet", "--message", branch);
    git("push", "--quiet", "origin", `HEAD:${branch}`);
  };
  mkdirSync(work);
  const origin = join(scene.folder, "origin.git");
  git("init", "--quiet", "--bare", "--initial-branch=main", origin);
  git("init", "--quiet");
  git("remote", "add", "origin", `file://${origin}`);
  scene.write({ "connections.yaml": connections({ main: { servers: kafka.servers } }) });
  put({ ...files, "extracts/calls.feed.yaml": feed("calls", { broker: "main", topic: approved }) }, "main");
  const changed = feed("calls", { broker: "main", topic: other });
  const sneaky = feed("sneaky", { broker: "main", topic: other });
  put({ "extracts/calls.feed.yaml": changed, "extracts/sneaky.feed.yaml": sneaky }, "dev");
  const branches = ["--git", `file://${origin}#dev`, "--poll", "1s", "--protected-branch", "main", "--require-approved"];
  await scene.serve(...branches, "--connections", "connections.yaml");

  const first = await scene.feed("calls", sound);
  expect(first).toMatchObject({ topic: approved, sent: 1, refused: { code: "not-approved" } });
  await scene.ask("/v1/feeds/calls/replays", { from: "2026-11-16T00:00:00Z", to: "2026-11-17T00:00:00Z" });
  await scene.feed("calls", ({ sent }) => sent === 2);
  const { items } = JSON.parse(await scene.ask("/v1/feeds"));
  expect(items.map(({ name }: FeedView) => name)).toEqual(["calls"]);
  expect([await kafka.read(approved), await kafka.read(other)]).toMatchObject([{ length: 2 }, { length: 0 }]);

  git("push", "--quiet", "origin", "HEAD:main");
  await scene.feed("calls", ({ topic, refused }) => topic === other && refused === undefined);
});

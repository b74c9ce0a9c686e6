import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { feedFaultPoints } from "../../runner/src/feeds/faults.ts";
import { feedLease } from "../../runner/src/ledger/feeds/feed-state.ts";
import { releaseLease } from "../../runner/src/ledger/leases.ts";
import { openLedger } from "../../runner/src/ledger/ledger.ts";
import { checkOrder, type Seen } from "../feeds/engine/check-order.ts";
import type { ChildOrders } from "../feeds/engine/feed-child.ts";
import { longHistory } from "../feeds/engine/long-history.ts";
import { type Broker, startBroker } from "../support/kafka.ts";

const script = join(import.meta.dirname, "../feeds/engine/feed-child.ts");
const usualKey = "conversations";
const none: ReadonlySet<string> = new Set();
/** Of whoever stands still: the next one waits for so long. The others keep theirs, however slow the machine is. */
const [shortMs, longMs] = [5_000, 120_000];

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datafeed-feed-"));
});
afterEach(() => rm(folder, { recursive: true }));

type Orders = Omit<ChildOrders, "key" | "leaseMs"> & { readonly key?: string };

function start(orders: Orders) {
  const leaseMs = orders.at?.signal === "SIGSTOP" ? shortMs : longMs;
  const child = spawn(process.execPath, [script, JSON.stringify({ key: usualKey, leaseMs, ...orders })], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const reading = createInterface(child.stdout).on("line", (line) => lines.push(line));
  return { child, lines, reading, closed: once(child, "close") as Promise<[number | null, NodeJS.Signals | null]> };
}

/** Runs the feed to its end, or to the step at which it is killed. */
async function run(orders: Orders): Promise<void> {
  const { child, closed, lines } = start(orders);
  const [code, signal] = await closed;
  if (orders.at === undefined) expect([code, lines]).toEqual([0, ['{"state":"done"}']]);
  else {
    expect([signal, lines]).toEqual(["SIGKILL", expect.anything()]);
    // As if its time were over, for which nobody has to wait here.
    await using ledger = await openLedger(orders.ledger);
    await releaseLease(ledger, feedLease(orders.key ?? usualKey), `runner:${child.pid}`);
  }
}

/** The records of a file, each with its headers. */
async function recordsOf(file: string): Promise<readonly Seen[]> {
  const lines = (await readFile(file, "utf8")).split("\n").slice(0, -1);
  return lines.map((line) => {
    const { key, headers, value } = JSON.parse(line);
    return { to: "events", key, id: headers.ce_id, text: JSON.stringify(value) };
  });
}

describe("a feed into a file", () => {
  it.each(feedFaultPoints.filter((point) => point !== "prepared"))(
    "loses nothing and keeps its order when killed at: %s",
    async (point) => {
      const orders = {
        ledger: join(folder, "ledger.sqlite"),
        sink: { file: join(folder, "events.ndjson") },
        transactional: false,
      };
      await run({ ...orders, at: { point, time: 3, signal: "SIGKILL" } });
      await run(orders);
      const repeats = checkOrder(longHistory, await recordsOf(orders.sink.file), none);
      // Only what was sent and not kept yet comes again.
      if (point === "sent") expect(repeats).toBeGreaterThan(0);
      else expect(repeats).toBe(0);
    },
  );

  it("is left alone by a runner that stood still for longer than its lease", async () => {
    const orders = {
      ledger: join(folder, "ledger.sqlite"),
      sink: { file: join(folder, "events.ndjson") },
      transactional: false,
    };
    const zombie = start({ ...orders, at: { point: "ordered", time: 4, signal: "SIGSTOP" } });
    await once(zombie.reading, "line");
    await run(orders);
    const before = await readFile(orders.sink.file, "utf8");
    zombie.child.kill("SIGCONT");
    await zombie.closed;
    expect(zombie.lines).toEqual(["there", '{"state":"lost"}']);
    expect(await readFile(orders.sink.file, "utf8")).toBe(before);
    expect(checkOrder(longHistory, await recordsOf(orders.sink.file), none)).toBe(0);
  });
});

describe("a feed into Kafka", () => {
  let kafka: Broker;
  let topics = 0;
  // The cluster may be somebody's, with topics of its own.
  const own = `feed-killed-${randomUUID().slice(0, 8)}`;
  const [deadLetters, positions] = [`${own}-dead`, `${own}-positions`];
  beforeAll(async () => {
    kafka = await startBroker();
    await kafka.createTopic(deadLetters);
    await kafka.createTopic(positions, { configs: { "cleanup.policy": "compact" } });
  });
  afterAll(() => kafka?.[Symbol.asyncDispose]());

  const deaths = (["at-least-once", "transactional"] as const).flatMap((delivery) =>
    feedFaultPoints
      .filter((point) => delivery === "transactional" || point !== "prepared")
      .map((point) => ({ delivery, point })),
  );

  it.each(deaths)("$delivery, killed at: $point", async ({ delivery, point }) => {
    const topic = `${own}-${++topics}`;
    await kafka.createTopic(topic, { partitions: 3 });
    const transactional = delivery === "transactional";
    const sink = { servers: kafka.servers, topic, deadLetters, positions };
    const orders = { key: topic, ledger: join(folder, "ledger.sqlite"), sink, transactional };
    await run({ ...orders, at: { point, time: 3, signal: "SIGKILL" } });
    await run(orders);
    const read = await kafka.read(topic, { committed: true });
    const records = read.map(({ key, value, headers }): Seen => {
      const id = headers["ce_id"] ?? "";
      return { to: "events", key: key ?? "", id, text: value ?? "" };
    });
    // A key lies in one partition: its order is what a reader sees.
    const repeats = [...Map.groupBy(records, ({ key }) => key)].reduce((sum, [key, ofKey]) => {
      const history = longHistory.filter((each) => "externalId" in each && each.externalId === key);
      return sum + checkOrder(history, ofKey, none);
    }, 0);
    expect(new Set(records.map(({ key }) => key)).size).toBe(41);
    if (delivery === "at-least-once" && point === "sent") expect(repeats).toBeGreaterThan(0);
    else expect(repeats).toBe(0);
  });
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { KafkaClient, KafkaSettings } from "../../../runner/src/feeds/sinks/kafka/kafka-client.ts";
import { kafkaSink } from "../../../runner/src/feeds/sinks/kafka/kafka-sink.ts";
import { timeLimits } from "../../../runner/src/feeds/sinks/kafka/time-limits.ts";
import type { SinkRecord } from "../../../runner/src/feeds/sinks/sink.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

const settings: KafkaSettings = { name: "main", servers: [], compression: "none", positions: "positions" };
const never = new AbortController().signal;
const records: SinkRecord[] = [{ to: "events", key: "k", value: Buffer.alloc(1), headers: [] }];

/** A cluster that acknowledges so many requests of a batch, one just before the limit, and then hangs or is done. */
function slow(requests: number, isDone: boolean): KafkaClient {
  const almost = timeLimits.progressMs - 1;
  return {
    describe: async (names) => ({
      id: "x",
      brokers: 1,
      topics: new Map(names.map((name) => [name, { partitions: 1, replicas: 1, inSync: 1 }])),
    }),
    configOf: async () => new Map(),
    createTopic: async () => {},
    readLast: async () => undefined,
    startProducer: async () => ({
      send: async (_groups, _givenUp, acknowledged) => {
        for (let request = 0; request < requests; request++) {
          await new Promise((resolve) => setTimeout(resolve, almost));
          acknowledged?.();
        }
        if (!isDone) await new Promise(() => {});
      },
      [Symbol.asyncDispose]: async () => {},
    }),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function sent(client: KafkaClient, position?: string): Promise<string> {
  const sink = kafkaSink(settings, { events: "e", deadLetters: "d" }, async () => client);
  const open = await sink.open({ feed: "f", transactional: position !== undefined, signal: never });
  const sending = open.send({ records, ...(position !== undefined && { position }) }, never).then(
    () => "sent",
    (error: Error & { code?: string }) => error.code ?? error.message,
  );
  await vi.runAllTimersAsync();
  return await sending;
}

test("a batch may take long, as long as its requests are acknowledged", async () => {
  expect(await sent(slow(4, true))).toBe("sent");
});

test("a cluster that acknowledges nothing more is given up, however much it has acknowledged", async () => {
  expect(await sent(slow(3, false))).toBe("feed-broker-unreachable");
});

test("a transaction has one limit for all of it, which the cluster does not extend either", async () => {
  expect(await sent(slow(2, true), "p")).toBe("feed-broker-unreachable");
  expect(await sent(slow(1, true), "p")).toBe("sent");
  expect(timeLimits.progressMs).toBeLessThan(timeLimits.transactionMs);
});

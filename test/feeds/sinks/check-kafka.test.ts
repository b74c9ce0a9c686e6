import { expect, test } from "vitest";
import { checkFeedTopics } from "../../../runner/src/feeds/sinks/kafka/check-kafka.ts";
import { newTopics } from "../../../runner/src/feeds/sinks/kafka/feed-topics.ts";
import type { KafkaClient } from "../../../runner/src/feeds/sinks/kafka/kafka-client.ts";

const topics = { events: "e", deadLetters: "d", positions: "p" };

/** What is said of the topic of positions with this configuration. */
async function said(configs: Readonly<Record<string, string>>) {
  const client: KafkaClient = {
    describe: async (names) => ({
      id: "x",
      brokers: 3,
      topics: new Map(names.map((name) => [name, { partitions: 1, replicas: 3, inSync: 3 }])),
    }),
    configOf: async () => new Map(Object.entries(configs)),
    createTopic: async () => {},
    startProducer: async () => ({ send: async () => {}, [Symbol.asyncDispose]: async () => {} }),
    readLast: async () => undefined,
    [Symbol.asyncDispose]: async () => {},
  };
  return (await checkFeedTopics(client, "kafka main", "f", topics)).find(({ name }) => name === "positions p");
}

test("a topic of positions that is compacted seldom is advised against; as we make it, it is well", async () => {
  const usual = { "cleanup.policy": "compact", "segment.bytes": "1073741824", "segment.ms": "604800000" };
  expect(await said(usual)).toMatchObject({ ok: true, advice: true, detail: expect.stringContaining("set segment.bytes") });
  const made = newTopics(topics, 3, 3).find(({ name }) => name === "p");
  expect(await said(made?.configs ?? {})).toEqual({
    name: "positions p",
    ok: true,
    detail: "1 partition, 3 replicas, compacted",
  });
});

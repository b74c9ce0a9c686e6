import fc from "fast-check";
import { expect, test } from "vitest";
import { isRetryable } from "../../../runner/src/feeds/errors.ts";
import {
  type KafkaClient,
  KafkaFailure,
  type KafkaProducer,
  type KafkaRecord,
  type KafkaSettings,
} from "../../../runner/src/feeds/sinks/kafka/kafka-client.ts";
import { kafkaSink } from "../../../runner/src/feeds/sinks/kafka/kafka-sink.ts";
import { bytesOf, inGroups, overheadBytes } from "../../../runner/src/feeds/sinks/kafka/record-groups.ts";
import type { SinkRecord } from "../../../runner/src/feeds/sinks/sink.ts";

const settings: KafkaSettings = { name: "main", servers: [], compression: "none", positions: "datafeed.positions" };
const never = new AbortController().signal;

/** A cluster whose topics have one partition each; its configuration may not be read. */
function clientWith(more: Partial<KafkaClient>): KafkaClient {
  return {
    describe: async (names) => ({
      id: "x",
      brokers: 1,
      topics: new Map(names.map((name) => [name, { partitions: 1, replicas: 1, inSync: 1 }])),
    }),
    configOf: async () => {
      throw new KafkaFailure("refused", "no", { refusal: "TOPIC_AUTHORIZATION_FAILED" });
    },
    createTopic: async () => {},
    startProducer: async () => producerWith(async () => {}),
    readLast: async () => undefined,
    [Symbol.asyncDispose]: async () => {},
    ...more,
  };
}

function producerWith(send: KafkaProducer["send"], close = async () => {}): KafkaProducer {
  return { send, [Symbol.asyncDispose]: close };
}

function sinkTo(connect: () => Promise<KafkaClient>) {
  return kafkaSink(settings, { events: "e", deadLetters: "d" }, connect);
}

const transactional = { feed: "f", transactional: true };

test("a producer that is ready after the feed was given up is closed, and heard of that before", async () => {
  const ending = new AbortController();
  const asked = Promise.withResolvers<AbortSignal | undefined>();
  const ready = Promise.withResolvers<KafkaProducer>();
  const closed = Promise.withResolvers<void>();
  const sink = sinkTo(async () =>
    clientWith({
      startProducer: (_, givenUp) => {
        asked.resolve(givenUp);
        return ready.promise;
      },
    }),
  );
  const opening = sink.open({ ...transactional, signal: ending.signal });
  const givenUp = await asked.promise;
  ending.abort(new Error("the lease is over"));
  await expect(opening).rejects.toThrow("the lease is over");
  expect(givenUp?.aborted).toBe(true);
  ready.resolve(
    producerWith(
      async () => {},
      async () => closed.resolve(),
    ),
  );
  await closed.promise;
});

test("no producer is begun once the feed is lost", async () => {
  const ending = new AbortController();
  let begun = 0;
  const client = clientWith({
    startProducer: async () => {
      begun++;
      return producerWith(async () => {});
    },
  });
  const sink = sinkTo(async () => {
    ending.abort(new Error("lost"));
    return client;
  });
  await expect(sink.open({ ...transactional, signal: ending.signal })).rejects.toThrow("lost");
  expect(begun).toBe(0);
});

test("a producer hears that the batch it is sending is given up", async () => {
  const ending = new AbortController();
  const heard = Promise.withResolvers<AbortSignal | undefined>();
  const client = clientWith({
    startProducer: async () =>
      producerWith((_, givenUp) => {
        heard.resolve(givenUp);
        return new Promise(() => {});
      }),
  });
  await using open = await sinkTo(async () => client).open({ ...transactional, signal: never });
  const records: SinkRecord[] = [{ to: "events", key: "k", value: Buffer.alloc(1), headers: [] }];
  const sending = open.send({ records }, ending.signal);
  const givenUp = await heard.promise;
  expect(givenUp?.aborted).toBe(false);
  ending.abort(new Error("the lease is over"));
  await expect(sending).rejects.toThrow("the lease is over");
  expect(givenUp?.aborted).toBe(true);
});

test.each([
  { at: { 0: 9, 2: 10 }, last: 10 },
  { at: { 0: 10, 2: 9 }, last: 10 },
  { at: { 1: 3 }, last: 3 },
  { at: {}, last: undefined },
])("the last position counts in whichever partition it lies, $at", async ({ at, last }) => {
  const position = (batch: number) => JSON.stringify({ batch, position: {} });
  const kept = new Map(Object.entries(at).map(([partition, batch]) => [Number(partition), position(batch)]));
  const client = clientWith({
    describe: async (names) => ({
      id: "x",
      brokers: 1,
      topics: new Map(names.map((name) => [name, { partitions: 3, replicas: 1, inSync: 1 }])),
    }),
    readLast: async (_topic, partition) => kept.get(partition),
  });
  await using open = await sinkTo(async () => client).open({ ...transactional, signal: never });
  expect(open.committed).toBe(last === undefined ? undefined : position(last));
});

/** A broker that takes batches up to a size, and does not say which was too large. */
function limited(mostBytes: number, taken: KafkaRecord[]): KafkaClient {
  return clientWith({
    startProducer: async () =>
      producerWith(async (groups) => {
        const tooLarge = groups.some(
          (group) => overheadBytes + group.reduce((sum, each) => sum + bytesOf(each), 0) > mostBytes,
        );
        if (tooLarge) throw new KafkaFailure("refused", "too large", { refusal: "MESSAGE_TOO_LARGE" });
        taken.push(...groups.flat());
      }),
  });
}

test("where the topic's limit can't be read, batches are halved until they fit, and what never fits is told as too large", async () => {
  const taken: KafkaRecord[] = [];
  const sink = sinkTo(async () => limited(200_000, taken));
  const record = (bytes: number): SinkRecord => ({ to: "events", key: "k", value: Buffer.alloc(bytes), headers: [] });
  const batch = [record(90_000), record(300_000), ...Array.from({ length: 20 }, () => record(40_000))];
  for (let tries = 0; taken.length === 0 && tries < 10; tries++) {
    await using open = await sink.open({ feed: "f", transactional: false, signal: never });
    // As the engine does: what is larger than the sink says becomes a dead letter.
    const records = batch.filter(({ value }) => value.length <= open.maxRecordBytes);
    await open.send({ records }, never).catch((error) => {
      expect(isRetryable(error), String(error)).toBe(true);
    });
  }
  expect(taken.map(({ value }) => value.length)).toEqual(
    batch.map(({ value }) => value.length).filter((bytes) => bytes < 300_000),
  );
});

test("a topic that takes next to nothing stops the feed, rather than that all its events are buried", async () => {
  const sink = sinkTo(async () => limited(1_000, []));
  await using open = await sink.open({ feed: "f", transactional: false, signal: never });
  const records: SinkRecord[] = [{ to: "events", key: "k", value: Buffer.alloc(2_000), headers: [] }];
  await expect(open.send({ records }, never)).rejects.toMatchObject({ code: "feed-record-too-large" });
});

test("groups hold all records in their order, none with more of a partition than it takes", () => {
  const any = fc.record({ partition: fc.nat(2), bytes: fc.nat(3_000) });
  fc.assert(
    fc.property(fc.array(any), fc.integer({ min: 600, max: 5_000 }), (shapes, most) => {
      const records = shapes.map(
        ({ partition, bytes }): KafkaRecord => ({
          topic: "t",
          partition,
          key: Buffer.from("k"),
          value: Buffer.alloc(bytes),
          headers: [],
        }),
      );
      const groups = inGroups(records, most);
      expect(groups.flat()).toEqual(records);
      for (const group of groups) {
        for (const partition of [0, 1, 2]) {
          const part = group.filter((each) => each.partition === partition);
          const bytes = part.reduce((sum, each) => sum + bytesOf(each), overheadBytes);
          expect(part.length <= 1 || bytes <= most).toBe(true);
        }
      }
    }),
    { seed: 7 },
  );
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { AclOperations, AclPermissionTypes, ResourcePatternTypes, ResourceTypes } from "@platformatic/kafka";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { isRetryable } from "../../runner/src/feeds/errors.ts";
import type { KafkaSettings } from "../../runner/src/feeds/sinks/kafka/kafka-client.ts";
import { kafkaSink } from "../../runner/src/feeds/sinks/kafka/kafka-sink.ts";
import { partitionOf } from "../../runner/src/feeds/sinks/kafka/murmur2.ts";
import type { EventSink, OpenSink, SinkRecord } from "../../runner/src/feeds/sinks/sink.ts";
import { clients } from "../soak/kafka/clients.ts";
import { countBatches } from "../soak/kafka/count-batches.ts";
import { openTransaction } from "../support/kafka/open-transaction.ts";
import { type Kafka, passwordOf, startKafka } from "../support/kafka.ts";

const halfTransaction = join(import.meta.dirname, "../support/kafka/open-transaction.ts");

let kafka: Kafka;
beforeAll(async () => {
  kafka = await startKafka({ nodes: 3, secure: true });
  await kafka.createTopic("dead", { partitions: 2 });
  await kafka.createTopic("positions", { configs: { "cleanup.policy": "compact" } });
});
afterAll(() => kafka?.[Symbol.asyncDispose]());

const never = new AbortController().signal;
let topics = 0;

async function newTopic(partitions = 3, configs: Readonly<Record<string, string>> = {}): Promise<string> {
  const topic = `events-${++topics}`;
  await kafka.createTopic(topic, { partitions, configs });
  return topic;
}

function record(key: string, value: string | Uint8Array, to: SinkRecord["to"] = "events"): SinkRecord {
  return { to, key, value: typeof value === "string" ? Buffer.from(value) : value, headers: [["ce_id", `id of ${key}`]] };
}

describe.each(Object.keys(clients))("EventSink for Kafka by %s", (client) => {
  function plain(more: Partial<KafkaSettings> = {}): KafkaSettings {
    return { name: "main", servers: kafka.servers, compression: "none", positions: "positions", ...more };
  }

  function sinkOf(topic: string, settings = plain()): EventSink {
    const connect = clients[client];
    if (connect === undefined) throw new Error(client);
    return kafkaSink(settings, { events: topic, deadLetters: "dead" }, () => connect(settings));
  }

  async function opened(topic: string, transactional = false, settings = plain(), feed = topic): Promise<OpenSink> {
    const open = await sinkOf(topic, settings).open({ feed, transactional, signal: never });
    onTestFinished(() => open[Symbol.asyncDispose]());
    return open;
  }

  async function values(topic: string, committed = true): Promise<(string | null)[]> {
    return (await kafka.read(topic, { committed })).map(({ value }) => value);
  }

  test("records arrive with key, bytes and headers, each key in its order, dead letters in their own topic", async () => {
    const topic = await newTopic();
    const open = await opened(topic);
    expect(open.partitions).toBe(3);
    for (const round of [1, 2, 3])
      await open.send({ records: ["a", "ü", "c"].map((key) => record(key, `${key}${round} “✓”`)) }, never);
    await open.send({ records: [record("a", "why", "dead-letters")] }, never);
    const read = await kafka.read(topic);
    for (const key of ["a", "ü", "c"])
      expect(read.filter((each) => each.key === key).map(({ value }) => value)).toEqual(
        [1, 2, 3].map((round) => `${key}${round} “✓”`),
      );
    expect(read.every(({ key, headers }) => headers["ce_id"] === `id of ${key}`)).toBe(true);
    expect((await kafka.read("dead")).filter(({ value }) => value === "why")).toHaveLength(1);
  });

  test("a key lies in the partition where librdkafka's murmur2 puts it", async () => {
    const [ours, theirs] = [await newTopic(7), await newTopic(7)];
    const keys = Array.from({ length: 40 }, (_, at) => `conversation ${at} ✓`);
    const open = await opened(ours);
    await open.send({ records: keys.map((key) => record(key, key)) }, never);
    const kcat = spawn("kcat", [
      "-b",
      kafka.servers.join(","),
      "-P",
      "-t",
      theirs,
      "-K",
      "|",
      "-X",
      "topic.partitioner=murmur2",
    ]);
    kcat.stdin.end(keys.map((key) => `${key}|${key}\n`).join(""));
    expect(await once(kcat, "exit")).toEqual([0, null]);
    const places = async (topic: string) =>
      Object.fromEntries((await kafka.read(topic)).map(({ key, partition }) => [key, partition]));
    const placed = await places(theirs);
    expect(Object.keys(placed)).toHaveLength(keys.length);
    expect(await places(ours)).toEqual(placed);
    expect(placed[keys[0] ?? ""]).toBe(partitionOf(keys[0] ?? "", 7));
  });

  test.each(["none", "gzip", "zstd"] as const)("compression %s: a reader gets the same", async (compression) => {
    const topic = await newTopic(1);
    const open = await opened(topic, false, plain({ compression }));
    const texts = Array.from({ length: 50 }, (_, at) => `${at} ${"words ".repeat(200)}`);
    await open.send({ records: texts.map((text) => record("k", text)) }, never);
    expect(await values(topic)).toEqual(texts);
  });

  test("a record may be as large as is said; a larger one is refused before anything is sent, others are unharmed", async () => {
    const topic = await newTopic(1, { "max.message.bytes": "20000" });
    const open = await opened(topic);
    const bytes = open.maxRecordBytes - 1 - Buffer.byteLength("ce_idid of k");
    await open.send({ records: [record("k", new Uint8Array(bytes).fill(97))] }, never);
    const tooLarge = open.send({ records: [record("k", "before"), record("k", new Uint8Array(20_000))] }, never);
    await expect(tooLarge).rejects.toMatchObject({ code: "feed-record-too-large" });
    // Together larger than the topic takes at once.
    await open.send({ records: Array.from({ length: 10 }, (_, at) => record("k", `${at}`.padEnd(6000))) }, never);
    const read = await values(topic);
    expect(read.map((value) => value?.trim().slice(0, 1))).toEqual(["a", ..."0123456789"]);
  });

  test("a transaction's records and its position are there together, and tell where to go on", async () => {
    const topic = await newTopic();
    const open = await opened(topic, true);
    expect(open.committed).toBeUndefined();
    await open.send({ records: [record("a", "1"), record("b", "2")], position: "one" }, never);
    await open.send({ records: [record("a", "3")], position: "two" }, never);
    await open.send({ records: [], position: "three" }, never);
    expect((await values(topic)).toSorted()).toEqual(["1", "2", "3"]);
    const positions = (await kafka.read("positions")).filter(({ key }) => key === topic);
    expect(positions.map(({ value }) => value)).toEqual(["one", "two", "three"]);
    await open[Symbol.asyncDispose]();
    expect((await opened(topic, true)).committed).toBe("three");
    expect((await opened(await newTopic(), true)).committed).toBeUndefined();
  });

  test("of a transaction that does not end a reader with read_committed sees nothing, nor does the next opening", async () => {
    const topic = await newTopic(1);
    const settings = plain();
    const open = await opened(topic, true);
    await open.send({ records: [record("k", "whole")], position: "before" }, never);
    await open[Symbol.asyncDispose]();
    const lower = await (clients[client] ?? fail)(settings);
    onTestFinished(() => lower[Symbol.asyncDispose]());
    const producer = await lower.startProducer(topic);
    const half = { topic, partition: 0, key: Buffer.from("k"), value: Buffer.from("half"), headers: [] };
    const position = { topic: "positions", partition: 0, key: Buffer.from(topic), value: Buffer.from("after"), headers: [] };
    const huge = { ...half, value: Buffer.alloc(2_000_000) };
    await expect(producer.send([[half], [position], [huge]])).rejects.toMatchObject({ refusal: "MESSAGE_TOO_LARGE" });
    await producer[Symbol.asyncDispose]();
    const next = await opened(topic, true);
    expect(next.committed).toBe("before");
    await next.send({ records: [record("k", "next")], position: "next" }, never);
    expect(await values(topic, false)).toEqual(["whole", "half", "next"]);
    expect(await values(topic)).toEqual(["whole", "next"]);
  });

  test("whatever transactions were committed, undone or left open before: the position is the last that was committed", async () => {
    const lower = await (clients[client] ?? fail)(plain());
    onTestFinished(() => lower[Symbol.asyncDispose]());
    const end = fc.constantFrom("commit", "abort", "leave", "abort, nothing written", "leave, nothing written");
    const ends = fc.array(fc.record({ end, bytes: fc.nat(300_000) }), { minLength: 3, maxLength: 10 });
    // The client's own reader takes what lies between an undone record and the end of one that was never written for undone.
    const known = ["abort", "commit", "abort, nothing written"].map((end) => ({ end, bytes: 1 }));
    await fc.assert(
      fc.asyncProperty(ends, async (transactions) => {
        const topic = await newTopic(1, { "cleanup.policy": "compact" });
        let last: string | undefined;
        for (const [at, { end, bytes }] of transactions.entries()) {
          // So that pages end in the middle of what is read.
          const value = end.endsWith("nothing written") ? undefined : `${at}`.padEnd(bytes, ".");
          await using open = await openTransaction(kafka.servers, "one", { topic, key: "one", value });
          if (end === "commit") await open.commit();
          if (end.startsWith("abort")) await open.abort();
          if (end === "commit") last = value;
          await using _next = await lower.startProducer("one");
          expect((await lower.readLast(topic, 0, "one"))?.slice(0, 2)).toBe(last?.slice(0, 2));
        }
      }),
      { numRuns: 12, examples: [[known]] },
    );
  });

  test("a producer is killed in the middle of a transaction, then the whole cluster: the position is the last committed", async () => {
    const topic = await newTopic();
    const open = await opened(topic, true);
    await open.send({ records: [record("a", "1")], position: "one" }, never);
    await open[Symbol.asyncDispose]();
    const nodes = [1, 2, 3].map((id) => kafka.node(id));
    const deaths = [
      { restarted: false, value: ["half 0"] },
      { restarted: true, value: ["half 1"] },
      { restarted: false, value: [] },
    ];
    for (const [at, { restarted, value }] of deaths.entries()) {
      const half = [halfTransaction, kafka.servers.join(","), topic, "positions", ...value];
      const killed = spawn(process.execPath, half, { stdio: ["ignore", "pipe", "inherit"] });
      await once(killed.stdout, "data");
      killed.kill("SIGKILL");
      if (restarted) {
        await Promise.all(nodes.map((node) => node.kill()));
        await Promise.all(nodes.map((node) => node.start()));
      }
      const next = await untilOpen(() => opened(topic, true));
      expect(next.committed).toBe(["one", "two 0", "two 1"][at]);
      await next.send({ records: [record("a", `${at + 2}`)], position: `two ${at}` }, never);
      await next[Symbol.asyncDispose]();
    }
    expect((await opened(topic, true)).committed).toBe("two 2");
    expect(await values(topic)).toEqual(["1", "2", "3", "4"]);
    const read = async (committed: boolean) =>
      (await kafka.read("positions", { committed })).filter(({ key }) => key === topic).map(({ value }) => value);
    expect(await read(true)).toEqual(["one", "two 0", "two 1", "two 2"]);
    expect(await read(false)).toEqual(["one", "half 0", "two 0", "half 1", "two 1", "two 2"]);
  });

  test("a position is found however much other feeds have written since, undone ones of its own among that", async () => {
    const topic = await newTopic(1, { "cleanup.policy": "compact" });
    const lower = await (clients[client] ?? fail)(plain());
    onTestFinished(() => lower[Symbol.asyncDispose]());
    const transaction = async (value: string, end: "commit" | "abort"): Promise<void> => {
      await using open = await openTransaction(kafka.servers, topic, { topic, key: topic, value });
      await open[end]();
    };
    const others = async (records: number): Promise<void> => {
      const record = { topic, partition: 0, key: Buffer.from("other"), value: Buffer.from("theirs"), headers: [] };
      await using producer = await lower.startProducer(undefined);
      await producer.send([Array<typeof record>(records).fill(record)]);
    };
    const last = (): Promise<string | undefined> => lower.readLast(topic, 0, topic);
    await others(3_000);
    expect(await last()).toBeUndefined();
    await transaction("one", "commit");
    // So many that readings end before, on and behind each record and marker of the transactions.
    for (const records of [994, 1, 1, 1, 1, 1, 1]) {
      await transaction("undone", "abort");
      await others(records);
      expect(await last()).toBe("one");
    }
    await others(6_000);
    expect(await last()).toBe("one");
    await transaction("two", "commit");
    expect(await last()).toBe("two");
  });

  test("whoever opens a transactional feed fences off the one before, who writes nothing more", async () => {
    const topic = await newTopic();
    const zombie = await opened(topic, true);
    const owner = await opened(topic, true);
    const late = zombie.send({ records: [record("k", "zombie")], position: "zombie" }, never);
    await expect(late).rejects.toMatchObject({ code: "feed-fenced" });
    await owner.send({ records: [record("k", "owner")], position: "owner" }, never);
    expect(await values(topic)).toEqual(["owner"]);
    await owner[Symbol.asyncDispose]();
    expect((await opened(topic, true)).committed).toBe("owner");
  });

  test.each([false, true])("what is given up amid a batch is sent no further, transactional: %s", async (transactional) => {
    const topic = await newTopic(1);
    const lower = await (clients[client] ?? fail)(plain());
    onTestFinished(() => lower[Symbol.asyncDispose]());
    const ending = new AbortController();
    const made = (text: string) => ({ topic, partition: 0, key: Buffer.from("k"), value: Buffer.from(text), headers: [] });
    // Given up when its turn comes.
    const second = {
      ...made("second"),
      get key() {
        ending.abort();
        return Buffer.from("k");
      },
    };
    const groups = [[made("first")], [second], [made("third")]];
    await using producer = await lower.startProducer(transactional ? topic : undefined);
    await expect(producer.send(groups, ending.signal)).rejects.toThrow();
    expect(await values(topic, false)).toEqual(["first"]);
    if (!transactional) return;
    await using _next = await lower.startProducer(topic);
    expect(await values(topic)).toEqual([]);
  });

  test("the position is found after its topic was given more partitions", async () => {
    const positions = await newTopic(1, { "cleanup.policy": "compact" });
    const topic = await newTopic(1);
    const settings = plain({ positions });
    const feed = ["a", "b", "c"].find((name) => partitionOf(name, 5) !== 0) ?? fail();
    const batch = (number: number) => JSON.stringify({ batch: number, position: {} });
    const before = await opened(topic, true, settings, feed);
    await before.send({ records: [record("k", "1")], position: batch(1) }, never);
    await before[Symbol.asyncDispose]();
    await kafka.addPartitions(positions, 5);
    for (const last of [1, 2]) {
      const open = await opened(topic, true, settings, feed);
      expect(open.committed).toBe(batch(last));
      await open.send({ records: [], position: batch(last + 1) }, never);
      await open[Symbol.asyncDispose]();
    }
    const homes = new Set((await kafka.read(positions)).map(({ partition }) => partition));
    expect([...homes].toSorted()).toEqual([0, partitionOf(feed, 5)]);
  });

  test("a changed number of partitions stops the feed; keys stay where they were until then", async () => {
    const topic = await newTopic(2);
    const open = await opened(topic);
    await open.send({ records: [record("k", "0")] }, never);
    await kafka.addPartitions(topic, 5);
    // It looks every few seconds.
    const until = async (): Promise<never> => {
      for (;;) await open.send({ records: [record("k", "more")] }, never);
    };
    await expect(until()).rejects.toMatchObject({ code: "feed-partitions-changed" });
    const homes = new Set((await kafka.read(topic)).map(({ partition }) => partition));
    expect([...homes]).toEqual([partitionOf("k", 2)]);
  });

  describe.each([false, true])("while brokers die and come back, transactional: %s", (transactional) => {
    test("nothing acknowledged is lost, every key keeps its order", async () => {
      const topic = await newTopic(3, { "min.insync.replicas": "2" });
      const keys = ["a", "b", "c", "d"];
      const acknowledged = new Set<number>();
      const goal = new AbortController();
      const sent = new EventTarget();
      const writing = (async () => {
        let batch = 0;
        while (!goal.signal.aborted) {
          try {
            await using open = await sinkOf(topic).open({ feed: topic, transactional, signal: never });
            batch = transactional ? Number(open.committed ?? 0) : batch;
            while (!goal.signal.aborted) {
              const value = JSON.stringify({ batch: batch + 1 });
              const position = transactional ? { position: String(batch + 1) } : {};
              await open.send({ records: keys.map((key) => record(key, value)), ...position }, never);
              acknowledged.add(++batch);
              sent.dispatchEvent(new Event("sent"));
            }
          } catch (error) {
            if (!isRetryable(error)) throw error;
          }
        }
      })();
      const acknowledges = async (count: number): Promise<void> => {
        const wanted = acknowledged.size + count;
        while (acknowledged.size < wanted) await Promise.race([once(sent, "sent"), writing]);
      };
      await acknowledges(5);
      const leader = await kafka.leader(topic);
      await kafka.node(leader).kill();
      await acknowledges(5);
      await kafka.node(leader).start();
      const handedOver = await kafka.leader(transactional ? "__transaction_state" : topic);
      await kafka.node(handedOver).stop();
      await acknowledges(5);
      await kafka.node(handedOver).start();
      await acknowledges(5);
      goal.abort();
      await writing;
      const records = await kafka.read(topic);
      const position = (await kafka.read("positions")).findLast(({ key }) => key === topic)?.value;
      const counted = countBatches(records, keys.length, acknowledged, transactional ? Number(position) : undefined);
      expect(counted).toMatchObject({ lost: 0, missing: 0, disordered: 0, torn: 0, strayed: 0 });
      if (transactional) expect(counted.repeated).toBe(0);
    });
  });

  describe("towards a cluster with TLS and users", () => {
    type Sasl = NonNullable<KafkaSettings["sasl"]>;
    function secured(sasl: Sasl | undefined, more: Partial<KafkaSettings> = {}): KafkaSettings {
      const { secure } = kafka;
      if (secure === undefined) return fail();
      const servers = sasl === undefined ? secure.mutual : secure.sasl;
      return plain({ servers, tls: { ca: secure.certificates.ca }, ...(sasl === undefined ? {} : { sasl }), ...more });
    }
    const feeder = (mechanism: Sasl["mechanism"]): Sasl => ({ mechanism, username: "feeder", password: passwordOf("feeder") });

    /** What docs/kafka.md lists, and nothing more. */
    async function allow(principal: string, topic: string): Promise<void> {
      const rights = [
        ...[topic, "dead", "positions"].flatMap((name) =>
          (["DESCRIBE", "WRITE"] as const).map((right) => [ResourceTypes.TOPIC, name, right] as const),
        ),
        [ResourceTypes.TOPIC, "positions", "READ"],
        [ResourceTypes.TRANSACTIONAL_ID, topic, "DESCRIBE"],
        [ResourceTypes.TRANSACTIONAL_ID, topic, "WRITE"],
      ] as const;
      await kafka.admin.createAcls({
        creations: rights.map(([resourceType, resourceName, operation]) => ({
          resourceType,
          resourceName,
          resourcePatternType: ResourcePatternTypes.LITERAL,
          principal,
          host: "*",
          operation: AclOperations[operation],
          permissionType: AclPermissionTypes.ALLOW,
        })),
      });
    }

    test.each(["plain", "scram-sha-256", "scram-sha-512"] as const)(
      "signs in by %s, with the rights that it needs",
      async (mechanism) => {
        const topic = await newTopic();
        await allow("User:feeder", topic);
        const open = await opened(topic, true, secured(feeder(mechanism)));
        await open.send({ records: [record("k", mechanism)], position: mechanism }, never);
        expect(await values(topic)).toEqual([mechanism]);
      },
    );

    test.each(["plain", "scram-sha-256", "scram-sha-512"] as const)("a wrong password is told, by %s", async (mechanism) => {
      const wrong = { ...feeder(mechanism), password: "a wrong one" };
      const failed = opened(await newTopic(), false, secured(wrong));
      await expect(failed).rejects.toMatchObject({ code: "feed-broker-denied" });
      await expect(failed).rejects.not.toThrow("a wrong one");
    });

    test("signs in by a certificate of its own, and is refused without", async () => {
      const topic = await newTopic();
      await allow("User:CN=feeder", topic);
      const { ca, clientCertificate: certificate, clientKey: privateKey } = kafka.secure?.certificates ?? fail();
      const open = await opened(topic, false, secured(undefined, { tls: { ca, certificate, privateKey } }));
      await open.send({ records: [record("k", "by certificate")] }, never);
      expect(await values(topic)).toEqual(["by certificate"]);
      // With TLS 1.3 the server says so after the handshake.
      const without = opened(topic, false, secured(undefined));
      await expect(without).rejects.toMatchObject({ code: "feed-broker-tls" });
      await expect(without).rejects.toThrow("wants a certificate of the client's own");
    });

    test("a certificate that is not trusted is told", async () => {
      const { clientCertificate: another } = kafka.secure?.certificates ?? fail();
      const failed = opened(await newTopic(), false, secured(feeder("plain"), { tls: { ca: another } }));
      await expect(failed).rejects.toMatchObject({ code: "feed-broker-tls" });
      const none = opened(await newTopic(), false, secured(feeder("plain"), { tls: {} }));
      await expect(none).rejects.toMatchObject({ code: "feed-broker-tls" });
    });

    test("a listener with TLS that is spoken to without is told", async () => {
      const { servers } = secured(feeder("plain"));
      await expect(opened(await newTopic(), false, plain({ servers }))).rejects.toMatchObject({ code: "feed-broker-tls" });
    });

    test("a user without rights is told so", async () => {
      const stranger: Sasl = { mechanism: "plain", username: "stranger", password: passwordOf("stranger") };
      await expect(opened(await newTopic(), false, secured(stranger))).rejects.toMatchObject({ code: "feed-topic-denied" });
    });
  });

  test("a topic that is not there is named", async () => {
    await expect(opened("nowhere")).rejects.toMatchObject({
      code: "feed-topic-missing",
      message: 'kafka main/nowhere: There is no topic "nowhere".',
    });
  });

  test("no broker answers: it passes, and is told", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    server.close();
    const failed = opened("any", false, plain({ servers: [`127.0.0.1:${port}`] }));
    await expect(failed).rejects.toMatchObject({ code: "feed-broker-unreachable" });
    await expect(failed.catch(isRetryable)).resolves.toBe(true);
  });
});

/** As a feed does: what passes is tried again. */
async function untilOpen(open: () => Promise<OpenSink>): Promise<OpenSink> {
  for (;;) {
    try {
      return await open();
    } catch (error) {
      if (!isRetryable(error)) throw error;
    }
  }
}

function fail(): never {
  throw new Error("The cluster has no secure listeners, or the client is not known.");
}

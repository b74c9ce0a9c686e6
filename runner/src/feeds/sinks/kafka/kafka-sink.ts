import { setTimeout as after } from "node:timers/promises";
import { feedError } from "../../errors.ts";
import type { EventSink, OpenOptions, OpenSink, SinkBatch, SinkRecord } from "../sink.ts";
import { type KafkaClient, KafkaFailure, type KafkaProducer, type KafkaRecord, type KafkaSettings } from "./kafka-client.ts";
import { kafkaError } from "./kafka-errors.ts";
import { partitionOf } from "./murmur2.ts";

/** Where a feed's records go in a cluster. */
export interface KafkaTopics {
  readonly events: string;
  readonly deadLetters: string;
}

/** Kafka's own default of `max.message.bytes`, where a topic's may not be read. */
const usualMaxMessageBytes = 1_048_588;
/** What a batch of one record needs beside key, value and headers: the batch's head, lengths, those of twenty headers. */
const overheadBytes = 512;
const headerOverheadBytes = 10;
/** So old a partition count may be. */
const partitionsCheckedEveryMs = 5000;
/** Longer than any request with its retries: a batch that takes longer hangs. */
const longestMs = 45_000;

/** A cluster's topics as a sink, by any client library. */
export function kafkaSink(settings: KafkaSettings, topics: KafkaTopics, connect: () => Promise<KafkaClient>): EventSink {
  const place = `kafka ${settings.name}/${topics.events}`;
  return {
    place,
    open: (options) => openTopics(settings, topics, place, options, connect),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function openTopics(
  settings: KafkaSettings,
  topics: KafkaTopics,
  place: string,
  { feed, transactional, signal }: OpenOptions,
  connect: () => Promise<KafkaClient>,
): Promise<OpenSink> {
  await using opened = new AsyncDisposableStack();
  try {
    const client = opened.use(await connect());
    const bounded = <Value>(work: Promise<Value>): Promise<Value> => within(work, place, signal);
    const partitions = await bounded(partitionsOf(client, [topics.events, topics.deadLetters]));
    const count = partitions.get(topics.events) ?? 1;
    const producer = opened.use(await bounded(client.startProducer(transactional ? feed : undefined)));
    const maxMessageBytes = await bounded(maxMessageBytesOf(client, topics.events));
    const positions = transactional ? await bounded(partitionsOf(client, [settings.positions])) : new Map<string, number>();
    const home = partitionOf(feed, positions.get(settings.positions) ?? 1);
    const committed = transactional ? await bounded(client.readLast(settings.positions, home, feed)) : undefined;
    const sink = new OpenTopics({
      place,
      topics,
      client,
      producer,
      partitions,
      maxMessageBytes,
      count,
      positionRecord: (position) => positionRecord(settings.positions, home, feed, position),
      committed,
      close: () => kept.disposeAsync(),
    });
    const kept = opened.move();
    return sink;
  } catch (error) {
    throw kafkaError(error, place);
  }
}

interface Parts {
  readonly place: string;
  readonly topics: KafkaTopics;
  readonly client: KafkaClient;
  readonly producer: KafkaProducer;
  readonly partitions: ReadonlyMap<string, number>;
  readonly count: number;
  readonly maxMessageBytes: number;
  readonly positionRecord: (position: string) => KafkaRecord;
  readonly committed: string | undefined;
  readonly close: () => Promise<void>;
}

class OpenTopics implements OpenSink {
  readonly partitions: number;
  readonly maxRecordBytes: number;
  readonly committed?: string;
  readonly #parts: Parts;
  #countedAt = performance.now();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.partitions = parts.count;
    this.maxRecordBytes = parts.maxMessageBytes - overheadBytes - 20 * headerOverheadBytes;
    if (parts.committed !== undefined) this.committed = parts.committed;
  }

  async send({ records, position }: SinkBatch, signal: AbortSignal): Promise<void> {
    const { place, producer, positionRecord } = this.#parts;
    const made = records.map((record) => this.#kafkaRecord(record));
    const groups = inGroups(made, this.#parts.maxMessageBytes);
    if (position !== undefined) groups.push([positionRecord(position)]);
    try {
      await within(this.#checkPartitions(), place, signal);
      if (groups.length > 0) await within(producer.send(groups), place, signal);
    } catch (error) {
      throw kafkaError(error, place);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#parts.close();
  }

  #kafkaRecord({ to, key, value, headers }: SinkRecord): KafkaRecord {
    const { topics, partitions, place } = this.#parts;
    const topic = to === "events" ? topics.events : topics.deadLetters;
    const record = {
      topic,
      partition: partitionOf(key, partitions.get(topic) ?? 1),
      key: Buffer.from(key, "utf8"),
      value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
      headers,
    };
    const bytes = bytesOf(record);
    if (bytes + overheadBytes > this.#parts.maxMessageBytes)
      throw feedError("feed-record-too-large", `${place}: a record of ${bytes} bytes; the topic takes ${this.maxRecordBytes}.`);
    return record;
  }

  /** Our own count is what places keys: records stay in order as long as it stays, whatever others see. */
  async #checkPartitions(): Promise<void> {
    if (performance.now() - this.#countedAt < partitionsCheckedEveryMs) return;
    const { topics, client, place } = this.#parts;
    const now = (await partitionsOf(client, [topics.events])).get(topics.events);
    this.#countedAt = performance.now();
    if (now === this.partitions) return;
    throw feedError("feed-partitions-changed", `${place} has ${now} partitions; it had ${this.partitions}.`);
  }
}

/** A batch of records that Kafka takes may not be larger than the topic's `max.message.bytes`: those of a partition are shared out. */
function inGroups(records: readonly KafkaRecord[], maxBytes: number): KafkaRecord[][] {
  const groups: KafkaRecord[][] = [];
  let sizes = new Map<string, number>();
  for (const record of records) {
    const home = `${record.topic}/${record.partition}`;
    const bytes = bytesOf(record) + 40;
    const before = sizes.get(home) ?? overheadBytes;
    if (groups.length === 0 || before + bytes > maxBytes) {
      groups.push([]);
      sizes = new Map();
    }
    groups.at(-1)?.push(record);
    sizes.set(home, (sizes.get(home) ?? overheadBytes) + bytes);
  }
  return groups;
}

function bytesOf({ key, value, headers }: KafkaRecord): number {
  let bytes = key.length + value.length;
  for (const [name, text] of headers) bytes += Buffer.byteLength(name) + Buffer.byteLength(text) + headerOverheadBytes;
  return bytes;
}

function positionRecord(topic: string, partition: number, feed: string, position: string): KafkaRecord {
  return { topic, partition, key: Buffer.from(feed, "utf8"), value: Buffer.from(position, "utf8"), headers: [] };
}

async function partitionsOf(client: KafkaClient, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { topics: found } = await client.describe(topics);
  for (const topic of topics) {
    if (!found.has(topic))
      throw new KafkaFailure("refused", `There is no topic "${topic}".`, { refusal: "UNKNOWN_TOPIC_OR_PARTITION" });
  }
  return new Map([...found].map(([topic, { partitions }]) => [topic, partitions]));
}

async function maxMessageBytesOf(client: KafkaClient, topic: string): Promise<number> {
  try {
    return Number((await client.configOf(topic)).get("max.message.bytes") ?? usualMaxMessageBytes);
  } catch (error) {
    // The right to read configurations is not needed to send.
    if (error instanceof KafkaFailure && error.refusal === "TOPIC_AUTHORIZATION_FAILED") return usualMaxMessageBytes;
    throw error;
  }
}

/** Errors: those of the work; feed-broker-unreachable when it takes too long; the signal's reason. */
async function within<Value>(work: Promise<Value>, place: string, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const over = new AbortController();
  const late = after(longestMs, undefined, { signal: AbortSignal.any([signal, over.signal]) }).then(
    () => {
      throw feedError("feed-broker-unreachable", `${place} does not answer within ${longestMs / 1000} seconds.`);
    },
    () => {
      throw signal.reason;
    },
  );
  late.catch(() => {});
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

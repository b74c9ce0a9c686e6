import { feedError } from "../../errors.ts";
import type { EventSink, OpenOptions, OpenSink, SinkBatch, SinkRecord } from "../sink.ts";
import { HeaderBytes } from "./header-bytes.ts";
import { type KafkaClient, KafkaFailure, type KafkaProducer, type KafkaRecord, type KafkaSettings } from "./kafka-client.ts";
import { kafkaError } from "./kafka-errors.ts";
import { lastPosition } from "./last-position.ts";
import { partitionOf } from "./murmur2.ts";
import { bytesOf, FoundLimits, inGroups, overheadBytes, recordBytesIn } from "./record-groups.ts";
import { timeLimits } from "./time-limits.ts";
import { within } from "./within.ts";

/** Where a feed's records go in a cluster. */
export interface KafkaTopics {
  readonly events: string;
  readonly deadLetters: string;
}

/** Kafka's own default of `max.message.bytes`, where a topic's may not be read. */
const usualMaxMessageBytes = 1_048_588;

/** A cluster's topics as a sink, by any client library. */
export function kafkaSink(settings: KafkaSettings, topics: KafkaTopics, connect: () => Promise<KafkaClient>): EventSink {
  const place = `kafka ${settings.name}/${topics.events}`;
  const found = new FoundLimits();
  return {
    place,
    open: (options) => openTopics({ settings, topics, place, found, connect }, options),
    [Symbol.asyncDispose]: async () => {},
  };
}

interface Ground {
  readonly settings: KafkaSettings;
  readonly topics: KafkaTopics;
  readonly place: string;
  readonly found: FoundLimits;
  readonly connect: () => Promise<KafkaClient>;
}

async function openTopics(
  { settings, topics, place, found, connect }: Ground,
  { feed, transactional, signal }: OpenOptions,
): Promise<OpenSink> {
  await using opened = new AsyncDisposableStack();
  const bounded = <Value>(begin: (givenUp: AbortSignal) => Promise<Value>): Promise<Value> =>
    within(begin, { place, signal, mostMs: timeLimits.progressMs });
  try {
    const client = opened.use(await bounded(connect));
    const partitions = await bounded(() => partitionsOf(client, [topics.events, topics.deadLetters]));
    const count = partitions.get(topics.events) ?? 1;
    const transactionalId = transactional ? feed : undefined;
    const producer = opened.use(await bounded((givenUp) => client.startProducer(transactionalId, givenUp)));
    const maxMessageBytes = await bounded(() => maxMessageBytesOf(client, topics.events));
    const positions = transactional ? await bounded(() => partitionsOf(client, [settings.positions])) : undefined;
    const kept = { topic: settings.positions, partitions: positions?.get(settings.positions) ?? 1 };
    const home = partitionOf(feed, kept.partitions);
    // As far back as the position lies; it says itself when nothing comes any more.
    const last = (givenUp: AbortSignal) => lastPosition(client, kept, feed, givenUp);
    const committed = transactional ? await within(last, { place, signal }) : undefined;
    const sink = new OpenTopics({
      place,
      topics,
      client,
      producer,
      partitions,
      maxMessageBytes,
      found,
      count,
      positionRecord: (position) => positionRecord(settings.positions, home, feed, position),
      committed,
      close: () => held.disposeAsync(),
    });
    const held = opened.move();
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
  readonly found: FoundLimits;
  readonly positionRecord: (position: string) => KafkaRecord;
  readonly committed: string | undefined;
  readonly close: () => Promise<void>;
}

class OpenTopics implements OpenSink {
  readonly partitions: number;
  readonly maxRecordBytes: number;
  readonly committed?: string;
  readonly #parts: Parts;
  readonly #headers = new HeaderBytes();
  #countedAt = performance.now();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.partitions = parts.count;
    this.maxRecordBytes = Math.min(recordBytesIn(parts.maxMessageBytes), parts.found.recordBytes);
    if (parts.committed !== undefined) this.committed = parts.committed;
  }

  async send({ records, position }: SinkBatch, signal: AbortSignal): Promise<void> {
    const { place, producer, positionRecord, maxMessageBytes, found } = this.#parts;
    const made = records.map((record) => this.#kafkaRecord(record));
    const groups = inGroups(made, Math.min(maxMessageBytes, found.groupBytes));
    const all = position === undefined ? groups : [...groups, [positionRecord(position)]];
    const limits = { place, signal, mostMs: timeLimits.progressMs };
    const isTransaction = position !== undefined;
    try {
      await within(() => this.#checkPartitions(), limits);
      if (all.length === 0) return;
      await within((givenUp, comesOn) => producer.send(all, givenUp, isTransaction ? undefined : comesOn), limits);
    } catch (error) {
      if (!isTooLarge(error) || !found.refused(groups)) throw kafkaError(error, place);
      const message = `${place} refuses a batch as too large; smaller ones, or at last a dead letter, come next.`;
      throw feedError("feed-broker-failed", message, { cause: error });
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
      headers: this.#headers.of(headers),
    };
    const bytes = bytesOf(record);
    if (bytes + overheadBytes > this.#parts.maxMessageBytes)
      throw feedError("feed-record-too-large", `${place}: a record of ${bytes} bytes; the topic takes ${this.maxRecordBytes}.`);
    return record;
  }

  /** Our own count is what places keys: records stay in order as long as it stays, whatever others see. */
  async #checkPartitions(): Promise<void> {
    if (performance.now() - this.#countedAt < timeLimits.partitionsMs) return;
    const { topics, client, place } = this.#parts;
    const now = (await partitionsOf(client, [topics.events])).get(topics.events);
    this.#countedAt = performance.now();
    if (now === this.partitions) return;
    throw feedError("feed-partitions-changed", `${place} has ${now} partitions; it had ${this.partitions}.`);
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof KafkaFailure && ["MESSAGE_TOO_LARGE", "RECORD_LIST_TOO_LARGE"].includes(error.refusal ?? "");
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

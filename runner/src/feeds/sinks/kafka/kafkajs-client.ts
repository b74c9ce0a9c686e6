import { promisify } from "node:util";
import { zstdCompress, zstdDecompress } from "node:zlib";
import kafkajs, { type Admin, type KafkaConfig, type Message, type SASLOptions } from "kafkajs";
import { requestTimeoutMs, transactionTimeoutMs } from "./in-flight.ts";
import {
  type ClusterView,
  type Compression,
  type KafkaClient,
  KafkaFailure,
  type KafkaProducer,
  type KafkaRecord,
  type KafkaSettings,
  type TopicView,
} from "./kafka-client.ts";
import { kafkajsFailure } from "./kafkajs-failure.ts";

const { CompressionCodecs, CompressionTypes, ConfigResourceTypes, Kafka, logLevel } = kafkajs;
const compressions: Readonly<Record<Compression, kafkajs.CompressionTypes>> = {
  none: CompressionTypes.None,
  gzip: CompressionTypes.GZIP,
  zstd: CompressionTypes.ZSTD,
};
CompressionCodecs[CompressionTypes.ZSTD] = () => ({
  compress: (encoder: { buffer: Buffer }) => promisify(zstdCompress)(encoder.buffer),
  decompress: (buffer: Buffer) => promisify(zstdDecompress)(buffer),
});

/** Kafka by kafkajs. */
export async function kafkajsClient(settings: KafkaSettings): Promise<KafkaClient> {
  const kafka = new Kafka(config(settings));
  const admin = kafka.admin();
  await orFailure(admin.connect());
  return {
    describe: (topics) => orFailure(describe(admin, topics)),
    configOf: (topic) => orFailure(configOf(admin, topic)),
    createTopic: ({ name, partitions, replicas, configs }) =>
      orFailure(
        admin
          .createTopics({
            topics: [
              {
                topic: name,
                numPartitions: partitions,
                replicationFactor: replicas,
                configEntries: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
              },
            ],
          })
          .then((created) => {
            if (!created) throw new KafkaFailure("refused", `"${name}" is there already.`, { refusal: "TOPIC_ALREADY_EXISTS" });
          }),
      ),
    startProducer: (transactionalId) => orFailure(startProducer(kafka, settings, transactionalId)),
    readLast: (topic, partition, key) => orFailure(readLast(kafka, admin, topic, partition, key)),
    [Symbol.asyncDispose]: () => closed(admin),
  };
}

function config({ servers, tls, sasl }: KafkaSettings): KafkaConfig {
  return {
    clientId: "datafeed",
    brokers: [...servers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 5000,
    requestTimeout: requestTimeoutMs,
    retry: { initialRetryTime: 50, maxRetryTime: 1000, retries: 15 },
    ...(tls === undefined ? {} : { ssl: { rejectUnauthorized: true, ...tlsOptions(tls) } }),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  };
}

function tlsOptions({ ca, certificate, privateKey }: NonNullable<KafkaSettings["tls"]>) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
  };
}

async function describe(admin: Admin, topics: readonly string[]): Promise<ClusterView> {
  const { brokers, clusterId } = await admin.describeCluster();
  const found = new Map<string, TopicView>();
  const known = new Set(await admin.listTopics());
  const asked = topics.filter((topic) => known.has(topic));
  if (asked.length === 0) return { id: clusterId, brokers: brokers.length, topics: found };
  for (const { name, partitions } of (await admin.fetchTopicMetadata({ topics: asked })).topics) {
    const inSync = Math.min(...partitions.map(({ isr }) => isr.length));
    found.set(name, { partitions: partitions.length, replicas: partitions[0]?.replicas.length ?? 0, inSync });
  }
  return { id: clusterId, brokers: brokers.length, topics: found };
}

async function configOf(admin: Admin, topic: string): Promise<ReadonlyMap<string, string>> {
  const resources = [{ type: ConfigResourceTypes.TOPIC, name: topic }];
  const { resources: found } = await admin.describeConfigs({ resources, includeSynonyms: false });
  return new Map(found[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]));
}

async function startProducer(
  kafka: kafkajs.Kafka,
  { compression }: KafkaSettings,
  transactionalId: string | undefined,
): Promise<KafkaProducer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    ...(transactionalId === undefined ? {} : { transactionalId, transactionTimeout: transactionTimeoutMs }),
  });
  await producer.connect();
  const options = { acks: -1, timeout: requestTimeoutMs, compression: compressions[compression] };
  // Begun at once: that alone is what fences off others and ends what was left.
  let next = transactionalId === undefined ? undefined : await producer.transaction();
  const batchOf = (group: readonly KafkaRecord[]) => ({ ...options, topicMessages: byTopic(group) });
  return {
    send: async (groups) => {
      if (transactionalId === undefined) {
        for (const group of groups) await orFailure(producer.sendBatch(batchOf(group)));
        return;
      }
      const transaction = next ?? (await orFailure(producer.transaction()));
      next = undefined;
      for (const group of groups) await orFailure(transaction.sendBatch(batchOf(group)));
      await orFailure(transaction.commit());
    },
    [Symbol.asyncDispose]: () => closed(producer),
  };
}

function byTopic(records: readonly KafkaRecord[]): { topic: string; messages: Message[] }[] {
  const topics = Map.groupBy(records, ({ topic }) => topic);
  return [...topics].map(([topic, own]) => ({
    topic,
    messages: own.map(({ key, value, partition, headers }) => ({
      key,
      value,
      partition,
      headers: Object.fromEntries(headers),
    })),
  }));
}

async function readLast(
  kafka: kafkajs.Kafka,
  admin: Admin,
  topic: string,
  partition: number,
  key: string,
): Promise<string | undefined> {
  const offsets = (await admin.fetchTopicOffsets(topic)).find((each) => each.partition === partition);
  const end = BigInt(offsets?.high ?? 0);
  if (BigInt(offsets?.low ?? 0) >= end) return undefined;
  const groupId = `datafeed-${key}-${process.pid}-${performance.now()}`;
  const consumer = kafka.consumer({ groupId, readUncommitted: false });
  let last: string | undefined;
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      // One that restarts goes on by itself.
      consumer.on("consumer.crash", ({ payload }) => (payload.restart ? undefined : reject(payload.error)));
      // Told of batches with nothing but markers as well.
      consumer.on("consumer.end_batch_process", ({ payload }) => {
        if (payload.partition === partition && BigInt(payload.lastOffset) + 1n >= end) resolve();
      });
      consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch }) => {
            if (batch.partition !== partition) return;
            for (const message of batch.messages) if (message.key?.toString() === key) last = message.value?.toString();
          },
        })
        .catch(reject);
    });
    return last;
  } finally {
    await closed(consumer);
  }
}

async function orFailure<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw kafkajsFailure(error);
  }
}

async function closed(client: { disconnect(): Promise<void> }): Promise<void> {
  try {
    await client.disconnect();
  } catch {
    // Connections that are gone can't be closed.
  }
}

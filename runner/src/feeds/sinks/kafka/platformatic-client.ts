import { isIP } from "node:net";
import {
  Admin,
  addPartitionsToTxnV3,
  type BaseOptions,
  ConfigResourceTypes,
  type Connection,
  FetchIsolationLevels,
  type fetchV17,
  kGetApi,
  kGetConnection,
  ListOffsetTimestamps,
  Producer,
  type SASLMechanismValue,
} from "@platformatic/kafka";
import { answeringServers } from "./answering-servers.ts";
import { certificateFailure } from "./certificate-alert.ts";
import { committedRecords, type Page } from "./committed-records.ts";
import {
  type ClusterView,
  type KafkaClient,
  KafkaFailure,
  type KafkaProducer,
  type KafkaRecord,
  type KafkaSettings,
  type NewTopic,
  type SaslMechanism,
} from "./kafka-client.ts";
import { closed, dropped, keptAlive } from "./platformatic-connections.ts";
import { kafkaFailure, wasClosed } from "./platformatic-failure.ts";
import { withOurBatches } from "./produce-request.ts";
import { timeLimits } from "./time-limits.ts";

const pageBytes = 1 << 20;
const mechanisms: Readonly<Record<SaslMechanism, SASLMechanismValue>> = {
  plain: "PLAIN",
  "scram-sha-256": "SCRAM-SHA-256",
  "scram-sha-512": "SCRAM-SHA-512",
};

/** Kafka by @platformatic/kafka. Of several servers one is found that answers; nothing stays connected before the first question. */
export async function platformaticClient(settings: KafkaSettings): Promise<KafkaClient> {
  const options = { ...baseOptions(settings), bootstrapBrokers: await findServers(settings) };
  // Questions are asked when a feed begins: a password that is wrong is told at once, not after twenty tries.
  const admin = keptAlive(new Admin({ ...options, retries: 1 }));
  return {
    describe: (topics) => orFailure(describe(admin, topics).catch((error) => explained(error, settings))),
    configOf: (topic) => orFailure(configOf(admin, topic)),
    createTopic: (topic) => orFailure(createTopic(admin, topic)),
    startProducer: (transactionalId, givenUp) => orFailure(startProducer(options, settings, transactionalId, givenUp)),
    readLast: (topic, partition, key, givenUp) => orFailure(readLast(admin, { topic, partition, key, givenUp })),
    [Symbol.asyncDispose]: () => closed(admin),
  };
}

/** The library asks the first server that takes a connection, each time anew: one that hangs must not be among them. */
async function findServers(settings: KafkaSettings): Promise<string[]> {
  const options = { ...baseOptions(settings), requestTimeout: timeLimits.connectMs, retries: 0 };
  const ask = async (server: string, over: AbortSignal): Promise<void> => {
    const admin = new Admin({ ...options, bootstrapBrokers: [server] });
    over.addEventListener("abort", () => void dropped(admin), { once: true });
    try {
      await orFailure(admin.listApis());
    } catch (error) {
      // A refusal is an answer.
      if (!(error instanceof KafkaFailure) || error.reason === "unreachable") throw error;
    } finally {
      await dropped(admin);
    }
  };
  return [...(await answeringServers(settings.servers, ask, timeLimits.nextServerMs))];
}

function baseOptions({ servers, tls, sasl }: KafkaSettings): BaseOptions {
  const named = servers.every((server) => isIP(server.replace(/:\d+$/, "")) === 0);
  return {
    clientId: "datafeed",
    bootstrapBrokers: [...servers],
    connectTimeout: timeLimits.connectMs,
    requestTimeout: timeLimits.requestMs,
    timeout: timeLimits.requestMs,
    // A leader's election takes seconds; what takes longer is the feed's to wait for.
    retries: 20,
    retryDelay: (_client, _operation, attempt) => Math.min(10 * 2 ** attempt, 1000),
    autocreateTopics: false,
    ...(tls === undefined ? {} : { tls: tlsOptions(tls), tlsServerName: named }),
    ...(sasl === undefined ? {} : { sasl: { ...sasl, mechanism: mechanisms[sasl.mechanism] } }),
  };
}

function tlsOptions({ ca, certificate, privateKey }: NonNullable<KafkaSettings["tls"]>): NonNullable<BaseOptions["tls"]> {
  return {
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate }),
    ...(privateKey === undefined ? {} : { key: privateKey }),
  };
}

async function describe(admin: Admin, topics: readonly string[]): Promise<ClusterView> {
  const found = new Map<string, { partitions: number; replicas: number; inSync: number }>();
  let cluster = await admin.metadata({ topics: [], forceUpdate: true });
  // One by one: a topic that is missing fails the whole question.
  for (const topic of new Set(topics)) {
    try {
      cluster = await admin.metadata({ topics: [topic], forceUpdate: true });
    } catch (error) {
      if (error instanceof Error && error.message === `Unknown topic ${topic}.`) continue;
      throw error;
    }
    const { partitions = [] } = cluster.topics.get(topic) ?? {};
    const inSync = Math.min(...partitions.map(({ isr }) => isr.length));
    found.set(topic, { partitions: partitions.length, replicas: partitions[0]?.replicas.length ?? 0, inSync });
  }
  return { id: cluster.id, brokers: cluster.brokers.size, topics: found };
}

async function configOf(admin: Admin, topic: string): Promise<ReadonlyMap<string, string>> {
  const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: topic };
  const [found] = await admin.describeConfigs({ resources: [resource] });
  return new Map(found?.configs.flatMap(({ name, value }) => (value === null || value === undefined ? [] : [[name, value]])));
}

async function createTopic(admin: Admin, { name, partitions, replicas, configs }: NewTopic): Promise<void> {
  const given = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
  await admin.createTopics({ topics: [name], partitions, replicas, configs: given });
}

/**
 * From version 4 on AddPartitionsToTxn is for brokers among themselves (KIP-890): a cluster with rights refuses it to anybody else,
 * and the library takes the newest version that it finds.
 */
function asClientsDo(producer: Producer): void {
  const newest = producer[kGetApi].bind(producer);
  producer[kGetApi] = (name, callback) => {
    if (name === "AddPartitionsToTxn") callback(null, addPartitionsToTxnV3.api as never);
    else if (name !== "Produce") newest(name, callback);
    else newest(name, (error, api) => callback(error, api === undefined ? api : (withOurBatches(api as never) as never)));
  };
}

async function startProducer(
  options: BaseOptions,
  { compression }: KafkaSettings,
  transactionalId: string | undefined,
  givenUp: AbortSignal | undefined,
): Promise<KafkaProducer> {
  const producer = new Producer({
    ...options,
    idempotent: true,
    ...(compression === "none" ? {} : { compression }),
    // The library has one time for the end of a request and of a transaction.
    ...(transactionalId === undefined ? {} : { transactionalId, timeout: timeLimits.transactionMs }),
  });
  keptAlive(producer);
  asClientsDo(producer);
  const dispose = { [Symbol.asyncDispose]: () => closed(producer) };
  // One that is closed tries no more: later it would fence off the next one.
  givenUp?.addEventListener("abort", () => void dropped(producer), { once: true });
  try {
    if (transactionalId === undefined) {
      await producer.initIdempotentProducer({ producerId: -1n, producerEpoch: -1 });
      const send = (group: readonly KafkaRecord[]) => producer.send({ messages: group.map(asMessage) });
      return {
        send: (groups, givenUp, acknowledged) => orFailure(sendAll(producer, { groups, send, givenUp, acknowledged })),
        ...dispose,
      };
    }
    // Begun at once: that is what fences off others and ends what was left. -1: whatever the id had before.
    let transaction = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 });
    let used = false;
    return {
      send: async (groups, givenUp, acknowledged) => {
        if (used) transaction = await orFailure(producer.beginTransaction());
        used = true;
        const send = (group: readonly KafkaRecord[]) => transaction.send({ messages: group.map(asMessage) });
        const commit = () => transaction.commit();
        await orFailure(sendAll(producer, { groups, send, commit, givenUp, acknowledged }));
      },
      ...dispose,
    };
  } catch (error) {
    await closed(producer);
    throw error;
  }
}

interface Sending {
  readonly groups: readonly (readonly KafkaRecord[])[];
  readonly send: (group: readonly KafkaRecord[]) => Promise<unknown>;
  readonly commit?: () => Promise<unknown>;
  readonly givenUp: AbortSignal | undefined;
  readonly acknowledged: (() => void) | undefined;
}

/** Once it is given up nothing more is sent: another may be at it already. */
async function sendAll(producer: Producer, { groups, send, commit, givenUp, acknowledged }: Sending): Promise<void> {
  const drop = (): void => void dropped(producer);
  givenUp?.addEventListener("abort", drop, { once: true });
  try {
    for (const group of groups) {
      givenUp?.throwIfAborted();
      await send(group);
      acknowledged?.();
    }
    givenUp?.throwIfAborted();
    await commit?.();
  } finally {
    givenUp?.removeEventListener("abort", drop);
  }
}

function asMessage({ topic, partition, key, value, headers }: KafkaRecord) {
  return { topic, partition, key, value, headers: new Map(headers) };
}

interface Wanted {
  readonly topic: string;
  readonly partition: number;
  readonly key: string;
  readonly givenUp: AbortSignal | undefined;
}

/** Offsets that are read first; each reading further back takes four times as many. */
const firstOffsets = 1000n;

/**
 * Read without a group: no right to one is needed. Pages are asked for below the library's own reader, which leaves out records that
 * were committed, too: those between an undone transaction and the end of a later one in which nothing was written (2.12.1). Read
 * from the end: the key's last record is among the last ones, however much lies before.
 */
async function readLast(admin: Admin, wanted: Wanted): Promise<string | undefined> {
  const { topic, partition } = wanted;
  // To the last record, not the last that is committed: a transaction of another feed may lie before ours.
  let to = await offsetOf(admin, topic, partition, ListOffsetTimestamps.LATEST);
  const earliest = await offsetOf(admin, topic, partition, ListOffsetTimestamps.EARLIEST);
  for (let offsets = firstOffsets; to > earliest; offsets *= 4n) {
    const from = to - offsets > earliest ? to - offsets : earliest;
    const last = await lastBetween(admin, wanted, from, to);
    if (last !== undefined) return last;
    to = from;
  }
  return undefined;
}

/** A page may begin in the midst of a transaction: the broker names all those that it has to do with and that were undone. */
async function lastBetween(admin: Admin, wanted: Wanted, from: bigint, to: bigint): Promise<string | undefined> {
  const { topic, partition, key, givenUp } = wanted;
  let last: string | undefined;
  let movedAt = performance.now();
  for (let next = from; next < to; ) {
    givenUp?.throwIfAborted();
    const { records, nextOffset } = committedRecords(await fetchPage(admin, topic, partition, next), next);
    for (const record of records) if (record.key?.toString("utf8") === key) last = record.value?.toString("utf8");
    if (nextOffset > next) movedAt = performance.now();
    if (performance.now() - movedAt > timeLimits.standstillMs) {
      const why = `An open transaction of another keeps "${topic}" from being read from offset ${next} on.`;
      throw new KafkaFailure("refused", why);
    }
    next = nextOffset;
  }
  return last;
}

async function offsetOf(admin: Admin, topic: string, partition: number, timestamp: bigint): Promise<bigint> {
  const [listed] = await admin.listOffsets({
    topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp }] }],
    isolationLevel: FetchIsolationLevels.READ_UNCOMMITTED,
  });
  const offset = listed?.partitions[0]?.offset;
  // Taken for empty it would begin anew.
  if (offset === undefined || offset < 0n) throw new KafkaFailure("refused", `The offsets of "${topic}" are not known.`);
  return offset;
}

async function fetchPage(admin: Admin, topic: string, partition: number, from: bigint): Promise<Page> {
  const { topics, brokers } = await admin.metadata({ topics: [topic], forceUpdate: true });
  const found = topics.get(topic);
  const leader = brokers.get(found?.partitions[partition]?.leader ?? -1);
  if (found === undefined || leader === undefined) throw new KafkaFailure("refused", `"${topic}" has no leader.`);
  const connection = await called<Connection>((done) => admin[kGetConnection](leader, done));
  const fetch = await called<typeof fetchV17.api>((done) => admin[kGetApi]("Fetch", done as never));
  const asked = { partition, currentLeaderEpoch: -1, fetchOffset: from, lastFetchedEpoch: -1, partitionMaxBytes: pageBytes };
  // Up to version 12 topics go by their names.
  const topicId = fetch.version <= 12 ? topic : found.id;
  const request = [{ topicId, partitions: [asked] }];
  const committed = FetchIsolationLevels.READ_COMMITTED;
  const { responses } = await called<fetchV17.FetchResponse>((done) =>
    fetch(connection, 500, 1, pageBytes, committed, 0, -1, request, [], "", done as never),
  );
  return responses[0]?.partitions[0] ?? { records: [], abortedTransactions: [] };
}

/** What a function gives to its callback. */
function called<Value>(start: (done: (error: Error | null, value?: Value) => void) => void): Promise<Value> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error === null || error === undefined ? resolve(value as Value) : reject(error)));
  });
}

/** Every opening begins with `describe`: there a closed connection is looked into. */
async function explained(error: unknown, settings: KafkaSettings): Promise<never> {
  throw (wasClosed(error) ? await certificateFailure(settings) : undefined) ?? error;
}

async function orFailure<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw kafkaFailure(error);
  }
}

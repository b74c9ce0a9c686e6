import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { type Broker, brokerAt } from "./kafka/broker.ts";
import { type KafkaCertificates, makeCertificates } from "./kafka/certificates.ts";
import { kafkaJars } from "./kafka/install.ts";
import { describeCluster, type ReadRecord } from "./kafka/kcat.ts";
import { KafkaNode } from "./kafka/node.ts";

export type { Broker, ReadRecord };

/** Those of the SASL listener; each has the password `secret-of-<name>` for every mechanism. */
export const kafkaUsers = ["feeder", "stranger"] as const;
export const passwordOf = (user: string): string => `secret-of-${user}`;

export interface KafkaOptions {
  readonly nodes?: 1 | 3;
  /** Listeners with TLS: one with SASL, one that asks for a client certificate. Users have no right that they are not given. */
  readonly secure?: boolean;
  /** Of all nodes, as in server.properties. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** Apache Kafka itself, on loopback. */
export interface Kafka extends Broker {
  readonly secure?: {
    readonly certificates: KafkaCertificates;
    /** Listener with TLS and SASL PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. */
    readonly sasl: readonly string[];
    /** Listener with TLS that wants a client certificate: its principal is User:CN=feeder. */
    readonly mutual: readonly string[];
  };
  /** By number, from 1. */
  node(id: number): KafkaNode;
  /** The broker that leads a partition now; that of `__transaction_state` is the coordinator of transactions. */
  leader(topic: string, partition?: number): Promise<number>;
}

/** For tests to which any cluster will do: that of `KAFKA_BROKERS` (`host:port,…`), or a node of our own. Errors: of `startKafka`. */
export async function startBroker(): Promise<Broker> {
  const given = process.env["KAFKA_BROKERS"];
  return given ? brokerAt(given.split(","), { replicas: -1, removed: true }) : await startKafka();
}

/** Errors: when Kafka is not there; `scripts/test-kafka` installs it. */
export async function startKafka({ nodes = 1, secure = false, properties = {} }: KafkaOptions = {}): Promise<Kafka> {
  const jars = await kafkaJars();
  const folder = await mkdtemp(join(tmpdir(), "datafeed-kafka-"));
  const ids = Array.from({ length: nodes }, (_, at) => at + 1);
  const ports = await Promise.all(
    ids.map(async () => ({
      plain: await freePort(),
      controller: await freePort(),
      sasl: await freePort(),
      mutual: await freePort(),
    })),
  );
  const certificates = secure ? await makeCertificates(folder) : undefined;
  const voters = ids.map((id, at) => `${id}@127.0.0.1:${ports[at]?.controller}`).join(",");
  await writeFile(join(folder, "log4j2.properties"), logging);
  const java = javaOptions(jars, folder);
  const cluster = randomUUID().replaceAll("-", "").slice(0, 22);
  const made = await Promise.all(
    ports.map(async (port, at) => {
      const id = at + 1;
      const data = join(folder, `node-${id}`);
      await mkdir(data);
      const settings = {
        ...common(nodes),
        "node.id": String(id),
        "log.dirs": data,
        "controller.quorum.voters": voters,
        listeners: `PLAINTEXT://127.0.0.1:${port.plain},CONTROLLER://127.0.0.1:${port.controller}`,
        ...(certificates === undefined ? {} : secureListeners(port, certificates)),
        ...properties,
      };
      const file = join(folder, `node-${id}.properties`);
      await writeFile(
        file,
        Object.entries(settings)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(""),
      );
      const scram = certificates === undefined ? [] : scramUsers();
      await promisify(execFile)("java", [...java, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", file, ...scram]);
      return new KafkaNode(id, java, file);
    }),
  );
  const at = (key: keyof (typeof ports)[number]): readonly string[] => ports.map((port) => `127.0.0.1:${port[key]}`);
  const servers = at("plain");
  const broker = brokerAt(servers, { replicas: nodes, removed: false });
  await using opened = new AsyncDisposableStack();
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  for (const node of made) opened.use(node);
  opened.use(broker);
  await Promise.all(made.map((node) => node.start()));
  const kept = opened.move();
  return {
    ...broker,
    ...(certificates === undefined ? {} : { secure: { certificates, sasl: at("sasl"), mutual: at("mutual") } }),
    node: (id) => made[id - 1] ?? fail(`There is no node ${id}.`),
    leader: async (topic, partition = 0) => {
      const up = made.filter(({ running }) => running).map(({ id }) => servers[id - 1] ?? "");
      const { topics } = await describeCluster(up, topic);
      return topics[0]?.partitions[partition]?.leader ?? fail(`Partition ${partition} of ${topic} has no leader.`);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** Small, and quick to notice that a node is gone; one coordinator for all transactions, so that a test knows which. */
function common(nodes: number): Record<string, string> {
  const replicas = String(nodes);
  const enough = nodes === 1 ? "1" : "2";
  return {
    "process.roles": "broker,controller",
    "inter.broker.listener.name": "PLAINTEXT",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SASL:SASL_SSL,MUTUAL:SSL",
    "auto.create.topics.enable": "false",
    "min.insync.replicas": enough,
    "offsets.topic.replication.factor": replicas,
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": replicas,
    "transaction.state.log.min.isr": enough,
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": replicas,
    "share.coordinator.state.topic.min.isr": enough,
    "group.initial.rebalance.delay.ms": "0",
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "controller.quorum.election.timeout.ms": "1000",
    "controller.quorum.fetch.timeout.ms": "2000",
    "replica.lag.time.max.ms": "5000",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "controlled.shutdown.enable": nodes === 1 ? "false" : "true",
    "num.network.threads": "2",
    "num.io.threads": "4",
    "log.cleaner.dedupe.buffer.size": "8388608",
  };
}

function secureListeners(
  port: Readonly<Record<"plain" | "controller" | "sasl" | "mutual", number>>,
  { brokerFile, caFile }: KafkaCertificates,
): Record<string, string> {
  const plainUsers = kafkaUsers.map((user) => `user_${user}="${passwordOf(user)}"`).join(" ");
  const scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
  return {
    listeners: [
      `PLAINTEXT://127.0.0.1:${port.plain}`,
      `CONTROLLER://127.0.0.1:${port.controller}`,
      `SASL://127.0.0.1:${port.sasl}`,
      `MUTUAL://127.0.0.1:${port.mutual}`,
    ].join(","),
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": brokerFile,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": caFile,
    "listener.name.mutual.ssl.client.auth": "required",
    "listener.name.sasl.sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    "listener.name.sasl.plain.sasl.jaas.config": `org.apache.kafka.common.security.plain.PlainLoginModule required ${plainUsers};`,
    "listener.name.sasl.scram-sha-256.sasl.jaas.config": scram,
    "listener.name.sasl.scram-sha-512.sasl.jaas.config": scram,
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
  };
}

function scramUsers(): string[] {
  return kafkaUsers.flatMap((user) =>
    ["SCRAM-SHA-256", "SCRAM-SHA-512"].flatMap((mechanism) => [
      "--add-scram",
      `${mechanism}=[name=${user},password=${passwordOf(user)}]`,
    ]),
  );
}

// Started often and for a short while: the quick compiler, and the collector with the fewest threads.
function javaOptions(jars: string, folder: string): string[] {
  const log = `-Dlog4j2.configurationFile=${join(folder, "log4j2.properties")}`;
  return ["-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", log, "-cp", `${jars}/*`];
}

const logging = `
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %m (%c)%n%throwable{3}
rootLogger.level = WARN
rootLogger.appenderRef.out.ref = out
logger.started.name = kafka.server
logger.started.level = INFO
`;

function fail(message: string): never {
  throw new Error(message);
}

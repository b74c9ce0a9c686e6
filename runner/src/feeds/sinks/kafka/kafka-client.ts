import type { KafkaConnection } from "../../../../../schemas/generated/documents.ts";

/** A cluster and how to speak to it, references resolved and defaults filled in. */
export interface KafkaSettings {
  /** The broker's name in connections.yaml. */
  readonly name: string;
  /** `host:port`. */
  readonly servers: readonly string[];
  /** PEM texts; absent: no TLS. */
  readonly tls?: { readonly ca?: string; readonly certificate?: string; readonly privateKey?: string };
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
  readonly compression: Compression;
  /** The compacted topic with the positions of transactional feeds. */
  readonly positions: string;
}

export type SaslMechanism = NonNullable<KafkaConnection["sasl"]>["mechanism"];
export type Compression = NonNullable<KafkaConnection["compression"]>;

/** What a feed asks of a Kafka client library. Errors of every method: KafkaFailure. */
export interface KafkaClient extends AsyncDisposable {
  /** Asked of the cluster now. A topic that is not there is left out; one that may not be seen is an error. */
  describe(topics: readonly string[]): Promise<ClusterView>;
  /** The configuration of a topic that is there. */
  configOf(topic: string): Promise<ReadonlyMap<string, string>>;
  createTopic(topic: NewTopic): Promise<void>;
  /**
   * With an id: a producer of transactions, once whatever was left under that id is committed or undone; all other producers of
   * that id are fenced off from then on. Without: an idempotent one. Once it is given up nothing more is asked under that id.
   */
  startProducer(transactionalId: string | undefined, givenUp?: AbortSignal): Promise<KafkaProducer>;
  /**
   * The last value of a key in a partition, of those that were committed when it was called. It takes the time that it needs; with
   * none for a while it fails.
   */
  readLast(topic: string, partition: number, key: string, givenUp?: AbortSignal): Promise<string | undefined>;
}

export interface KafkaProducer extends AsyncDisposable {
  /**
   * Sends records one group after the other, in their order; returns when all in-sync replicas have them and, in a transaction,
   * it is committed. After a failure the producer is not used again: how much was written is not known. Once it is given up it
   * sends nothing more, and closes. `acknowledged`: called for each group that all in-sync replicas have.
   */
  send(groups: readonly (readonly KafkaRecord[])[], givenUp?: AbortSignal, acknowledged?: () => void): Promise<void>;
}

export interface KafkaRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer;
  readonly value: Buffer;
  /** UTF-8. */
  readonly headers: readonly (readonly [name: Buffer, value: Buffer])[];
}

export interface ClusterView {
  readonly id: string;
  readonly brokers: number;
  readonly topics: ReadonlyMap<string, TopicView>;
}

export interface TopicView {
  readonly partitions: number;
  readonly replicas: number;
  /** The fewest replicas that are in sync, of any partition. */
  readonly inSync: number;
}

export interface NewTopic {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly configs: Readonly<Record<string, string>>;
}

/** What went wrong, without the words of one library. */
export class KafkaFailure extends Error {
  readonly reason: "unreachable" | "tls" | "sign-in" | "refused";
  /** refused: the name of Kafka's error code, such as `TOPIC_AUTHORIZATION_FAILED`. */
  readonly refusal: string | undefined;

  constructor(reason: KafkaFailure["reason"], message: string, options: { refusal?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "KafkaFailure";
    this.reason = reason;
    this.refusal = options.refusal;
  }
}

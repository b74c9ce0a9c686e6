import { Admin } from "@platformatic/kafka";
import { type ReadOptions, type ReadRecord, readTopic } from "./kcat.ts";

/** A cluster that somebody runs, spoken to without TLS and with all rights. */
export interface Broker extends AsyncDisposable {
  /** `host:port` of each node. */
  readonly servers: readonly string[];
  createTopic(name: string, options?: TopicOptions): Promise<void>;
  addPartitions(topic: string, count: number): Promise<void>;
  /** What the topic holds, read by kcat; read_committed unless said otherwise. */
  read(topic: string, options?: ReadOptions): Promise<ReadRecord[]>;
  /** For what only a test does: rights, configurations. */
  readonly admin: Admin;
}

export interface TopicOptions {
  readonly partitions?: number;
  readonly replicas?: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/** `replicas` of a topic that asks for no number of its own; -1: what the cluster has for such. Topics go with it when `removed`. */
export function brokerAt(servers: readonly string[], { replicas, removed }: { replicas: number; removed: boolean }): Broker {
  const admin = new Admin({ clientId: "test", bootstrapBrokers: [...servers], retries: 20, retryDelay: 250 });
  const made: string[] = [];
  return {
    servers,
    admin,
    createTopic: async (name, { partitions = 1, replicas: own = replicas, configs = {} } = {}) => {
      const given = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
      await admin.createTopics({ topics: [name], partitions, replicas: own, configs: given });
      made.push(name);
    },
    addPartitions: async (name, count) => {
      // null, which the types leave out: the cluster chooses the brokers.
      await admin.createPartitions({ topics: [{ name, count, assignments: null as never }], validateOnly: false });
    },
    read: (topic, options) => readTopic(servers, topic, options),
    [Symbol.asyncDispose]: async () => {
      if (removed && made.length > 0) await admin.deleteTopics({ topics: made });
      await admin.close();
    },
  };
}

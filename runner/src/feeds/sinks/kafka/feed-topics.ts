import type { NewTopic } from "./kafka-client.ts";

/** What a feed needs of a cluster. */
export interface FeedTopics {
  readonly events: string;
  readonly deadLetters: string;
  /** Of a transactional feed alone. */
  readonly positions?: string;
}

/** How its topics are made: positions keep the last of each key, dead letters need no parallel readers. */
export function newTopics({ events, deadLetters, positions }: FeedTopics, partitions: number, replicas: number): NewTopic[] {
  const safe = { "min.insync.replicas": String(Math.max(1, replicas - 1)) };
  return [
    { name: events, partitions, replicas, configs: safe },
    { name: deadLetters, partitions: 1, replicas, configs: safe },
    ...(positions === undefined
      ? []
      : [{ name: positions, partitions: 1, replicas, configs: { ...safe, "cleanup.policy": "compact" } }]),
  ];
}

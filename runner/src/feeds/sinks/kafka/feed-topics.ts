import type { NewTopic } from "./kafka-client.ts";

/** What a feed needs of a cluster. */
export interface FeedTopics {
  readonly events: string;
  readonly deadLetters: string;
  /** Of a transactional feed alone. */
  readonly positions?: string;
}

/**
 * A segment is compacted when it is closed: by default after a gigabyte or a week, while each batch adds a position. These keep the
 * topic at some tens of megabytes.
 */
const compacted = {
  "cleanup.policy": "compact",
  "segment.bytes": String(16 << 20),
  "segment.ms": String(10 * 60_000),
  "min.cleanable.dirty.ratio": "0.1",
};

/** How its topics are made: positions keep the last of each key, dead letters need no parallel readers. */
export function newTopics({ events, deadLetters, positions }: FeedTopics, partitions: number, replicas: number): NewTopic[] {
  const safe = { "min.insync.replicas": String(Math.max(1, replicas - 1)) };
  return [
    { name: events, partitions, replicas, configs: safe },
    { name: deadLetters, partitions: 1, replicas, configs: safe },
    ...(positions === undefined ? [] : [{ name: positions, partitions: 1, replicas, configs: { ...safe, ...compacted } }]),
  ];
}

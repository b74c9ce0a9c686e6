import type { CommittedPlace } from "../../recover-feed.ts";
import type { KafkaClient } from "./kafka-client.ts";

export interface PositionsTopic {
  readonly topic: string;
  readonly partitions: number;
}

/**
 * A feed's last position. Of all partitions: where it lies depends on how many there were when it was written, and a topic may have
 * been given more since. Of several the one of the last batch counts.
 */
export async function lastPosition(
  client: Pick<KafkaClient, "readLast">,
  { topic, partitions }: PositionsTopic,
  feed: string,
  givenUp?: AbortSignal,
): Promise<string | undefined> {
  const found: string[] = [];
  for (let partition = 0; partition < partitions; partition++) {
    const position = await client.readLast(topic, partition, feed, givenUp);
    if (position !== undefined) found.push(position);
  }
  if (found.length < 2) return found[0];
  return found.toSorted((a, b) => batchOf(b) - batchOf(a))[0];
}

function batchOf(position: string): number {
  return (JSON.parse(position) as CommittedPlace).batch;
}

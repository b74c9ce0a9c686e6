import type { KafkaRecord } from "./kafka-client.ts";

/** What a batch of one record needs beside key, value and headers: the batch's head, lengths, those of twenty headers. */
export const overheadBytes = 512;
const headerOverheadBytes = 10;
/** Whatever refuses less than this is not the topic of the events: dead letters and positions are smaller. */
const leastRefusedBytes = 16_384;

/**
 * What a topic was found to take, where its own word is not known or not the last one: Kafka refuses a batch, and does not say which.
 * The largest one that was sent is surely too large.
 */
export class FoundLimits {
  /** Of the records of a partition that are sent together; one alone may be larger. */
  groupBytes = Number.POSITIVE_INFINITY;
  /** Of one record. */
  recordBytes = Number.POSITIVE_INFINITY;

  /** Learns from groups of which something was too large; false when there is nothing to be made smaller. */
  refused(groups: readonly (readonly KafkaRecord[])[]): boolean {
    let largest = { bytes: 0, records: 0 };
    for (const group of groups) {
      for (const each of partsOf(group).values()) if (each.bytes > largest.bytes) largest = each;
    }
    if (largest.bytes < leastRefusedBytes) return false;
    if (largest.records > 1) this.groupBytes = Math.min(this.groupBytes, Math.floor(largest.bytes / 2));
    else this.recordBytes = Math.min(this.recordBytes, recordBytesIn(largest.bytes) - 1);
    return true;
  }
}

/** The largest key, value and headers of a record that a batch of so many bytes holds. */
export function recordBytesIn(batchBytes: number): number {
  return batchBytes - overheadBytes - 20 * headerOverheadBytes;
}

/** A batch of records that Kafka takes may not be larger than the topic's `max.message.bytes`: those of a partition are shared out. */
export function inGroups(records: readonly KafkaRecord[], maxBytes: number): KafkaRecord[][] {
  const groups: KafkaRecord[][] = [];
  let sizes = new Map<string, number>();
  for (const record of records) {
    const home = homeOf(record);
    const bytes = sizeOf(record);
    const before = sizes.get(home);
    if (groups.length === 0 || (before !== undefined && before + bytes > maxBytes)) {
      groups.push([]);
      sizes = new Map();
    }
    groups.at(-1)?.push(record);
    sizes.set(home, (sizes.get(home) ?? overheadBytes) + bytes);
  }
  return groups;
}

export function bytesOf({ key, value, headers }: KafkaRecord): number {
  let bytes = key.length + value.length;
  for (const [name, text] of headers) bytes += name.length + text.length + headerOverheadBytes;
  return bytes;
}

function partsOf(group: readonly KafkaRecord[]): ReadonlyMap<string, { readonly bytes: number; readonly records: number }> {
  const parts = new Map<string, { bytes: number; records: number }>();
  for (const record of group) {
    const part = parts.get(homeOf(record)) ?? { bytes: overheadBytes, records: 0 };
    parts.set(homeOf(record), { bytes: part.bytes + bytesOf(record), records: part.records + 1 });
  }
  return parts;
}

function homeOf({ topic, partition }: KafkaRecord): string {
  return `${topic}/${partition}`;
}

/** Among others of its batch. */
function sizeOf(record: KafkaRecord): number {
  return bytesOf(record) + 40;
}

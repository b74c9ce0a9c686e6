import type { KafkaRecord as FetchedRecord, fetchV17 } from "@platformatic/kafka";

/** Of what a broker answers of one partition. */
export type Page = Pick<fetchV17.FetchResponsePartition, "records" | "abortedTransactions">;

/** Bits of a batch's attributes (https://kafka.apache.org/documentation/#recordbatch). */
const isTransactional = 0x10;
const isControl = 0x20;

/**
 * The records of a page that was read with `read_committed`, from an offset on, without those of transactions that were undone:
 * the broker names these, and leaves it to the reader to skip them (KIP-98). `nextOffset` is where the next page begins.
 */
export function committedRecords(
  { records: batches, abortedTransactions }: Page,
  from: bigint,
): { readonly records: readonly FetchedRecord[]; readonly nextOffset: bigint } {
  const aborted = [...(abortedTransactions ?? [])].sort((a, b) => Number(a.firstOffset - b.firstOffset));
  const undone = new Set<bigint>();
  const records: FetchedRecord[] = [];
  let nextOffset = from;
  for (const batch of batches ?? []) {
    const lastOffset = batch.firstOffset + BigInt(batch.lastOffsetDelta);
    while (aborted[0] !== undefined && aborted[0].firstOffset <= lastOffset) {
      undone.add(aborted[0].producerId);
      aborted.shift();
    }
    nextOffset = lastOffset + 1n;
    if ((batch.attributes & isControl) !== 0) {
      // A marker ends its producer's transaction, one way or the other.
      undone.delete(batch.producerId);
      continue;
    }
    if ((batch.attributes & isTransactional) !== 0 && undone.has(batch.producerId)) continue;
    for (const record of batch.records) {
      if (batch.firstOffset + BigInt(record.offsetDelta) >= from) records.push(record);
    }
  }
  return { records, nextOffset };
}

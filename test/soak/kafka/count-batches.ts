import type { ReadRecord } from "../../support/kafka/kcat.ts";

/** Of one writer: batches counted from 1, each with a record for every key. */
export interface Counted {
  readonly batches: number;
  /** Acknowledged, and not there. */
  readonly lost: number;
  /** Batches between the first and the last that are not there. */
  readonly missing: number;
  /** Records that are there more than once. */
  readonly repeated: number;
  /** Records of a key that come after one of a later batch and were not there before. */
  readonly disordered: number;
  /** Batches of which a part is there: of a transaction, or acknowledged. */
  readonly torn: number;
  /** The position that was committed last is not that of the last batch. */
  readonly strayed: number;
}

/** Counts what a reader of ours or another's saw. */
export function countBatches(
  records: readonly ReadRecord[],
  keys: number,
  acknowledged: ReadonlySet<number>,
  position: number | undefined,
): Counted {
  const times = new Map<string, number>();
  const newest = new Map<string, number>();
  const whole = new Map<number, Set<string>>();
  let repeated = 0;
  let disordered = 0;
  for (const { key, value } of records) {
    const { batch } = JSON.parse(value ?? "") as { batch: number };
    const id = `${batch}-${key}`;
    const before = times.get(id) ?? 0;
    times.set(id, before + 1);
    if (before > 0) repeated += 1;
    else if (batch < (newest.get(key ?? "") ?? 0)) disordered += 1;
    newest.set(key ?? "", Math.max(batch, newest.get(key ?? "") ?? 0));
    whole.set(batch, (whole.get(batch) ?? new Set()).add(key ?? ""));
  }
  const last = Math.max(0, ...whole.keys());
  return {
    batches: whole.size,
    lost: [...acknowledged].filter((batch) => !whole.has(batch)).length,
    missing: last - whole.size,
    repeated,
    disordered,
    torn: [...whole].filter(([batch, { size }]) => size !== keys && (position !== undefined || acknowledged.has(batch))).length,
    strayed: position === undefined || position === last ? 0 : 1,
  };
}

const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

/**
 * The partition of a key, as the default partitioner of Kafka's Java client chooses it: murmur2 of the key's bytes without the
 * sign, modulo the number of partitions (org.apache.kafka.common.utils.Utils).
 */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, "utf8")) & 0x7fffffff) % partitions;
}

/** MurmurHash2 of 32 bits, as a whole number with a sign. */
export function murmur2(data: Buffer): number {
  let hash = seed ^ data.length;
  const whole = data.length - (data.length % 4);
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(data.readInt32LE(at), multiplier);
    hash = Math.imul(hash, multiplier) ^ Math.imul(mixed ^ (mixed >>> 24), multiplier);
  }
  const rest = data.length - whole;
  if (rest > 0) {
    for (let at = 0; at < rest; at++) hash ^= (data[whole + at] ?? 0) << (8 * at);
    hash = Math.imul(hash, multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return hash ^ (hash >>> 15);
}

import { expect, test } from "vitest";
import { murmur2, partitionOf } from "../../../runner/src/feeds/sinks/kafka/murmur2.ts";

/** Printed by Utils.murmur2 and BuiltInPartitioner.partitionForKey (of 12) of Kafka's Java client 4.2.0. */
const vectors: readonly (readonly [key: string, hash: number, partition: number])[] = [
  ["", 275646681, 9],
  ["a", -1563381124, 4],
  ["ab", 316155434, 2],
  ["abc", 479470107, 3],
  ["abcd", -1323649548, 8],
  ["21", -973932308, 0],
  ["foobar", -790332482, 6],
  ["conv-000017", -1952808931, 1],
  ["00112233-4455-6677-8899-aabbccddeeff", 1821684602, 2],
  ["Zoë 🎧", -1922595210, 2],
  ["x".repeat(100), 1249054468, 4],
];

test.each(vectors)("%j has the hash and the partition that Java's client gives it", (key, hash, partition) => {
  expect(murmur2(Buffer.from(key))).toBe(hash);
  expect(partitionOf(key, 12)).toBe(partition);
});

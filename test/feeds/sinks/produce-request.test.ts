import { type MessageRecord, produceV11 } from "@platformatic/kafka";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { produceRequest } from "../../../runner/src/feeds/sinks/kafka/produce-request.ts";

/** The bytes that the library makes of it, which knows the protocol. */
function byLibrary(messages: readonly MessageRecord[], options: Parameters<typeof produceV11.createRequest>[3]): Buffer {
  const copies = messages.map((message) => ({ ...message }));
  return produceV11.createRequest(-1, 15_000, copies, options).buffer;
}

const sizes = fc.oneof(fc.nat(70), fc.constantFrom(8_191, 8_192, 20_000));
const bytes = fc.tuple(sizes, fc.nat(255)).map(([size, fill]) => Buffer.alloc(size, fill));
const message = fc.record({
  topic: fc.constantFrom("events", "dead-letters"),
  partition: fc.nat(3),
  key: bytes,
  value: bytes,
  headers: fc.array(fc.tuple(bytes, bytes), { maxLength: 12 }).map((headers) => new Map(headers)),
});
/** Partitions in ascending order, which is the library's; ours are in the order in which they come. */
const messages = fc
  .array(message, { minLength: 1, maxLength: 100 })
  .map((all) => all.toSorted((one, other) => one.partition - other.partition));

test("a request has the bytes that the client library would make of it", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_795_000_000_123 });
  try {
    fc.assert(
      fc.property(messages, fc.boolean(), fc.nat(2 ** 30), (all, inOne, first) => {
        const sequences = { getWithDefault: (key: string) => first + key.length } as never;
        const producer = { producerId: 2n ** 40n, producerEpoch: 7, sequences };
        const options = { ...producer, ...(inOne && { transactionalId: "feed" }) };
        const ours = produceRequest(-1, 15_000, all as never, options).buffer;
        expect(ours.equals(byLibrary(all as never, options))).toBe(true);
      }),
      { numRuns: 40, endOnFailure: true },
    );
  } finally {
    vi.useRealTimers();
  }
});

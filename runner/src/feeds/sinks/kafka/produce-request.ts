import {
  type CreateRecordsBatchOptions,
  type MessageRecord,
  produceV9,
  produceV10,
  produceV11,
  Writer,
} from "@platformatic/kafka";
import { recordBatch } from "./record-batch.ts";

/** Of these versions requests look alike. */
const versions = [produceV9, produceV10, produceV11];

type Produce = typeof produceV11.api;
type Send = { send(...args: readonly unknown[]): void };

/** The library's Produce with record batches of our own making, where it can be: else as it is. */
export function withOurBatches(api: Produce): Produce {
  const version = versions.find((each) => each.api.version === api.version);
  if (version === undefined) return api;
  const { parseResponse } = version;
  const ours = (...[connection, acks, timeout, messages, options = {}, done]: Parameters<Produce>): void => {
    if ((options.compression ?? "none") !== "none") {
      api(connection, acks, timeout, messages, options, done);
      return;
    }
    const request = (): Writer => produceRequest(acks ?? -1, timeout ?? 0, messages, options);
    (connection as unknown as Send).send(api.key, api.version, request, parseResponse, true, true, done);
  };
  return Object.assign(ours, { key: api.key, version: api.version, async: api.async }) as Produce;
}

/** A request of version 9 to 11; acks are never none. */
export function produceRequest(
  acks: number,
  timeout: number,
  messages: readonly MessageRecord[],
  options: Partial<CreateRecordsBatchOptions>,
): Writer {
  const now = BigInt(Date.now());
  const topics = [...Map.groupBy(messages, ({ topic }) => topic)];
  return Writer.create()
    .appendString(options.transactionalId)
    .appendInt16(acks)
    .appendInt32(timeout)
    .appendArray(topics, (to, [topic, ofTopic]) => {
      const partitions = [...Map.groupBy(ofTopic, ({ partition }) => partition ?? 0)];
      to.appendString(topic).appendArray(partitions, (each, [partition, records]) => {
        const batch = recordBatch(records, {
          producerId: options.producerId ?? -1n,
          producerEpoch: options.producerEpoch ?? 0,
          firstSequence: options.sequences?.getWithDefault(`${topic}:${partition}`, 0) ?? 0,
          transactional: options.transactionalId != null,
          timestamp: now,
        });
        each
          .appendInt32(partition)
          .appendUnsignedVarInt(batch.length + 1)
          .append(batch);
      });
    })
    .appendTaggedFields();
}

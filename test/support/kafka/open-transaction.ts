import { Producer } from "@platformatic/kafka";

/** A transaction that has begun. It is left open when it is disposed of. */
export interface OpenTransaction extends AsyncDisposable {
  commit(): Promise<void>;
  abort(): Promise<void>;
}

/**
 * Fences off whoever has the id, begins a transaction and sends one record to partition 0 of a topic; without a value the partition is
 * only told of, as by a producer that dies right then.
 */
export async function openTransaction(
  servers: readonly string[],
  transactionalId: string,
  record: { readonly topic: string; readonly key: string; readonly value: string | undefined },
): Promise<OpenTransaction> {
  const producer = new Producer({ clientId: "test", bootstrapBrokers: [...servers], idempotent: true, transactionalId });
  const transaction = await producer.beginTransaction({ producerId: -1n, producerEpoch: -1 });
  const { topic, key, value } = record;
  const message = { topic, partition: 0, key: Buffer.from(key), value: Buffer.from(value ?? "") };
  if (value !== undefined) await transaction.send({ messages: [message] });
  else await transaction.addPartitions(await producer.metadata({ topics: [topic] }), [message]);
  return {
    commit: () => transaction.commit(),
    abort: () => transaction.abort(),
    [Symbol.asyncDispose]: async () => producer.close(true),
  };
}

// As a process of its own, to be killed in the middle: says when it has come as far.
if (import.meta.main) {
  const [servers = "", id = "", topic = "", value] = process.argv.slice(2);
  await openTransaction(servers.split(","), id, { topic, key: id, value });
  console.log("open");
  setInterval(() => {}, 60_000);
}

import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { KafkaSettings } from "../../runner/src/feeds/sinks/kafka/kafka-client.ts";
import { openKafkaSink } from "../../runner/src/feeds/sinks/kafka/open-kafka-sink.ts";
import type { SinkRecord } from "../../runner/src/feeds/sinks/sink.ts";
import { type Broker, startBroker } from "../support/kafka.ts";

let broker: Broker;
beforeAll(async () => {
  broker = await startBroker();
});
afterAll(() => broker?.[Symbol.asyncDispose]());

const never = new AbortController().signal;

/** A broker that hangs: it takes connections, and never answers. */
async function startSilence() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.resume().on("error", () => {}))).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

test.each([
  ["at least once", false],
  ["transactional", true],
])("a broker that hangs and stands first is asked once, and no request waits for it: %s", async (_, transactional) => {
  await using silence = await startSilence();
  const name = `hanging-${randomUUID()}`;
  const topics = { events: name, deadLetters: `${name}.dead` };
  const positions = `${name}.positions`;
  for (const topic of [...Object.values(topics), positions]) await broker.createTopic(topic);
  const settings: KafkaSettings = {
    ...{ name: "main", compression: "none", positions },
    servers: [silence.address, ...broker.servers],
  };
  await using sink = openKafkaSink(settings, topics);
  await using open = await sink.open({ feed: topics.events, transactional, signal: never });
  const record: SinkRecord = { to: "events", key: "k", value: Buffer.from("v"), headers: [] };
  await open.send({ records: [record], ...(transactional && { position: "{}" }) }, never);
  expect((await broker.read(topics.events)).map(({ value }) => value)).toEqual(["v"]);
  expect(silence.sockets).toHaveLength(1);
});

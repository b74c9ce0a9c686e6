import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Admin } from "@platformatic/kafka";
import { expect, onTestFinished, test } from "vitest";
import { closed, keptAlive } from "../../../runner/src/feeds/sinks/kafka/platformatic-connections.ts";

/** A client that is connected to a server which reads nothing: a broker that hangs. */
async function connectedToSilence() {
  const server = createServer({ pauseOnConnect: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const broker = { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  const client = keptAlive(new Admin({ clientId: "test", bootstrapBrokers: [broker] }));
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const { socket } = await client.connections.get(broker);
  const [theirs] = await accepted;
  onTestFinished(() => {
    socket.destroy();
    theirs.destroy();
    server.close();
  });
  return { client, socket };
}

test.runIf(process.platform === "linux")("a connection that says nothing is kept alive", async () => {
  const { client, socket } = await connectedToSilence();
  const ours = `:${(socket.localPort ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const connections = readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
  // Its timer, by Documentation/networking/proc_net_tcp.rst: 2 is that of keep-alive.
  const timer = connections.find(([, local]) => local?.endsWith(ours))?.[5];
  expect(timer).toMatch(/^02:/);
  await closed(client);
});

test("a client of a broker that hangs is closed, whatever it still holds", async () => {
  const { client, socket } = await connectedToSilence();
  socket.write(Buffer.alloc(64 << 20));
  await closed(client, 20);
  expect(socket.destroyed).toBe(true);
  expect(client.isActive()).toBe(false);
});

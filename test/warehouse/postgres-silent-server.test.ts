import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { silenceOf } from "../../runner/src/warehouse/postgres/answered.ts";
import type { Ssl } from "../../runner/src/warehouse/postgres/postgres-config.ts";
import { postgresServer } from "../../runner/src/warehouse/postgres/postgres-server.ts";
import { PostgresWatch } from "../../runner/src/warehouse/postgres/postgres-watch.ts";
import { never, query } from "./postgres-support.ts";

/** AuthenticationOk and ReadyForQuery (PostgreSQL documentation, 54.7): all that is needed to have signed in. */
const signedIn = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0, 0x5a, 0, 0, 0, 5, 0x49]);
/** CommandComplete and ReadyForQuery: the answer to one statement. */
const done = Buffer.from([0x43, 0, 0, 0, 8, 0x53, 0x45, 0x54, 0, 0x5a, 0, 0, 0, 5, 0x49]);

/** A server that accepts, answers the first messages of each connection, and then says nothing. */
async function silentServer(...answers: readonly Buffer[]) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const left = [...answers];
    socket.on("data", () => {
      const answer = left.shift();
      if (answer !== undefined) socket.write(answer);
    });
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    server,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

function watchOf(port: number, { openMs = 200, ssl = "disable" }: { openMs?: number; ssl?: Ssl } = {}): PostgresWatch {
  const place = { host: "127.0.0.1", port, database: "d", user: "u", password: "p" };
  const config = { ...place, ssl, statementTimeoutMs: 3_600_000, maxQueries: 1 };
  return new PostgresWatch(postgresServer("w", config), { ...silenceOf(config), openMs });
}

test.each([
  ["to nothing", "disable", []],
  ["to nothing, not even about TLS", "require", []],
  ["and signs one in, and no more", "disable", [signedIn]],
  ["until the last setting", "disable", [signedIn, done]],
] as const)("a look does not wait for a server that answers %s", async (_, ssl, answers) => {
  await using silent = await silentServer(...answers);
  await using watch = watchOf(silent.port, { ssl });
  const look = watch.look((moment) => moment.ask(query("select 1")), never);
  await expect(look).rejects.toMatchObject({ code: "warehouse-unreachable" });
});

test.each([
  ["to nothing", []],
  ["all but LISTEN", [signedIn, done, done]],
] as const)("who listens to a server that answers %s connects again", async (_, answers) => {
  await using silent = await silentServer(...answers);
  await using watch = watchOf(silent.port);
  let words = 0;
  const [first] = await Promise.all([once(silent.server, "connection"), watch.listen("c", () => words++)]);
  await Promise.all([once(first[0] as Socket, "close"), once(silent.server, "connection")]);
  expect(words).toBe(0);
});

test("a silent server is left at once when nobody waits for it any more", async () => {
  await using silent = await silentServer();
  const watch = watchOf(silent.port, { openMs: 3_600_000 });
  await Promise.all([once(silent.server, "connection"), watch.listen("c", () => {})]);
  const ending = new AbortController();
  const asked = once(silent.server, "connection");
  const look = watch.look((moment) => moment.ask(query("select 1")), ending.signal);
  await asked;
  ending.abort();
  await expect(look).rejects.toMatchObject({ name: "AbortError" });
  await watch[Symbol.asyncDispose]();
});

import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { remoteCommands } from "../../runner/src/client/remote-commands.ts";
import type { RunProgress } from "../../runner/src/commands/commands.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { openServer, overSocket, type TestServer } from "./server.ts";

/** A server of which one run is followed; what happens to it is for the test to say. */
async function followed(limits: { readonly heartbeatMs?: number } = {}) {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const waiting: ((value: IteratorResult<RunProgress>) => void)[] = [];
  const told: RunProgress[] = [];
  const server: TestServer = await openServer({
    limits,
    commandsFor: (caller) => ({
      ...localCommands(server.estate.estate, caller),
      follow: (_id, signal) => ({
        [Symbol.asyncIterator]: () => ({
          next: () => {
            const value = told.shift();
            if (value !== undefined) return Promise.resolve({ value, done: false });
            return new Promise((found) => waiting.push(found));
          },
          return: async () => {
            if (signal.aborted) resolve();
            return { value: undefined, done: true };
          },
        }),
      }),
    }),
  });
  const tell = (rows: number, last = false) => {
    const value: RunProgress = { at: new Date().toISOString(), state: last ? "published" : "running", rows, last };
    const next = waiting.shift();
    if (next === undefined) told.push(value);
    else next({ value, done: false });
  };
  return { server, tell, ended };
}

async function open(server: TestServer, headers: Record<string, string> = {}): Promise<IncomingMessage> {
  const url = `${await server.listen()}/v1/runs/0123456789ab/events`;
  return overSocket(url, { authorization: `Bearer ${server.tokens.amy.token}`, ...headers });
}

/** Reads until the text has come. */
async function until(response: IncomingMessage, text: string): Promise<string> {
  let found = "";
  for await (const chunk of response.iterator({ destroyOnReturn: false })) {
    found += chunk;
    if (found.includes(text)) return found;
  }
  throw new Error(`ended without ${JSON.stringify(text)}: ${found}`);
}

describe("the events of a run", () => {
  it("come as they happen and end with the run", async () => {
    const { server, tell, ended } = await followed();
    await using _ = server;
    tell(0);
    const response = await open(server, { "last-event-id": "7" });
    expect(response.headers).toMatchObject({ "content-type": "text/event-stream", "cache-control": "no-store" });
    expect(await until(response, "\n\nid: 1")).toContain("retry: 2000");
    tell(10);
    expect(await until(response, '"rows":10')).toContain("event: progress");
    tell(20, true);
    const rest = await until(response, '"last":true');
    expect(rest).toContain("id: 3\nevent: end\n");
    expect((await response.toArray()).join("")).not.toContain("event:");
    await ended;
  });

  it("show signs of life while nothing happens", async () => {
    const { server, tell } = await followed({ heartbeatMs: 20 });
    await using _ = server;
    tell(0);
    const response = await open(server);
    await until(response, ": still here\n\n: still here\n\n");
    response.destroy();
  });

  it("are followed no longer when the client is gone", async () => {
    const { server, tell, ended } = await followed();
    await using _ = server;
    tell(0);
    const response = await open(server);
    await until(response, "id: 1");
    response.destroy();
    await ended;
  });

  it("end when the server is stopped, with a word on when to come again", async () => {
    const { server, tell, ended } = await followed();
    await using _ = server;
    tell(0);
    const response = await open(server);
    await until(response, "id: 1");
    const stopped = server.api.stop(AbortSignal.timeout(10_000));
    expect((await response.toArray()).join("")).toContain("retry: 2000\n: the server is being stopped");
    await Promise.all([stopped, ended]);
  });

  it("of what is not there are a 404, not a stream", async () => {
    await using server = await openServer();
    const answer = await server.ask("amy", "GET", "/v1/runs/0123456789ab/events");
    expect(answer).toMatchObject({ status: 404, json: { code: "unknown-id" } });
    expect(answer.headers["content-type"]).toBe("application/problem+json");
  });

  it("of a run that is over end at once, for the client too", async () => {
    await using server = await openServer();
    const output = await server.estate.publish("amys-calls");
    const commands = remoteCommands({ url: await server.listen(), token: server.tokens.amy.token });
    const events: RunProgress[] = [];
    for await (const event of commands.follow(output.id, new AbortController().signal)) events.push(event);
    expect(events.map(({ state, last }) => [state, last])).toEqual([["published", true]]);
    expect(events[0]?.output?.id).toBe(output.id);
  });
});

import { Readable } from "node:stream";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { type ApiPartOptions, apiPart } from "../../runner/src/daemon/api-part.ts";
import { Metrics } from "../../runner/src/daemon/metrics.ts";
import type { DaemonContext } from "../../runner/src/daemon/part.ts";
import { RunEvents } from "../../runner/src/daemon/run-events.ts";
import { createToken, revokeToken } from "../../runner/src/ledger/tokens.ts";
import { openEstate, type TestEstate } from "../commands/estate.ts";
import { openServer, overSocket } from "./server.ts";

const soon = () => AbortSignal.timeout(5000);

describe("stopping", () => {
  it("finishes what is under way and takes nothing new", async () => {
    const { promise: goOn, resolve: release } = Promise.withResolvers<void>();
    await using server = await openServer({
      commandsFor: (caller) => ({
        ...localCommands(server.estate.estate, caller),
        content: async () => ({
          fileName: "x",
          mediaType: "text/csv",
          bytes: 0,
          sha256: "",
          stream: Readable.from(slowly()),
        }),
      }),
    });
    const output = await server.estate.publish("amys-calls");
    const size = output.parts[0]!.bytes;
    async function* slowly() {
      yield Buffer.alloc(1, "x");
      await goOn;
      yield Buffer.alloc(size - 1, "x");
    }
    const address = await server.listen();
    const headers = { authorization: `Bearer ${server.tokens.amy.token}` };
    const download = await overSocket(`${address}/v1/outputs/${output.id}/content`, headers);
    const stopped = server.api.stop(soon());
    await expect(fetch(`${address}/v1/status`, { headers })).rejects.toThrow();
    release();
    expect(Buffer.concat(await download.toArray())).toEqual(Buffer.alloc(size, "x"));
    await stopped;
    await server.api.stop(soon());
  });

  it("cuts what is not done at the deadline", async () => {
    await using server = await openServer({
      commandsFor: (caller) => ({
        ...localCommands(server.estate.estate, caller),
        status: () => new Promise(() => {}),
      }),
    });
    const address = await server.listen();
    const headers = { authorization: `Bearer ${server.tokens.amy.token}` };
    const asked = new Promise<void>((resolve) => server.api.app.server.once("request", () => resolve()));
    const answer = fetch(`${address}/v1/status`, { headers }).then(
      ({ status }) => `answered ${status}`,
      () => "cut",
    );
    await asked;
    await server.api.stop(AbortSignal.timeout(200));
    expect(await answer).toBe("cut");
  });
});

describe("the API as a part of the daemon", () => {
  let estate: TestEstate;
  beforeAll(async () => {
    estate = await openEstate("sqlite");
  });
  afterAll(() => estate[Symbol.asyncDispose]());

  function part(options: Partial<ApiPartOptions> = {}, changes: Partial<DaemonContext> = {}) {
    const events = new RunEvents();
    const context = {
      ...estate.estate,
      log: pino({ level: "silent" }),
      events,
      lease: { leaseMs: 10_000, heartbeatMs: 3000 },
      ...changes,
    };
    return apiPart(context, { host: "127.0.0.1", port: 0, metrics: new Metrics(context, events), ...options });
  }

  it("listens to this machine, answers and stops", async () => {
    const api = part();
    await api.start();
    expect(api.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const { token } = await createToken(estate.ledger, { user: "ada", name: "x", createdBy: "ada" });
    const headers = { authorization: `Bearer ${token}` };
    expect(await (await fetch(`${api.address}/v1/status`, { headers })).json()).toMatchObject({ user: "ada", role: "admin" });
    expect(await (await fetch(`${api.address}/readyz`)).json()).toMatchObject({ ready: true });
    const metrics = await (await fetch(`${api.address}/metrics`, { headers })).text();
    expect(metrics).toContain('datafeed_http_requests_total{method="GET",route="/v1/status",status="200"} 1');
    await expect(part({ port: Number(new URL(api.address!).port) }).start()).rejects.toMatchObject({ code: "address-taken" });
    await api.stop(soon());
    await api.stop(soon());
    await expect(fetch(`${api.address}/healthz`)).rejects.toThrow();
  });

  it("asks the ledger once however many ask whether it is ready, and tells nobody of its place", async () => {
    let asked = 0;
    const lines: string[] = [];
    const api = part(
      {},
      {
        ledger: Object.assign(Object.create(estate.ledger), {
          time: async () => {
            asked++;
            throw new Error("connect ECONNREFUSED 10.1.2.3:5432");
          },
        }),
        log: pino({}, { write: (line: string) => void lines.push(line) }),
      },
    );
    await api.start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${api.address}/readyz`)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
    expect(asked).toBe(1);
    const [text] = await Promise.all(answers.map((answer) => answer.text()));
    expect(JSON.parse(text!).checks).toContainEqual({ name: "ledger", ready: false, message: "It does not answer." });
    expect(text).not.toContain("10.1.2.3");
    expect(lines.filter((line) => line.includes("10.1.2.3:5432"))).toHaveLength(1);
    await api.stop(soon());
  });

  it("listens to others only when there is a token", async () => {
    const other = await openEstate("sqlite");
    try {
      const events = new RunEvents();
      const context = {
        ...other.estate,
        log: pino({ level: "silent" }),
        events,
        lease: { leaseMs: 10_000, heartbeatMs: 3000 },
      };
      const open = () => apiPart(context, { host: "0.0.0.0", port: 0, metrics: new Metrics(context, events) });
      await expect(open().start()).rejects.toMatchObject({ code: "address-open" });
      const { id } = await createToken(other.ledger, { user: "ada", name: "x", createdBy: "ada" });
      const api = open();
      await api.start();
      await api.stop(soon());
      await revokeToken(other.ledger, id, "ada");
      await expect(open().start()).rejects.toMatchObject({ code: "address-open" });
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });
});

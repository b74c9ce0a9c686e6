import { request as httpRequest, type IncomingMessage } from "node:http";
import type { InjectOptions } from "fastify";
import { type Api, createApi } from "../../runner/src/api/api.ts";
import type { ApiOptions } from "../../runner/src/api/options.ts";
import { localCommands } from "../../runner/src/commands/local/local-commands.ts";
import { recordAudit } from "../../runner/src/ledger/audit.ts";
import { beginIdempotent, dropIdempotent, finishIdempotent } from "../../runner/src/ledger/idempotency.ts";
import { createToken, findToken, type MadeToken } from "../../runner/src/ledger/tokens.ts";
import { openEstate, type TestEstate } from "../commands/estate.ts";
import type { engines } from "../ledger/ledger-engines.ts";

/** The users of the estate's project. */
export const users = ["ada", "amy", "ben", "vic"] as const;
export type User = (typeof users)[number];

/** The API over real commands, a real ledger, a folder and an embedded warehouse, with a token for each user. */
export interface TestServer extends AsyncDisposable {
  readonly estate: TestEstate;
  readonly api: Api;
  readonly tokens: Readonly<Record<User, MadeToken>>;
  /** Asks without a network. */
  ask(user: User | undefined, method: string, url: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  /** Listens on a free port of this machine; answers with the address. */
  listen(): Promise<string>;
  readonly nudges: number[];
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects.
  readonly json: any;
}

export async function openServer(
  options: Partial<ApiOptions> = {},
  engine: (typeof engines)[number] = "sqlite",
  documents: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const estate = await openEstate(engine, documents);
  const { ledger } = estate;
  const nudges: number[] = [];
  const api = await createApi({
    version: "0.0.0",
    commandsFor: (caller) => localCommands(estate.estate, caller),
    findToken: (text) => findToken(ledger, text),
    roleOf: (user) => estate.estate.documents().project?.users[user]?.role,
    recordAudit: (entries) => recordAudit(ledger, ...entries),
    idempotency: {
      begin: (request) => beginIdempotent(ledger, request),
      finish: (request, answer) => finishIdempotent(ledger, request, answer),
      drop: (request) => dropIdempotent(ledger, request),
    },
    readiness: async () => ({ ready: true, checks: [{ name: "ledger", ready: true }] }),
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", text: "up 1\n" }),
    webhook: { secret: "shared secret", nudge: () => nudges.push(1) },
    auditDelayMs: 10,
    ...options,
  });
  const tokens = Object.fromEntries(
    await Promise.all(
      users.map(async (user) => [user, await createToken(ledger, { user, name: "test", createdBy: "ada" })] as const),
    ),
  ) as Record<User, MadeToken>;
  return {
    estate,
    api,
    tokens,
    nudges,
    ask: async (user, method, url, body, headers = {}) => {
      const token = user === undefined ? {} : { authorization: `Bearer ${tokens[user].token}` };
      const asked = { method, url, headers: { ...token, ...headers }, ...(body === undefined ? {} : { payload: body }) };
      const answer = await api.app.inject(asked as InjectOptions);
      return {
        status: answer.statusCode,
        headers: answer.headers as Answer["headers"],
        text: answer.body,
        get json() {
          return JSON.parse(answer.body);
        },
      };
    },
    listen: () => api.app.listen({ host: "127.0.0.1", port: 0 }),
    [Symbol.asyncDispose]: async () => {
      await api.stop(AbortSignal.timeout(1000));
      await estate[Symbol.asyncDispose]();
    },
  };
}

/** A request over a socket of its own; the answer's body is still to be read. */
export function overSocket(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers, agent: false }, resolve).on("error", reject).end();
  });
}

import { type Api, createApi } from "../api/api.ts";
import type { Limits } from "../api/limits.ts";
import type { ApiOptions } from "../api/options.ts";
import { checkLink } from "../commands/links.ts";
import { localCommands } from "../commands/local/local-commands.ts";
import { DatafeedError, messageOf } from "../errors/datafeed-error.ts";
import { recordAudit } from "../ledger/audit.ts";
import { beginIdempotent, dropIdempotent, finishIdempotent } from "../ledger/idempotency.ts";
import { linkKey } from "../ledger/marks.ts";
import { findToken, hasActiveToken } from "../ledger/tokens.ts";
import { type CertificateFiles, readCertificate, renewing } from "./certificate.ts";
import { isLoopback } from "./loopback.ts";
import type { Metrics } from "./metrics.ts";
import type { DaemonContext, Part } from "./part.ts";
import { readinessOf } from "./ready.ts";

/** Where the API listens, and what it tells of. */
export interface ApiPartOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Files in PEM; read again when they change. */
  readonly tls?: CertificateFiles;
  readonly metrics: Metrics;
  readonly webhook?: ApiOptions["webhook"];
  /** Proxies whose X-Forwarded-For is believed: addresses or networks, by commas. */
  readonly trustProxy?: string;
  readonly limits?: Partial<Limits>;
}

/** The HTTP API as a part of the daemon. */
export interface ApiPart extends Part {
  /** Where it listens, once it does: `http://127.0.0.1:8787`. */
  readonly address: string | undefined;
}

/**
 * Answers over HTTP until it is stopped. Errors of its start: `address-open`, `address-taken`, `certificate-invalid`, ledger-*.
 */
export function apiPart(context: DaemonContext, options: ApiPartOptions): ApiPart {
  const { log } = context;
  const { host, port, tls } = options;
  const closers: (() => void)[] = [];
  let api: Api | undefined;
  let address: string | undefined;
  return {
    name: "api",
    get address() {
      return address;
    },
    start: async () => {
      await checkAddress(context, options);
      api = await createApi(apiOptions(context, options));
      await listen(api, host, port);
      address = addressOf(api, host, tls !== undefined);
      if (tls !== undefined) closers.push(renewing(tls, api.renew, log));
      log.info({ address }, "The API listens.");
    },
    stop: async (deadline) => {
      for (const close of closers.splice(0)) close();
      await api?.stop(deadline);
    },
  };
}

/** What the API is made of, over the estate of this daemon. */
export function apiOptions(context: DaemonContext, { tls, metrics, webhook, trustProxy, limits }: ApiPartOptions): ApiOptions {
  const { ledger, log, runner } = context;
  return {
    version: runner.version,
    commandsFor: (caller) => localCommands(context, caller),
    findToken: (text) => findToken(ledger, text),
    roleOf: (user) => {
      const users = context.documents().project?.users ?? {};
      return Object.hasOwn(users, user) ? users[user]?.role : undefined;
    },
    recordAudit: (entries) => recordAudit(ledger, ...entries),
    idempotency: {
      begin: (request) => beginIdempotent(ledger, request),
      finish: (request, answer) => finishIdempotent(ledger, request, answer),
      drop: (request) => dropIdempotent(ledger, request),
    },
    readiness: readinessOf(context),
    metrics: async () => ({ contentType: metrics.contentType, text: await metrics.metricsText() }),
    onAnswered: (request) => metrics.http(request),
    openLink: async (signed) => checkLink(await linkKey(ledger), signed, await ledger.time())?.path,
    log,
    ...(webhook === undefined ? {} : { webhook }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
    ...(limits === undefined ? {} : { limits }),
    ...(tls === undefined ? {} : { tls: readCertificate(tls) }),
  };
}

/** Nothing listens to other machines without anybody who may come in. */
async function checkAddress({ ledger, log }: DaemonContext, { host, tls }: ApiPartOptions): Promise<void> {
  if (isLoopback(host)) return;
  if (!(await hasActiveToken(ledger))) {
    throw new DatafeedError("address-open", `The API does not listen on ${host}: there is no token yet.`, {
      hint: "Make one: datafeed token create --user NAME --name laptop",
    });
  }
  if (tls === undefined) {
    log.warn({ host }, "The API listens to other machines without TLS: tokens and files can be read on the way.");
  }
}

async function listen({ app }: Api, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new DatafeedError("address-taken", `The API can't listen on ${host}, port ${port}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

function addressOf({ app }: Api, host: string, secure: boolean): string {
  const bound = app.server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return `${secure ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

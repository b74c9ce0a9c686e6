import { randomUUID } from "node:crypto";
import type { Server as HttpsServer } from "node:https";
import swagger from "@fastify/swagger";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { DatafeedError } from "../errors/datafeed-error.ts";
import { addAudit } from "./audit.ts";
import { AuditWriter } from "./audit-writer.ts";
import { Downloads } from "./content.ts";
import { addGuard } from "./guard.ts";
import { addIdempotency } from "./idempotency.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { openApiOptions } from "./openapi.ts";
import type { ApiOptions } from "./options.ts";
import { isUnexpected, problemMediaType, problemOf } from "./problem.ts";
import { routesOf } from "./route.ts";
import { addAdministrationRoutes } from "./routes/administration.ts";
import { addExportRoutes } from "./routes/exports.ts";
import { addExtractRoutes } from "./routes/extracts.ts";
import { addFeedRoutes } from "./routes/feeds.ts";
import { addLinkRoute } from "./routes/links.ts";
import { addMetricsRoute, addOpenRoutes } from "./routes/open.ts";
import { addOutputRoutes } from "./routes/outputs.ts";
import { addRunRoutes } from "./routes/runs.ts";
import { addScheduleRoutes } from "./routes/schedules.ts";
import { addWebhookRoute } from "./routes/webhook.ts";
import { recordSchemas } from "./schemas.ts";
import { answerSerializer } from "./serialization.ts";
import { requestValidator } from "./validation.ts";

/** The HTTP API, ready to listen. */
export interface Api {
  readonly app: FastifyInstance;
  /**
   * Takes nothing new, ends the streams of events, finishes what is under way until `deadline` aborts, then hangs up. Safe to
   * call twice.
   */
  stop(deadline: AbortSignal): Promise<void>;
  /** Takes another certificate for the connections to come. */
  renew(tls: NonNullable<ApiOptions["tls"]>): void;
}

/** Makes the HTTP API (DESIGN 7) over the commands. It listens when it is told to: `app.listen`. */
export async function createApi(options: ApiOptions): Promise<Api> {
  const limits: Limits = { ...defaultLimits, ...options.limits };
  const stopping = new AbortController();
  const app = makeServer(options, limits);
  const audit = new AuditWriter((entries) => options.recordAudit(entries), app.log, options.auditDelayMs ?? 5000);

  takeJsonAlone(app);
  app.setValidatorCompiler(requestValidator());
  app.setSerializerCompiler(answerSerializer());
  for (const schema of Object.values(recordSchemas)) app.addSchema(schema);
  await app.register(swagger, openApiOptions(options.version));
  addHeaders(app, stopping.signal);
  app.addHook("onResponse", async ({ method, routeOptions }, { statusCode, elapsedTime }) => {
    options.onAnswered?.({ method, route: routeOptions.url ?? "none", status: statusCode, seconds: elapsedTime / 1000 });
  });
  addAudit(app, audit);
  addProblems(app);
  await addGuard(app, options, limits, stopping.signal);
  addIdempotency(app, options.idempotency);

  const downloads = new Downloads(limits.downloads);
  const add = routesOf(app, (caller) => options.commandsFor(caller));
  addExtractRoutes(add, { downloads });
  addScheduleRoutes(add);
  addRunRoutes(add, { heartbeatMs: limits.heartbeatMs, stopping: stopping.signal });
  addOutputRoutes(add, { downloads });
  addExportRoutes(add, { downloads });
  addFeedRoutes(add);
  addAdministrationRoutes(add);
  addLinkRoute(app, options, { downloads });
  addWebhookRoute(app, options);
  addOpenRoutes(app, options);
  addMetricsRoute(app, options);
  await app.ready();
  return {
    app,
    stop: async (deadline) => {
      stopping.abort();
      await close(app, deadline);
      await audit.flush();
    },
    renew: (tls) => (app.server as unknown as HttpsServer).setSecureContext(tls),
  };
}

function makeServer({ tls, trustProxy, log }: ApiOptions, limits: Limits): FastifyInstance {
  const server = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    // How often Node looks whether they have passed.
    connectionsCheckingInterval: Math.min(limits.headersMs, 2000),
  };
  const app = Fastify({
    ...(tls === undefined ? { http: server } : { https: { ...server, ...tls, minVersion: "TLSv1.2" } }),
    ...(log === undefined ? { logger: false } : { loggerInstance: log as FastifyBaseLogger }),
    ...(trustProxy === undefined ? {} : { trustProxy }),
    // A line for each request would drown what the daemon has to say; the audit log has who did what.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 500 },
    forceCloseConnections: "idle",
    return503OnClosing: false,
    // An address that can't be read comes to no route.
    frameworkErrors: sendProblem,
    genReqId: () => randomUUID(),
    // What a client says its request is called goes nowhere.
    requestIdHeader: false,
  }) as unknown as FastifyInstance;
  app.server.maxConnections = limits.connections;
  return app;
}

/** Bodies are JSON, or empty: then they are an object without anything in it. */
function takeJsonAlone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser("error", "error");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (request, body, done) => {
    if (body === "") done(null, undefined);
    else return parse(request, body as string, done);
  });
  app.addHook("preValidation", async (request) => {
    if (request.body === undefined && request.routeOptions.schema?.body !== undefined) request.body = {};
  });
}

/** Nothing here is for a browser to show, to guess at or to keep. */
function addHeaders(app: FastifyInstance, stopping: AbortSignal): void {
  app.addHook("onSend", async (request, reply, payload) => {
    reply.header("x-request-id", request.id);
    reply.header("x-content-type-options", "nosniff");
    reply.header("content-security-policy", "default-src 'none'; frame-ancestors 'none'; sandbox");
    reply.header("referrer-policy", "no-referrer");
    reply.header("cross-origin-resource-policy", "same-origin");
    if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
    if (reply.getHeader("cache-control") === undefined) reply.header("cache-control", "no-store");
    if (stopping.aborted) reply.header("connection", "close");
    return payload;
  });
}

function addProblems(app: FastifyInstance): void {
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split("?");
    return sendProblem(new DatafeedError("route-unknown", `There is no ${request.method} ${path}.`), request, reply);
  });
}

/** Headers of a file. */
const ofFiles = ["etag", "last-modified", "content-length", "content-encoding", "content-disposition", "location"] as const;

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.id);
  request.problemCode = problem.code;
  if (isUnexpected(problem)) request.log.error({ err: error, request: request.id }, "A request failed unexpectedly.");
  // They belong to the file which is not sent now.
  for (const name of ofFiles) reply.removeHeader(name);
  reply.header("cache-control", "no-store");
  return reply
    .code(problem.status)
    .type(problemMediaType)
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(problem);
}

/** Connections that have been answered are closed as they fall idle; what is still busy at the deadline is cut. */
async function close(app: FastifyInstance, deadline: AbortSignal): Promise<void> {
  const { server } = app;
  const cut = () => server.closeAllConnections();
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  if (deadline.aborted) cut();
  deadline.addEventListener("abort", cut);
  try {
    await app.close();
  } finally {
    clearInterval(sweep);
    deadline.removeEventListener("abort", cut);
  }
}

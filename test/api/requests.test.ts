import { createHmac } from "node:crypto";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { signLink } from "../../runner/src/commands/links.ts";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { listAudit } from "../../runner/src/ledger/audit.ts";
import { newTokenText } from "../../runner/src/ledger/token-text.ts";
import { revokeToken } from "../../runner/src/ledger/tokens.ts";
import { openServer, type TestServer } from "./server.ts";

const problem = { type: expect.any(String), title: expect.any(String), instance: expect.stringMatching(/^urn:uuid:/) };

describe("a request", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await openServer({ limits: { bodyBytes: 2000 } });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const ask = (...request: Parameters<TestServer["ask"]>) => server.ask(...request);

  it("is refused without a good token, and told nothing of why one is no good", async () => {
    const { token, id } = server.tokens.vic;
    const mistyped = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
    const refused = async (authorization: string) => {
      const { status, json, headers } = await ask(undefined, "GET", "/v1/status", undefined, { authorization });
      expect(headers["www-authenticate"]).toBe('Bearer realm="datafeed"');
      return [status, json.code, json.detail];
    };
    const none = [401, "token-invalid", "The token is none of this server's."];
    expect((await ask(undefined, "GET", "/v1/status")).json).toMatchObject({ ...problem, status: 401, code: "token-missing" });
    expect(await refused(`Bearer ${mistyped}`)).toEqual(none);
    expect(await refused(`Bearer ${newTokenText(id)}`)).toEqual(none);
    expect(await refused(`Basic ${token}`)).toEqual(none);
    expect(await refused(`Bearer ${token} x`)).toEqual(none);
    expect(await refused(`Bearer ${"x".repeat(5000)}`)).toEqual(none);
    await using other = await openServer();
    await revokeToken(other.estate.ledger, other.tokens.amy.id, "ada");
    expect(await other.ask("amy", "GET", "/v1/status")).toMatchObject({ status: 401, json: { detail: none[2] } });
    other.estate.pass(91 * 86_400_000);
    expect(await other.ask("vic", "GET", "/v1/status")).toMatchObject({ status: 401, json: { code: "token-expired" } });
  });

  it("takes a token from the header alone", async () => {
    const { token } = server.tokens.vic;
    expect(await ask(undefined, "GET", `/v1/status?token=${token}`)).toMatchObject({ status: 401 });
    expect(await ask(undefined, "GET", "/v1/status", undefined, { cookie: `token=${token}` })).toMatchObject({ status: 401 });
  });

  it("is told each of its faults, with its place", async () => {
    const body = { extract: "", rows: "ten", start: 1, extra: true, narrow: { format: "xlsx", sql: "select 1" } };
    const { status, json, headers } = await ask("amy", "POST", "/v1/preview", body);
    expect(status).toBe(400);
    expect(headers["content-type"]).toBe("application/problem+json");
    expect(json).toMatchObject({ ...problem, code: "request-invalid", type: expect.stringMatching(/#request-invalid$/) });
    expect(json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "/extra",
      "/extract",
      "/narrow/format",
      "/narrow/sql",
      "/rows",
      "/start",
    ]);
    const query = await ask("amy", "GET", "/v1/outputs?page=0&pageSize=1001&kind=Yearly&colour=red&shared=perhaps");
    expect(query.json.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual([
      "colour",
      "kind",
      "page",
      "pageSize",
      "shared",
    ]);
  });

  it.each([
    ["no JSON", "{", { "content-type": "application/json" }, 400, "body-unreadable"],
    ["a body that lacks everything", "", { "content-type": "application/json" }, 400, "request-invalid"],
    ["no body at all", undefined, {}, 400, "request-invalid"],
    ["text", "{}", { "content-type": "text/plain" }, 415, "media-type-unknown"],
    ["a form", "extract=a", { "content-type": "application/x-www-form-urlencoded" }, 415, "media-type-unknown"],
    ["another format", "<a/>", { "content-type": "application/xml" }, 415, "media-type-unknown"],
    ["a large body", `{"extract": "${"x".repeat(3000)}"}`, { "content-type": "application/json" }, 413, "body-too-large"],
    ["a prototype", '{"extract":"a","__proto__":{"x":1}}', { "content-type": "application/json" }, 400, "body-unreadable"],
  ])("with %s is refused", async (_name, payload, headers, status, code) => {
    const authorization = `Bearer ${server.tokens.amy.token}`;
    const answer = await server.api.app.inject({
      method: "POST",
      url: "/v1/runs",
      headers: { ...headers, authorization },
      ...(payload === undefined ? {} : { payload }),
    });
    expect([answer.statusCode, answer.json()]).toMatchObject([status, { ...problem, code, status }]);
  });

  it("needs no body where nothing in it is needed", async () => {
    await using other = await openServer();
    const json = { "content-type": "application/json" };
    const schedule = "/v1/schedules/shared-daily";
    expect(await other.ask("amy", "POST", `${schedule}/pause`)).toMatchObject({ status: 200, json: { pausedBy: "amy" } });
    expect(await other.ask("amy", "POST", `${schedule}/resume`, Buffer.alloc(0), json)).toMatchObject({ status: 200 });
    expect(await other.ask("amy", "POST", "/v1/runs/0123456789/cancel")).toMatchObject({ status: 404 });
  });

  it("to nowhere is a problem, too", async () => {
    expect(await ask("amy", "GET", "/v1/nothing")).toMatchObject({ status: 404, json: { ...problem, code: "route-unknown" } });
    expect(await ask("amy", "PUT", "/v1/runs", {})).toMatchObject({ status: 404, json: { code: "route-unknown" } });
    for (const url of ["/v1/outputs/%zz", `/v1/outputs/${"x".repeat(600)}`, "//", "/v1//outputs"]) {
      expect(await ask("amy", "GET", url), url).toMatchObject({ status: 404, json: { ...problem, code: "route-unknown" } });
    }
  });

  it("that fails in a way nobody thought of shows nothing of the inside", async () => {
    const secret = "postgres://user:hunter2@ledger";
    await using other = await openServer({
      commandsFor: () => {
        throw new TypeError(secret);
      },
    });
    const { status, text, json, headers } = await other.ask("amy", "GET", "/v1/status");
    expect([status, json]).toMatchObject([500, { ...problem, code: "internal-error" }]);
    expect(text).not.toContain("hunter2");
    expect(json.instance).toBe(`urn:uuid:${headers["x-request-id"]}`);
  });

  it("that the ledger can't serve is told so", async () => {
    await using other = await openServer({
      findToken: async () => {
        throw new DatafeedError("ledger-unreachable", "The ledger can't be reached.", { hint: "Check it." });
      },
    });
    expect(await other.ask("amy", "GET", "/v1/status")).toMatchObject({
      status: 503,
      json: { code: "ledger-unreachable", hint: "Check it." },
    });
  });

  it("is answered without leave for other sites, cookies and guesses of types", async () => {
    const { headers } = await ask("amy", "GET", "/v1/status", undefined, { origin: "https://evil.example" });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
    expect(headers["set-cookie"]).toBeUndefined();
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "cache-control": "no-store" });
    expect(headers["content-security-policy"]).toContain("default-src 'none'");
  });

  it("is counted by token, and told when it may come again", async () => {
    await using other = await openServer({ limits: { perToken: 3, perAddress: 7 } });
    const statuses = async (user: "amy" | "ben" | undefined, times: number) => {
      const found: number[] = [];
      for (let time = 0; time < times; time++) found.push((await other.ask(user, "GET", "/v1/status")).status);
      return found;
    };
    expect(await statuses("amy", 4)).toEqual([200, 200, 200, 429]);
    expect(await statuses("ben", 1)).toEqual([200]);
    expect(await statuses(undefined, 3)).toEqual([401, 401, 429]);
    expect(await other.ask(undefined, "GET", "/readyz")).toMatchObject({ status: 429 });
    const { headers, json } = await other.ask("ben", "GET", "/v1/status");
    expect(json.code).toBe("too-many-requests");
    expect(Number(headers["retry-after"])).toBeGreaterThan(0);
    // Whoever looks after the process is not kept away.
    expect(await other.ask(undefined, "GET", "/healthz")).toMatchObject({ status: 200 });
  });
});

describe("lists", () => {
  it("are paged, with the addresses of the pages around", async () => {
    await using server = await openServer();
    for (let number = 0; number < 3; number++) await server.estate.publish("amys-calls");
    const first = await server.ask("amy", "GET", "/v1/outputs?pageSize=2&sort=-created&states=published&states=deleted");
    expect(first.json).toMatchObject({ total: 3, page: 1, pageSize: 2 });
    expect(first.json.items).toHaveLength(2);
    const next = /<([^>]+)>; rel="next"/.exec(first.headers["link"]!)![1]!;
    expect(first.headers["link"]).toContain('rel="last"');
    expect(first.headers["link"]).not.toContain('rel="prev"');
    const second = await server.ask("amy", "GET", next);
    expect(second.json).toMatchObject({ total: 3, page: 2, pageSize: 2 });
    const ids = [...first.json.items, ...second.json.items].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(3);
    expect(second.headers["link"]).not.toContain('rel="next"');
    expect(await server.ask("amy", "GET", "/v1/outputs")).toMatchObject({ json: { pageSize: 10 } });
    const wrong = await server.ask("amy", "GET", "/v1/outputs?sort=colour");
    expect(wrong).toMatchObject({ status: 400, json: { code: "query-invalid" } });
  });
});

describe("an Idempotency-Key", () => {
  it("makes a dispatch happen once, also when it comes twice at the same moment", async () => {
    await using server = await openServer();
    const dispatch = (key: string, extract = "amys-calls", user: "amy" | "ada" = "amy") =>
      server.ask(user, "POST", "/v1/runs", { extract, narrow: { format: "json" } }, { "idempotency-key": key });
    const first = await dispatch("k1");
    expect(first).toMatchObject({ status: 202, json: { kind: "Adhoc", state: "owed" } });
    expect(first.headers["location"]).toBe(`/v1/runs/${first.json.id}/events`);
    const again = await dispatch("k1");
    expect(again).toMatchObject({ status: 202, text: first.text });
    expect(again.headers).toMatchObject({ location: first.headers["location"], "idempotency-replayed": "true" });
    expect(await dispatch("k1", "shared-calls")).toMatchObject({ status: 422, json: { code: "idempotency-key-differs" } });
    expect((await dispatch("k1", "amys-calls", "ada")).json.id).not.toBe(first.json.id);
    const together = await Promise.all(Array.from({ length: 8 }, () => dispatch("k2")));
    const done = new Set(together.filter(({ status }) => status === 202).map(({ json }) => json.id));
    expect(done.size).toBe(1);
    expect(together.every(({ status }) => status === 202 || status === 409)).toBe(true);
    expect((await server.ask("amy", "GET", "/v1/owed?extract=amys-calls")).json.total).toBe(3);
  });

  it("keeps no refusal: what was not done may be asked for again", async () => {
    await using server = await openServer();
    const pause = (key: string) => server.ask("amy", "POST", "/v1/schedules/amys-calls/pause", {}, { "idempotency-key": key });
    expect(await pause("k1")).toMatchObject({ status: 404 });
    const again = await pause("k1");
    expect(again.status).toBe(404);
    expect(again.headers["idempotency-replayed"]).toBeUndefined();
    expect(await pause("")).toMatchObject({ status: 400, json: { code: "idempotency-key-invalid" } });
    expect(await pause("x".repeat(201))).toMatchObject({ status: 400 });
  });

  it("does not spoil an answer that can't be kept, and says when the key is free", async () => {
    let asked = 0;
    const idempotency = {
      begin: async () => ({ state: asked++ === 0 ? "begun" : "under-way" }) as const,
      finish: () => Promise.reject(new DatafeedError("ledger-unreachable", "gone")),
      drop: async () => {},
    };
    await using server = await openServer({ idempotency });
    const dispatch = () => server.ask("amy", "POST", "/v1/runs", { extract: "amys-calls" }, { "idempotency-key": "k1" });
    expect(await dispatch()).toMatchObject({ status: 202, json: { state: "owed" } });
    const again = await dispatch();
    expect(again).toMatchObject({ status: 409, json: { code: "idempotency-under-way" } });
    expect(again.text).toContain("two minutes");
  });

  it("is not taken where the answer is a secret", async () => {
    await using server = await openServer();
    const key = { "idempotency-key": "k1" };
    const answer = await server.ask("ada", "POST", "/v1/tokens", { user: "vic", name: "x" }, key);
    expect(answer).toMatchObject({ status: 400, json: { code: "idempotency-key-invalid" } });
    expect((await server.ask("ada", "GET", "/v1/tokens")).json.items).toHaveLength(4);
  });
});

describe("tokens over HTTP", () => {
  it("are shown once, work at once and end at once", async () => {
    await using server = await openServer();
    const made = await server.ask("ada", "POST", "/v1/tokens", { user: "vic", name: "excel", days: 7 });
    expect(made).toMatchObject({ status: 200, json: { user: "vic", name: "excel", createdBy: "ada", state: "active" } });
    const status = (token: string) =>
      server.ask(undefined, "GET", "/v1/status", undefined, { authorization: `Bearer ${token}` }).then(({ status }) => status);
    expect(await status(made.json.token)).toBe(200);
    const list = await server.ask("ada", "GET", "/v1/tokens");
    expect(list.text).not.toContain(made.json.token);
    const again = await server.ask("ada", "POST", `/v1/tokens/${made.json.id}/regenerate`);
    expect(again.json).toMatchObject({ user: "vic", name: "excel" });
    expect([await status(made.json.token), await status(again.json.token)]).toEqual([401, 200]);
    expect(await server.ask("ada", "DELETE", `/v1/tokens/${again.json.id}`)).toMatchObject({ json: { state: "revoked" } });
    expect(await status(again.json.token)).toBe(401);
    const nobody = await server.ask("ada", "POST", "/v1/tokens", { user: "nobody", name: "x" });
    expect(nobody).toMatchObject({ status: 422, json: { code: "token-user-unknown" } });
  });
});

describe("the audit log", () => {
  it("has every use, refused ones too, and no secret", async () => {
    await using server = await openServer();
    const output = await server.estate.publish("amys-calls");
    await server.ask("amy", "GET", `/v1/outputs/${output.id}/content`);
    await server.ask("ben", "GET", `/v1/outputs/${output.id}/content`);
    await server.ask("vic", "POST", "/v1/runs", { extract: "shared-calls" });
    await server.ask(undefined, "GET", "/v1/outputs");
    await server.ask("amy", "GET", "/v1/outputs");
    await server.ask("amy", "GET", "/v1/outputs");
    await server.ask("amy", "POST", "/v1/outputs/delete", { ids: [output.id] });
    await server.ask("ada", "POST", "/v1/tokens", { user: "vic", name: "x" });
    await server.api.stop(AbortSignal.timeout(1000));
    const { items } = await listAudit(server.estate.ledger, {}, { limit: 100 });
    const told = items.map(({ actor, action, subject, outcome, detail }) =>
      [actor, action, subject, outcome, detail?.["error"] ?? detail?.["times"]].filter(Boolean).join(" "),
    );
    expect(told.sort()).toEqual(
      [
        `amy output.download ${output.id} done`,
        `ben output.download ${output.id} refused unknown-id`,
        "vic run.dispatch refused not-allowed",
        "anonymous output.read refused token-missing",
        "amy output.read done 2",
        `amy output.delete ${output.id} done`,
        "ada token.create vic done",
      ].sort(),
    );
    expect(items.every(({ client }) => client === "127.0.0.1")).toBe(true);
    expect(items.find(({ actor }) => actor === "amy")?.tokenId).toBe(server.tokens.amy.id);
    for (const { token } of Object.values(server.tokens)) expect(JSON.stringify(items)).not.toContain(token);
  });
});

describe("a link in a notice", () => {
  it("opens one thing without a token, and no other", async () => {
    const key = "ledger's key";
    const { checkLink } = await import("../../runner/src/commands/links.ts");
    await using server = await openServer({
      openLink: async (signed) => checkLink(key, signed, new Date().toISOString())?.path,
    });
    const output = await server.estate.publish("amys-calls");
    const until = new Date(Date.now() + 60_000).toISOString();
    const open = (path: string, end = until, by = key) =>
      server.ask(undefined, "GET", `/v1/links/${signLink(by, { path, until: end })}`);
    const file = await open(`/v1/outputs/${output.id}/content`);
    expect(file.status).toBe(200);
    expect(file.headers["etag"]).toBe(`"${output.sha256}"`);
    expect(await open(`/v1/runs/${output.id}`)).toMatchObject({ status: 200, json: { id: output.id, extract: "amys-calls" } });
    for (const wrong of [
      open("/v1/tokens"),
      open("/v1/outputs"),
      open(`/v1/outputs/${output.id}/../../tokens`),
      open(`/v1/outputs/${output.id}/content`, new Date(0).toISOString()),
      open(`/v1/outputs/${output.id}/content`, until, "another key"),
    ]) {
      expect(await wrong).toMatchObject({ status: 404, json: { code: "link-invalid" } });
    }
  });
});

describe("the webhook of a repository", () => {
  it("hears calls that are signed, as GitHub or GitLab do", async () => {
    await using server = await openServer();
    const call = async (payload: string, headers: Record<string, string>) => {
      const answer = await server.api.app.inject({ method: "POST", url: "/v1/webhooks/git", headers, payload });
      return [answer.statusCode, answer.json().nudged ?? answer.json().code];
    };
    const push = JSON.stringify({ ref: "refs/heads/main", odd: "ä" });
    const signed = (text: string, secret = "shared secret") => ({
      "content-type": "application/json",
      "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`,
    });
    expect(await call(push, signed(push))).toEqual([202, true]);
    expect(
      await call("payload=%7B%7D", { ...signed("payload=%7B%7D"), "content-type": "application/x-www-form-urlencoded" }),
    ).toEqual([202, true]);
    expect(await call(push, { ...signed(push), "x-github-event": "ping" })).toEqual([202, false]);
    expect(await call(push, { "x-gitlab-token": "shared secret" })).toEqual([202, true]);
    expect(server.nudges).toHaveLength(3);
    const refused = [401, "webhook-refused"];
    expect(await call(push, signed(`${push} `))).toEqual(refused);
    expect(await call(push, signed(push, "another"))).toEqual(refused);
    expect(await call(push, { "x-gitlab-token": "shared" })).toEqual(refused);
    expect(await call(push, {})).toEqual(refused);
    // One that is wrong is not helped by another that is right.
    expect(await call(push, { ...signed(push, "another"), "x-gitlab-token": "shared secret" })).toEqual(refused);
    expect(server.nudges).toHaveLength(3);
    await using other = await openServer({ webhook: undefined as never });
    expect(await other.ask(undefined, "POST", "/v1/webhooks/git", {})).toMatchObject({ status: 404 });
  });
});

describe("a socket", () => {
  it("that sends its headers too slowly or too long is closed", async () => {
    await using server = await openServer({ limits: { headersMs: 300, requestMs: 400 } });
    const { port } = new URL(await server.listen());
    const ended = (first: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), "127.0.0.1", () => socket.write(first));
        let text = "";
        socket.on("data", (chunk) => {
          text += chunk;
        });
        socket.on("close", () => resolve(text));
        socket.on("error", reject);
      });
    expect(await ended("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")).toContain("408");
    expect(await ended(`GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`)).toContain("431");
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dailyExports } from "../commands/daily-exports.ts";
import { feedDocuments } from "../commands/feed-documents.ts";
import { openServer, type TestServer, type User } from "./server.ts";

/** A thing of somebody, private or shared, as routes name it. */
interface Thing {
  readonly owner: User;
  readonly stranger: User;
  readonly extract: string;
  readonly output: string;
  /** An output that is deleted on the way. */
  readonly spare: string;
  readonly schedule: string;
  readonly scheduleOwner: User;
  readonly scheduleStranger: User;
  /** A daily export with a day that is answered. */
  readonly daily: string;
  readonly feed: string;
}

type Ask = readonly [method: string, url: string, body?: object];

interface Row {
  readonly ask: (thing: Thing) => Ask;
  /** Whether it is done to a schedule, whose private one is somebody else's. */
  readonly ofSchedule?: boolean;
  /** Of nobody, a viewer, a developer who is a stranger, the owner (a developer), an admin. `ok`: not refused. */
  readonly private: string;
  readonly shared: string;
}

const reading = { private: "401 404 404 ok ok", shared: "401 ok ok ok ok" };
const running = { private: "401 403 404 ok ok", shared: "401 403 ok ok ok" };
const owning = { private: "401 403 404 ok ok", shared: "401 403 403 ok ok" };
const range = { start: "2026-11-16", end: "2026-11-17" };

const rows: Readonly<Record<string, Row>> = {
  extract: { ask: ({ extract }) => ["GET", `/v1/extracts/${extract}`], ...reading },
  latest: { ask: ({ extract }) => ["GET", `/v1/extracts/${extract}/latest`], ...reading },
  "latest content": { ask: ({ extract }) => ["GET", `/v1/extracts/${extract}/latest/content`], ...reading },
  schedule: { ask: ({ schedule }) => ["GET", `/v1/schedules/${schedule}`], ofSchedule: true, ...reading },
  pause: { ask: ({ schedule }) => ["POST", `/v1/schedules/${schedule}/pause`, {}], ofSchedule: true, ...running },
  resume: { ask: ({ schedule }) => ["POST", `/v1/schedules/${schedule}/resume`, {}], ofSchedule: true, ...running },
  skip: { ask: ({ schedule }) => ["POST", `/v1/schedules/${schedule}/skip`, range], ofSchedule: true, ...owning },
  backfill: {
    ask: ({ schedule }) => ["POST", `/v1/schedules/${schedule}/backfill`, { ...range, dryRun: true }],
    ofSchedule: true,
    ...running,
  },
  dispatch: { ask: ({ extract }) => ["POST", "/v1/runs", { extract }], ...running },
  run: { ask: ({ output }) => ["GET", `/v1/runs/${output}`], ...reading },
  logs: { ask: ({ output }) => ["GET", `/v1/runs/${output}/logs`], ...reading },
  events: { ask: ({ output }) => ["GET", `/v1/runs/${output}/events`], ...reading },
  cancel: { ask: ({ output }) => ["POST", `/v1/runs/${output}/cancel`, {}], ...running },
  retry: { ask: ({ output }) => ["POST", `/v1/runs/${output}/retry`], ...running },
  abandon: { ask: ({ output }) => ["POST", `/v1/runs/${output}/abandon`, { reason: "r" }], ...owning },
  output: { ask: ({ output }) => ["GET", `/v1/outputs/${output}`], ...reading },
  manifest: { ask: ({ output }) => ["GET", `/v1/outputs/${output}/manifest`], ...reading },
  content: { ask: ({ output }) => ["GET", `/v1/outputs/${output}/content`], ...reading },
  "content's head": { ask: ({ output }) => ["HEAD", `/v1/outputs/${output}/content`], ...reading },
  verify: { ask: ({ output }) => ["POST", `/v1/outputs/${output}/verify`], ...reading },
  pin: { ask: ({ output }) => ["PATCH", `/v1/outputs/${output}`, { pinned: true }], ...owning },
  delete: { ask: ({ spare }) => ["DELETE", `/v1/outputs/${spare}`], ...owning },
  "delete many": { ask: ({ spare }) => ["POST", "/v1/outputs/delete", { ids: [spare] }], ...owning },
  "days of an export": { ask: ({ daily }) => ["GET", `/v1/exports/${daily}`], ...reading },
  "document of a day": { ask: ({ daily }) => ["GET", `/v1/exports/${daily}/2026-11-19`], ...reading },
  "records of a day": { ask: ({ daily }) => ["GET", `/v1/exports/${daily}/2026-11-19?bot_id=b1`], ...reading },
  "how a day stands": { ask: ({ daily }) => ["GET", `/v1/exports/${daily}/2026-11-19/status`], ...reading },
  supersede: {
    ask: ({ daily, output }) => ["POST", `/v1/exports/${daily}/2026-11-19/supersede`, { output, reason: "r" }],
    private: "401 403 403 403 ok",
    shared: "401 403 403 403 ok",
  },
  feed: { ask: ({ feed }) => ["GET", `/v1/feeds/${feed}`], ...reading },
  "dead letters of a feed": { ask: ({ feed }) => ["GET", `/v1/feeds/${feed}/dead-letters`], ...reading },
  "pause a feed": { ask: ({ feed }) => ["POST", `/v1/feeds/${feed}/pause`, { reason: "r" }], ...running },
  "set a feed's position": {
    ask: ({ feed }) => ["POST", `/v1/feeds/${feed}/position`, { to: "start", reason: "r" }],
    ...owning,
  },
  "replay a feed": {
    ask: ({ feed }) => ["POST", `/v1/feeds/${feed}/replays`, { from: "2026-03-17", to: "2026-03-18" }],
    ...owning,
  },
  "resume a feed": { ask: ({ feed }) => ["POST", `/v1/feeds/${feed}/resume`], ...running },
  preview: { ask: ({ extract }) => ["POST", "/v1/preview", { extract, rows: 1 }], ...running },
};

/** Of nobody, a viewer, a developer, an admin. */
const plain: Readonly<Record<string, { readonly ask: Ask; readonly expected: string }>> = {
  "list extracts": { ask: ["GET", "/v1/extracts"], expected: "401 ok ok ok" },
  "list daily exports": { ask: ["GET", "/v1/exports"], expected: "401 ok ok ok" },
  "list schedules": { ask: ["GET", "/v1/schedules"], expected: "401 ok ok ok" },
  "list runs": { ask: ["GET", "/v1/runs"], expected: "401 ok ok ok" },
  "list owed": { ask: ["GET", "/v1/owed"], expected: "401 ok ok ok" },
  "list outputs": { ask: ["GET", "/v1/outputs"], expected: "401 ok ok ok" },
  "list feeds": { ask: ["GET", "/v1/feeds"], expected: "401 ok ok ok" },
  "list tokens": { ask: ["GET", "/v1/tokens"], expected: "401 ok ok ok" },
  "create token": { ask: ["POST", "/v1/tokens", { user: "vic", name: "x" }], expected: "401 403 403 ok" },
  status: { ask: ["GET", "/v1/status"], expected: "401 ok ok ok" },
  audit: { ask: ["GET", "/v1/audit"], expected: "401 403 403 ok" },
  metrics: { ask: ["GET", "/metrics"], expected: "401 ok ok ok" },
  health: { ask: ["GET", "/healthz"], expected: "ok ok ok ok" },
  ready: { ask: ["GET", "/readyz"], expected: "ok ok ok ok" },
  openapi: { ask: ["GET", "/openapi.json"], expected: "ok ok ok ok" },
  link: { ask: ["GET", "/v1/links/nothing"], expected: "404 404 404 404" },
  webhook: { ask: ["POST", "/v1/webhooks/git", {}], expected: "401 401 401 401" },
};

describe("who may do what", () => {
  let server: TestServer;
  let mine: Thing;
  let everybodys: Thing;
  beforeAll(async () => {
    server = await openServer({ limits: { perAddress: 1e6, perToken: 1e6 } }, "sqlite", { ...dailyExports, ...feedDocuments });
    const { estate } = server;
    const publish = async (name: string) => (await estate.publish(name)).id;
    mine = {
      owner: "amy",
      stranger: "ben",
      extract: "amys-calls",
      output: await publish("amys-calls"),
      spare: await publish("amys-calls"),
      schedule: "bens-weekly",
      scheduleOwner: "ben",
      scheduleStranger: "amy",
      daily: "amys-talks",
      feed: "amys-feed",
    };
    everybodys = {
      ...mine,
      extract: "shared-calls",
      output: await publish("shared-calls"),
      spare: await publish("shared-calls"),
      schedule: "shared-daily",
      scheduleOwner: "amy",
      scheduleStranger: "ben",
      daily: "shared-talks",
      feed: "shared-feed",
    };
    for (const { daily } of [mine, everybodys]) await publish(daily);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function statuses([method, url, body]: Ask, callers: readonly (User | undefined)[]): Promise<string> {
    const found: string[] = [];
    for (const user of callers) {
      const { status, text } = await server.ask(user, method, url, body);
      if (status >= 500) throw new Error(`${user} ${method} ${url}: ${status} ${text}`);
      found.push([401, 403, 404].includes(status) ? String(status) : "ok");
    }
    return found.join(" ");
  }

  describe.each(["private", "shared"] as const)("to what is %s", (kind) => {
    it.each(Object.entries(rows))("%s", async (_name, row) => {
      const thing = kind === "private" ? mine : everybodys;
      const { owner, stranger } = row.ofSchedule ? { owner: thing.scheduleOwner, stranger: thing.scheduleStranger } : thing;
      expect(await statuses(row.ask(thing), [undefined, "vic", stranger, owner, "ada"])).toBe(row[kind]);
    });
  });

  it.each(Object.entries(plain))("to the whole: %s", async (_name, { ask, expected }) => {
    expect(await statuses(ask, [undefined, "vic", "amy", "ada"])).toBe(expected);
  });

  it("has a row for each route", () => {
    const { paths } = JSON.parse(JSON.stringify(server.api.app.swagger())) as { paths: Record<string, object> };
    const asked = [...Object.values(rows).map(({ ask }) => ask(mine)), ...Object.values(plain).map(({ ask }) => ask)];
    const known = new Set(asked.map(([method, url]) => `${method} ${url}`));
    const missing = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .map((method) => ({ method: method.toUpperCase(), pattern: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) }))
        .filter(({ method, pattern }) => ![...known].some((key) => key.startsWith(method) && pattern.test(key.split(" ")[1]!)))
        .map(({ method }) => `${method} ${path}`),
    );
    expect(missing).toEqual(["DELETE /v1/tokens/{id}", "POST /v1/tokens/{id}/regenerate"]);
  });

  it("tokens: one's own can be revoked, only an admin regenerates", async () => {
    const token = server.tokens.vic.id;
    const revoke: Ask = ["DELETE", `/v1/tokens/${token}`];
    const regenerate: Ask = ["POST", `/v1/tokens/${token}/regenerate`];
    expect(await statuses(regenerate, [undefined, "vic", "amy"])).toBe("401 403 403");
    expect(await statuses(revoke, [undefined, "amy"])).toBe("401 404");
    expect(await statuses(regenerate, ["ada"])).toBe("ok");
    // Whose token was regenerated stands outside from then on.
    expect(await statuses(["GET", "/v1/status"], ["vic"])).toBe("401");
  });

  it("lists what the caller may know of, in the totals too", async () => {
    const seen = async (user: User, url: string) => {
      const { items, total } = (await server.ask(user, "GET", `${url}?pageSize=1000`)).json;
      expect(total).toBe(items.length);
      return [...new Set(items.map((item: { extract?: string; name?: string }) => item.extract ?? item.name))].sort();
    };
    const everybody = ["shared-calls", "shared-daily", "shared-talks"];
    expect(await seen("amy", "/v1/extracts")).toEqual(["amys-calls", "amys-talks", ...everybody]);
    expect(await seen("ben", "/v1/extracts")).toEqual(["bens-calls", "bens-weekly", ...everybody]);
    expect(await seen("ada", "/v1/extracts")).toHaveLength(7);
    expect(await seen("ben", "/v1/outputs")).toEqual(["shared-calls", "shared-talks"]);
    expect(await seen("amy", "/v1/outputs")).toEqual(["amys-calls", "amys-talks", "shared-calls", "shared-talks"]);
    expect(await seen("ben", "/v1/runs")).toEqual(["shared-calls", "shared-talks"]);
    expect(await seen("ben", "/v1/owed")).not.toContain("amys-calls");
    expect(await seen("ben", "/v1/exports")).toEqual(["shared-talks"]);
    expect(await seen("amy", "/v1/feeds")).toEqual(["amys-feed", "shared-feed"]);
    expect(await seen("ben", "/v1/feeds")).toEqual(["shared-feed"]);
    expect(await seen("amy", "/v1/schedules")).toEqual(["amys-talks", "shared-daily", "shared-talks"]);
    // A filter finds nothing that the list would not have.
    const filtered = await server.ask("ben", "GET", "/v1/outputs?extract=amys-calls");
    expect(filtered.json).toMatchObject({ items: [], total: 0 });
    const searched = await server.ask("ben", "GET", "/v1/outputs?search=amys&owner=amy&shared=false");
    expect(searched.json).toMatchObject({ items: [], total: 0 });
  });

  it("answers a stranger as if there were nothing", async () => {
    const absent = "0123456789ab";
    const like = (text: string, id: string) => text.replaceAll(id, "ID").replace(/urn:uuid:[0-9a-f-]+/, "");
    for (const path of [
      "outputs/ID",
      "outputs/ID/content",
      "outputs/ID/manifest",
      "runs/ID",
      "runs/ID/logs",
      "runs/ID/events",
    ]) {
      const [theirs, nobodys] = await Promise.all(
        [mine.output, absent].map(async (id) => {
          const { status, text, headers } = await server.ask("ben", "GET", `/v1/${path.replace("ID", id)}`);
          return { status, text: like(text, id), headers: Object.keys(headers).sort() };
        }),
      );
      expect(theirs, path).toEqual(nobodys);
    }
    // Its beginning tells nothing either: others' ids are not among those that it could mean.
    expect(await server.ask("ben", "GET", `/v1/outputs/${mine.output.slice(0, 11)}`)).toMatchObject({ status: 404 });
  });

  it("lets go of somebody whom the project does not know any more, and of a role that was taken away", async () => {
    const roles: Record<string, "admin" | "developer" | "viewer" | undefined> = { ada: "admin", amy: "developer" };
    await using other = await openServer({ roleOf: (user) => roles[user] });
    expect(await other.ask("amy", "POST", "/v1/runs", { extract: "amys-calls" })).toMatchObject({ status: 202 });
    roles["amy"] = "viewer";
    expect(await other.ask("amy", "POST", "/v1/runs", { extract: "amys-calls" })).toMatchObject({ status: 403 });
    roles["amy"] = undefined;
    const answer = await other.ask("amy", "GET", "/v1/status");
    expect(answer).toMatchObject({ status: 401, json: { code: "token-invalid" } });
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="datafeed"');
  });
});

import { createHash } from "node:crypto";
import { readFile, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptsGzip } from "../../runner/src/api/accepts-gzip.ts";
import { listAudit } from "../../runner/src/ledger/audit.ts";
import type { Output } from "../../runner/src/ledger/records.ts";
import { dailyExports } from "../commands/daily-exports.ts";
import { engines } from "../ledger/ledger-engines.ts";
import { openServer, overSocket, type TestServer } from "./server.ts";

const name = "shared-talks";

describe.each(engines)("a day of a daily export over HTTP, ledger on %s", (engine) => {
  let server: TestServer;
  let output: Output;
  let bytes: string;
  let tag: string;
  const url = `/v1/exports/${name}/2026-11-19`;
  beforeAll(async () => {
    server = await openServer({ limits: { downloads: 3 } }, engine, dailyExports);
    output = await server.estate.publish(name);
    bytes = await readFile(join(server.estate.folder, "out", output.path), "utf8");
    tag = `"${output.contentSha256}"`;
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    server.ask("vic", method, path, undefined, headers);
  let address: Promise<string> | undefined;
  const listening = () => {
    address ??= server.listen();
    return address;
  };
  const packed = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await server.api.app.inject({
      url: path,
      headers: { authorization: `Bearer ${server.tokens.vic.token}`, "accept-encoding": "br, gzip;q=0.5", ...headers },
    });
    return { status: answer.statusCode, headers: answer.headers, payload: answer.rawPayload };
  };

  it("is the document as it was published", async () => {
    const answer = await get(url);
    expect(answer).toMatchObject({ status: 200, text: bytes });
    expect(createHash("sha256").update(answer.text).digest("hex")).toBe(output.contentSha256);
    expect(answer.headers).toMatchObject({
      etag: tag,
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(bytes)),
      "accept-ranges": "bytes",
      "cache-control": "private, no-cache",
      vary: "Accept-Encoding",
      "last-modified": new Date(output.publishedAt!).toUTCString(),
      "content-disposition": `attachment; filename="${output.path}"`,
    });
    expect(answer.headers["content-encoding"]).toBeUndefined();
    const head = await get(url, {}, "HEAD");
    expect(head).toMatchObject({ status: 200, text: "" });
    for (const each of ["etag", "content-length", "content-type", "vary"])
      expect(head.headers[each]).toBe(answer.headers[each]);
  });

  it("comes packed where the client takes that", async () => {
    const answer = await packed(url);
    expect(answer).toMatchObject({
      status: 200,
      headers: { "content-encoding": "gzip", etag: `W/${tag}`, vary: "Accept-Encoding", "content-type": "application/json" },
    });
    expect(answer.headers["content-length"]).toBeUndefined();
    expect(gunzipSync(answer.payload).toString()).toBe(bytes);
    // A range is of the document, whatever else the client takes.
    const part = await packed(url, { range: "bytes=1-4" });
    expect(part).toMatchObject({
      status: 206,
      headers: { etag: tag, "content-range": `bytes 1-4/${Buffer.byteLength(bytes)}` },
    });
    expect(part.headers["content-encoding"]).toBeUndefined();
    expect(String(part.payload)).toBe(bytes.slice(1, 5));
    // Whoever holds it packed can't go on with the document itself.
    const resumed = await packed(url, { range: "bytes=5-", "if-range": `W/${tag}` });
    expect(resumed).toMatchObject({ status: 200, headers: { "content-encoding": "gzip" } });
  });

  it("comes in ranges, and not again to who has it", async () => {
    const range = "bytes=3-";
    expect(await get(url, { range, "if-range": tag })).toMatchObject({ status: 206, text: bytes.slice(3) });
    expect(await get(url, { range, "if-range": '"other"' })).toMatchObject({ status: 200, text: bytes });
    expect(await get(url, { range: "bytes=-2" })).toMatchObject({ status: 206, text: bytes.slice(-2) });
    const outside = await get(url, { range: "bytes=99999-" });
    expect(outside).toMatchObject({ status: 416, json: { code: "range-outside" } });
    expect(outside.headers["content-range"]).toBe(`bytes */${Buffer.byteLength(bytes)}`);
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, "*"]) {
      const answer = await get(url, { "if-none-match": known });
      expect(answer, known).toMatchObject({ status: 304, text: "" });
      expect(answer.headers["etag"]).toBe(tag);
    }
    expect((await packed(url, { "if-none-match": `W/${tag}` })).status).toBe(304);
    expect(await get(url, { "if-none-match": '"x"' })).toMatchObject({ status: 200 });
  });

  it("is narrowed to records by any column without personal data", async () => {
    const some = await get(`${url}?bot_id=b1`);
    expect(some.headers["content-disposition"]).toMatch(/filename="[^"]+_\d{4}-\d\d-\d\d_chosen\.json"/);
    expect(some).toMatchObject({ status: 200, json: [{ id: "t3" }, { id: "t5" }] });
    expect(some.headers).toMatchObject({ "accept-ranges": "none", "content-type": "application/json" });
    expect(some.headers["etag"]).not.toBe(tag);
    expect(await get(`${url}?bot_id=b1&bot_id=b2&test_mode=false`)).toMatchObject({ json: [{ id: "t3" }, { id: "t4" }] });
    expect(await get(`${url}?bot_id=none`)).toMatchObject({ status: 200, json: [] });
    const { etag = "" } = some.headers;
    expect(await get(`${url}?bot_id=b1`, { "if-none-match": etag })).toMatchObject({ status: 304, text: "" });
    expect(await get(`${url}?bot_id=b2`, { "if-none-match": etag })).toMatchObject({ status: 200 });
    expect(await get(`${url}?bot_id=b1`, { range: "bytes=0-3" })).toMatchObject({ status: 200, text: some.text });
    expect(await get(`${url}?bot_id=b1`, {}, "HEAD")).toMatchObject({ status: 200, text: "", headers: { etag } });
    const small = await packed(`${url}?bot_id=b1`);
    expect(small).toMatchObject({ status: 200, headers: { etag: `W/${etag}`, "content-encoding": "gzip" } });
    expect(gunzipSync(small.payload).toString()).toBe(some.text);
    // As the document writes it; what no record could have is no question.
    const written = { messages: "03", ended_at: "2026-11-19T10:00:00%2B01:00", test_mode: "f" };
    const query = Object.entries(written).map((each) => each.join("="));
    expect(await get(`${url}?${query[0]}`)).toMatchObject({ status: 200, json: [{ id: "t3" }] });
    expect(await get(`${url}?${query[1]}&${query[2]}`)).toMatchObject({ status: 200, json: [{ id: "t4" }] });
    for (const wrong of ["messages=many", "messages=1.5", "ended_at=yesterday", "test_mode=maybe", "bot_id=b1&test_mode="]) {
      const refused = await get(`${url}?${wrong}`);
      expect(refused, wrong).toMatchObject({ status: 400, json: { code: "export-filter-value" } });
      expect(refused.headers["content-type"]).toContain("application/problem+json");
    }
    expect((await get(`${url}?messages=many`)).json).toMatchObject({
      detail: 'No record has "many" as "messages": that is text that is not a number.',
      hint: "Expected a value of the type integer, or null.",
    });
    expect(await get(`${url}?messages=null`)).toMatchObject({ status: 200, json: [] });
    for (const column of ["visitor", "data", "nothing", "part"]) {
      const refused = await get(`${url}?${column}=Ann`);
      expect(refused, column).toMatchObject({ status: 422, json: { code: "export-filter-unknown" } });
      expect(refused.json.hint).toBe("Choose by id, bot_id, ended_at, messages, test_mode, note.");
      expect(refused.headers["etag"]).toBeUndefined();
    }
  });

  it("is of an extract that is listed among the daily exports", async () => {
    const names = async (user: "vic" | "ada", query = "") =>
      (await server.ask(user, "GET", `/v1/exports${query}`)).json.items.map((each: { name: string }) => each.name);
    expect(await names("vic")).toEqual([name]);
    expect(await names("ada")).toEqual(["amys-talks", name]);
    expect(await names("ada", "?search=shared")).toEqual([name]);
    const page = await get("/v1/exports?pageSize=1");
    expect(page).toMatchObject({
      status: 200,
      json: { total: 1, items: [{ export: "daily", latestOutput: { id: output.id } }] },
    });
    expect(await get("/v1/extracts?export=daily")).toMatchObject({ json: { total: 1 } });
    expect(await get("/v1/exports?export=hourly")).toMatchObject({ status: 400 });
    expect(await server.ask(undefined, "GET", "/v1/exports")).toMatchObject({ status: 401 });
  });

  it("stands beside its days, in pages", async () => {
    const answer = await get(`/v1/exports/${name}?pageSize=1`);
    expect(answer).toMatchObject({ status: 200, json: { total: 2, items: [{ date: "2026-11-20", state: "open" }] } });
    expect(answer.headers["link"]).toContain(`</v1/exports/${name}?pageSize=1&page=2>; rel="next"`);
    expect(await get(`${url}/status`)).toMatchObject({ json: { state: "published", output: { id: output.id } } });
    expect(await get(`/v1/exports/${name}?color=red`)).toMatchObject({ status: 400 });
    expect(await get(`/v1/extracts/${name}`)).toMatchObject({ json: { export: "daily" } });
  });

  it("that is no good is refused, each in its own way", async () => {
    const of = (date: string, extract = name) => get(`/v1/exports/${extract}/${date}`);
    const open = await of("2026-11-20");
    expect(open).toMatchObject({ status: 425, json: { code: "export-day-open", title: "Export day open" } });
    expect(open.json.detail).toContain("2026-11-21T01:00:00.000Z");
    expect(Number(open.headers["retry-after"])).toBeGreaterThan(0);
    expect(open.headers["content-type"]).toContain("application/problem+json");
    const future = await of("2026-12-24");
    expect(future).toMatchObject({ status: 425, json: { code: "export-day-open" } });
    expect(Number(future.headers["retry-after"])).toBeGreaterThan(0);
    expect(await of("2026-11-16")).toMatchObject({ status: 404, json: { code: "export-day-missing" } });
    expect(await of("2026-11-18")).toMatchObject({ status: 404, json: { code: "export-day-missing" } });
    expect(await of("2026-02-30")).toMatchObject({ status: 400, json: { code: "export-date-invalid" } });
    expect(await of("2026-11-19", "nothing")).toMatchObject({ status: 404, json: { code: "extract-unknown" } });
    const none = await of("2026-11-19", "shared-daily");
    expect(none).toMatchObject({ status: 404, json: { code: "export-none" } });
    expect(none.json.hint).toContain("export: daily");
    expect(await of("2026-11-19", "amys-talks")).toMatchObject({ status: 404, json: { code: "extract-unknown" } });
    for (const path of ["", "/2026-11-19", "/2026-11-19/status"]) {
      expect(await server.ask(undefined, "GET", `/v1/exports/${name}${path}`)).toMatchObject({ status: 401 });
    }
  });

  it("that waits for its schedule says so, and when to ask again", async () => {
    const set = (values: object) =>
      server.estate.ledger.write((db) => db.updateTable("extracts").set(values).where("name", "=", name).execute());
    await set({ frontier: "2026-11-18T00:00:00.000Z", paused_at: "2026-11-20T00:00:00.000Z" });
    const waits = await get(`/v1/exports/${name}/2026-11-18`);
    expect(waits).toMatchObject({ status: 503, json: { code: "export-day-paused" }, headers: { "retry-after": "60" } });
    expect(await get(`/v1/exports/${name}/2026-11-18/status`)).toMatchObject({ status: 200, json: { state: "paused" } });
    await set({ frontier: null, paused_at: null });
  });

  it("counts among the downloads until it is over", async () => {
    const address = await listening();
    const authorization = `Bearer ${server.tokens.vic.token}`;
    for (const query of ["", "?bot_id=b1", "", "?bot_id=b1", "", ""]) {
      for (const headers of [{ authorization }, { authorization, "accept-encoding": "gzip" }]) {
        const answer = await overSocket(`${address}${url}${query}`, headers);
        expect(answer.statusCode).toBe(200);
        if (query === "") answer.resume();
        else answer.destroy();
        await new Promise((resolve) => answer.once("close", resolve));
      }
    }
    expect(await text(await overSocket(`${address}${url}`, { authorization }))).toBe(bytes);
  });

  it("is superseded by an admin, and goes when it is deleted by force", async () => {
    const range = { start: output.window.start, end: output.window.end };
    const second = await server.estate.publish(name, "ada", range);
    const supersede = (user: "ada" | "amy" | "vic", body: object) => server.ask(user, "POST", `${url}/supersede`, body);
    const wish = { output: second.id, reason: "late rows" };
    expect(await supersede("vic", wish)).toMatchObject({ status: 403 });
    expect(await supersede("amy", wish)).toMatchObject({ status: 403 });
    expect(await supersede("ada", { output: second.id })).toMatchObject({ status: 400 });
    expect(await supersede("ada", { output: output.id, reason: "r" })).toMatchObject({
      status: 409,
      json: { code: "supersede-refused" },
    });
    expect(await get(url)).toMatchObject({
      status: 200,
      headers: { "content-disposition": expect.stringContaining(output.path) },
    });
    const done = await supersede("ada", wish);
    expect(done).toMatchObject({
      status: 200,
      json: { output: { id: second.id }, superseded: { from: output.id, by: "ada" } },
    });
    expect((await get(url)).headers["content-disposition"]).toContain(second.path);
    const refused = await server.ask("amy", "DELETE", `/v1/outputs/${second.id}`);
    expect(refused).toMatchObject({
      status: 409,
      json: { code: "output-exported", detail: expect.stringContaining("`force`") },
    });
    const many = await server.ask("amy", "POST", "/v1/outputs/delete", { ids: [output.id, second.id] });
    expect(many.json.items).toMatchObject([{ deleted: true }, { deleted: false, error: { code: "output-exported" } }]);
    const force = (user: "ada" | "amy", query: string) => server.ask(user, "DELETE", `/v1/outputs/${second.id}?${query}`);
    expect(await force("amy", "force=true&reason=mine")).toMatchObject({ status: 403, json: { code: "not-allowed" } });
    expect(await force("ada", "force=true")).toMatchObject({ status: 409, json: { code: "output-exported" } });
    expect(await force("ada", "force=true&reason=names%20in%20it")).toMatchObject({ status: 200 });
    const deletions = await listAudit(server.estate.ledger, { action: "output.delete" }, { limit: 50 });
    const said = { force: true, reason: "names in it" };
    expect(deletions.items).toContainEqual(expect.objectContaining({ actor: "ada", outcome: "done", detail: said }));
    expect(await get(url)).toMatchObject({ status: 410, json: { code: "export-day-deleted" } });
    expect(await get(`${url}?bot_id=b1`)).toMatchObject({ status: 410 });
    const third = await server.estate.publish(name, "ada", range);
    expect(await get(url)).toMatchObject({ status: 410 });
    expect(await supersede("ada", { output: third.id, reason: "again" })).toMatchObject({ status: 200 });
    expect(await get(url)).toMatchObject({ status: 200 });
    const { items } = (await server.ask("ada", "GET", "/v1/audit?action=export.supersede&pageSize=50")).json;
    const entries = items.filter(({ outcome }: { outcome: string }) => outcome === "done");
    const detailOf = (reason: string) => expect.objectContaining({ date: "2026-11-19", reason });
    const entry = (reason: string) => expect.objectContaining({ actor: "ada", subject: name, detail: detailOf(reason) });
    // Those of one second come in any order.
    expect(entries).toHaveLength(2);
    for (const reason of ["late rows", "again"]) expect(entries).toContainEqual(entry(reason));
    const kept = await listAudit(server.estate.ledger, { action: "export.supersede" }, { limit: 50 });
    const detail = { date: "2026-11-19", output: third.id, reason: "again" };
    expect(kept.items).toContainEqual(expect.objectContaining({ outcome: "done", detail }));
  });

  it("that was cut short on disk is never taken for whole", async () => {
    const { output: now } = (await get(`${url}/status`)).json;
    const file = join(server.estate.folder, "out", now.path);
    await truncate(file, now.bytes - 3);
    const address = await listening();
    const authorization = `Bearer ${server.tokens.vic.token}`;
    const read = async (query: string) => text(await overSocket(`${address}${url}${query}`, { authorization }));
    // The first record is sent when the end turns out to be missing: then the connection ends before the array does.
    for (const query of ["", "?bot_id=b1"]) await expect(read(query)).rejects.toMatchObject({ code: "ECONNRESET" });
    // Without a record that matches nothing was sent yet, and it can be said.
    const told = await packed(`${url}?bot_id=none`);
    expect(told).toMatchObject({ status: 502, headers: { "content-type": expect.stringContaining("problem+json") } });
    expect(JSON.parse(String(told.payload))).toMatchObject({ code: "export-damaged" });
    expect(await get(`${url}?bot_id=none`)).toMatchObject({ status: 502, json: { code: "export-damaged" } });
    await rm(file);
    expect((await get(`${url}?bot_id=b1`)).status).toBe(502);
  });
});

it.each([
  ["gzip", true],
  ["GZIP;q=1", true],
  ["br, gzip;q=0.001", true],
  ["*", true],
  ["*;q=0", false],
  ["gzip;q=0", false],
  ["gzip;q=0.000, *", false],
  ["gzip ; q=0", false],
  ["br", false],
  ["", false],
  [undefined, false],
])("Accept-Encoding: %s takes gzip: %s", (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { attachment } from "../../runner/src/api/disposition.ts";
import { matches, spanOf } from "../../runner/src/api/range.ts";
import type { Output } from "../../runner/src/ledger/records.ts";
import { openServer, type TestServer } from "./server.ts";

describe("a file over HTTP", () => {
  let server: TestServer;
  let output: Output;
  let bytes: string;
  beforeAll(async () => {
    server = await openServer();
    output = await server.estate.publish("amys-calls");
    bytes = await readFile(join(server.estate.folder, "out", output.path), "utf8");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const get = (headers: Record<string, string> = {}, method = "GET") =>
    server.ask("amy", method, `/v1/outputs/${output.id}/content`, undefined, headers);

  it("comes whole, with its name, type and hash", async () => {
    const answer = await get();
    expect(answer).toMatchObject({ status: 200, text: bytes });
    expect(createHash("sha256").update(answer.text).digest("hex")).toBe(output.sha256);
    expect(answer.headers).toMatchObject({
      etag: `"${output.sha256}"`,
      "content-type": "text/csv; charset=utf-8",
      "content-length": String(bytes.length),
      "content-disposition": `attachment; filename="${output.path}"`,
      "accept-ranges": "bytes",
      "cache-control": "private, no-cache",
      "x-content-type-options": "nosniff",
    });
  });

  it("tells a HEAD the same without the file", async () => {
    const [get1, head] = [await get(), await get({}, "HEAD")];
    expect(head).toMatchObject({ status: 200, text: "" });
    for (const name of ["etag", "content-type", "content-length", "content-disposition", "accept-ranges"]) {
      expect(head.headers[name], name).toBe(get1.headers[name]);
    }
  });

  it.each([
    ["bytes=0-2", 0, 3],
    ["bytes=3-", 3, undefined],
    ["bytes=-4", -4, undefined],
    ["bytes=2-999999", 2, undefined],
    ["bytes=-999999", 0, undefined],
  ])("comes in part: %s", async (range, from, to) => {
    const answer = await get({ range });
    expect(answer).toMatchObject({ status: 206, text: bytes.slice(from, to) });
    expect(answer.headers["content-range"]).toMatch(new RegExp(`^bytes \\d+-\\d+/${bytes.length}$`));
    expect(answer.headers["content-length"]).toBe(String(answer.text.length));
  });

  it.each(["bytes=0-1,3-4", "lines=0-1", "bytes=5-2", "bytes=x"])(
    "comes whole when the range is not understood: %s",
    async (range) => {
      expect(await get({ range })).toMatchObject({ status: 200, text: bytes });
    },
  );

  it("has no bytes beyond its end", async () => {
    const answer = await get({ range: `bytes=${bytes.length}-` });
    expect(answer).toMatchObject({ status: 416, json: { code: "range-outside" } });
    expect(answer.headers["content-range"]).toBe(`bytes */${bytes.length}`);
    expect(await get({ range: "bytes=-0" })).toMatchObject({ status: 416 });
  });

  it("is not sent again to who has it", async () => {
    const tag = `"${output.sha256}"`;
    for (const wanted of [tag, `W/${tag}`, `"other", ${tag}`, "*"]) {
      const answer = await get({ "if-none-match": wanted });
      expect(answer, wanted).toMatchObject({ status: 304, text: "" });
      expect(answer.headers["etag"]).toBe(tag);
    }
    expect(await get({ "if-none-match": '"other"' })).toMatchObject({ status: 200 });
  });

  it("goes on only where the client has the beginning of the same file", async () => {
    const range = "bytes=3-";
    expect(await get({ range, "if-range": `"${output.sha256}"` })).toMatchObject({ status: 206, text: bytes.slice(3) });
    expect(await get({ range, "if-range": '"other"' })).toMatchObject({ status: 200, text: bytes });
    expect(await get({ range, "if-range": new Date().toUTCString() })).toMatchObject({ status: 200, text: bytes });
  });

  it("has the parts that it has", async () => {
    expect(await server.ask("amy", "GET", `/v1/outputs/${output.id}/content?part=1`)).toMatchObject({ status: 200 });
    const answer = await server.ask("amy", "GET", `/v1/outputs/${output.id}/content?part=2`);
    expect(answer).toMatchObject({ status: 404, json: { code: "part-unknown" } });
    expect(await server.ask("amy", "GET", `/v1/outputs/${output.id}/content?part=0`)).toMatchObject({ status: 400 });
  });

  it("stands at a stable address: the newest of its extract", async () => {
    const url = "/v1/extracts/amys-calls/latest/content";
    const first = await server.ask("amy", "GET", url);
    expect(first).toMatchObject({ status: 200, text: bytes });
    const again = await server.estate.publish("amys-calls");
    const second = await server.ask("amy", "GET", url);
    expect(second.headers["content-disposition"]).toContain(again.path);
    expect(await server.ask("amy", "GET", "/v1/extracts/amys-calls/latest")).toMatchObject({ json: { id: again.id } });
    await server.ask("amy", "DELETE", `/v1/outputs/${again.id}`);
    expect((await server.ask("amy", "GET", url)).headers["content-disposition"]).toContain(output.path);
  });

  it("is gone when it was deleted; its manifest is not", async () => {
    const deleted = await server.estate.publish("amys-calls");
    expect(await server.ask("amy", "DELETE", `/v1/outputs/${deleted.id}`)).toMatchObject({
      status: 200,
      json: { id: deleted.id, deleted: true },
    });
    const url = `/v1/outputs/${deleted.id}`;
    const gone = await server.ask("amy", "GET", `${url}/content`);
    expect(gone).toMatchObject({ status: 410, json: { code: "output-deleted" } });
    expect(gone.headers["etag"]).toBeUndefined();
    const manifest = await server.ask("amy", "GET", `${url}/manifest`);
    expect(manifest).toMatchObject({ status: 200, text: deleted.manifest });
    expect(manifest.headers["content-type"]).toBe("application/json");
  });
});

describe("Content-Disposition", () => {
  it.each([
    ["calls_1.csv", 'attachment; filename="calls_1.csv"'],
    ['a"b\\c.csv', "attachment; filename=\"a_b_c.csv\"; filename*=UTF-8''a%22b%5Cc.csv"],
    ["Gespräche (1).csv", "attachment; filename=\"Gespr_che (1).csv\"; filename*=UTF-8''Gespr%C3%A4che%20%281%29.csv"],
    ["a\r\nb.csv", "attachment; filename=\"a__b.csv\"; filename*=UTF-8''a%0D%0Ab.csv"],
  ])("names %s", (name, header) => {
    expect(attachment(name)).toBe(header);
  });
});

describe("ranges and tags", () => {
  it("know nothing of an empty file", () => {
    expect(spanOf("bytes=0-", 0)).toBe("outside");
    expect(spanOf("bytes=-5", 0)).toBe("outside");
    expect(spanOf(undefined, 0)).toBeUndefined();
    expect(matches(undefined, '"a"')).toBe(false);
  });
});

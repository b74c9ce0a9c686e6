import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openS3Destination } from "../../runner/src/destination/s3/s3-destination.ts";
import type { S3Settings } from "../../runner/src/destination/s3/s3-settings.ts";
import { type S3Server, startS3Server } from "../support/s3-server.ts";

let server: S3Server;
let folder: string;
let settings: S3Settings;
let client: S3;
beforeAll(async () => {
  server = await startS3Server();
  folder = await mkdtemp(join(tmpdir(), "datafeed-uploads-"));
  client = clientWith(server.settings.secretAccessKey ?? "");
});
afterAll(async () => {
  client.destroy();
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  settings = { ...(await server.makeBucket()).settings, prefix: "exports", spool: "spool" };
});

/** A client of its own, so that the destination is not judged by itself. */
function clientWith(secretAccessKey: string): S3 {
  const { endpoint = "", accessKeyId = "" } = server.settings;
  return new S3({ endpoint, region: "us-east-1", forcePathStyle: true, credentials: { accessKeyId, secretAccessKey } });
}

const open = (changes: Partial<S3Settings> = {}) => openS3Destination("s3", { ...settings, ...changes }, folder);
const at = (key: string) => ({ Bucket: settings.bucket, Key: key });
const begin = async (key: string) => (await client.createMultipartUpload(at(key))).UploadId ?? "";
const unfinished = async () =>
  ((await client.listMultipartUploads({ Bucket: settings.bucket })).Uploads ?? []).map(({ Key }) => Key).sort();

/** An upload of one part to a key, not completed. */
async function upload(key: string, body: string) {
  const UploadId = await begin(key);
  const { ETag } = await client.uploadPart({ ...at(key), UploadId, PartNumber: 1, Body: body });
  return { ...at(key), UploadId, MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] } };
}

describe("the server of these tests", () => {
  it("honours If-None-Match on both kinds of upload, as Amazon's does", async () => {
    await client.putObject({ ...at("x"), Body: "first", IfNoneMatch: "*" });
    const taken = { name: "PreconditionFailed", $metadata: { httpStatusCode: 412 } };
    await expect(client.putObject({ ...at("x"), Body: "second", IfNoneMatch: "*" })).rejects.toMatchObject(taken);
    const second = await upload("x", "second");
    await expect(client.completeMultipartUpload({ ...second, IfNoneMatch: "*" })).rejects.toMatchObject(taken);
    expect(await (await client.getObject(at("x"))).Body?.transformToString()).toBe("first");
  });

  it("checks signatures", async () => {
    const liar = clientWith("guessed");
    await expect(liar.putObject({ ...at("x"), Body: "1" })).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
    liar.destroy();
  });
});

describe("what a dead runner left in the store", () => {
  it("is found and swept when it had sent nothing but a part of a file", async () => {
    await upload("exports/.staging/dead-1/file/large.csv", "half");
    await using destination = open();
    expect(await destination.staged()).toEqual(["dead-1"]);
    await destination.discard("dead-1");
    expect(await destination.staged()).toEqual([]);
    expect(await unfinished()).toEqual([]);
  });

  it("is swept with the copy that it was about to complete, which then can't be completed any more", async () => {
    await using destination = open();
    await writeFile(join(await destination.stagingFolder("dead-2"), "x.csv"), "1");
    await destination.seal("dead-2");
    await client.putObject({ ...at("exports/.staging/dead-2/to/d/x.csv"), Body: Buffer.alloc(0) });
    const copy = await upload("exports/d/x.csv", "1");
    await upload("exports/d/x.csv.other", "2");
    await destination.discard("dead-2");
    expect(await unfinished()).toEqual(["exports/d/x.csv.other"]);
    await expect(client.completeMultipartUpload({ ...copy, IfNoneMatch: "*" })).rejects.toMatchObject({ name: "NoSuchUpload" });
    expect(await destination.exists("d/x.csv")).toBe(false);
  });
});

describe("a runner that is overtaken while it publishes", () => {
  it.each(["", "content"])("completes nothing when staging was cleared before its copy began: %j", async (content) => {
    await using other = open();
    const onStep = (step: string) => (step === "publishing-noted" ? other.discard("late") : undefined);
    await using late = openS3Destination("s3", settings, folder, { onStep });
    await writeFile(join(await late.stagingFolder("late"), "x"), content);
    await late.seal("late");
    await expect(late.publish("late", "x", "x")).rejects.toMatchObject({ code: "destination-staging-lost" });
    expect(await other.exists("x")).toBe(false);
    expect(await unfinished()).toEqual([]);
  });

  it.each(["", "content"])("completes nothing when staging was cleared after its copy: %j", async (content) => {
    await using other = open();
    const onStep = (step: string) => (step === "parts-copied" ? other.discard("late") : undefined);
    await using late = openS3Destination("s3", settings, folder, { onStep });
    await writeFile(join(await late.stagingFolder("late"), "x"), content);
    await late.seal("late");
    await expect(late.publish("late", "x", "x")).rejects.toMatchObject({ code: "destination-staging-lost" });
    expect(await other.exists("x")).toBe(false);
    expect(await unfinished()).toEqual([]);
  });
});

describe("two runners that publish under one name", () => {
  it("does not take another's file for its own when its upload was aborted", async () => {
    await using winner = open();
    await writeFile(join(await winner.stagingFolder("one"), "x"), "first");
    await winner.seal("one");
    // `discard` aborts every upload to what it published: the second one's, too.
    const win = async () => {
      expect(await winner.publish("one", "x", "x")).toBe("created");
      await winner.discard("one");
    };
    const onStep = (step: string) => (step === "parts-copied" ? win() : undefined);
    await using second = openS3Destination("s3", settings, folder, { onStep });
    await writeFile(join(await second.stagingFolder("two"), "x"), "second");
    await second.seal("two");
    expect(await second.publish("two", "x", "x")).toBe("exists");
    expect((await winner.read("x").toArray()).join("")).toBe("first");
  });
});

describe("a bucket", () => {
  it("is shared by prefixes that know nothing of each other", async () => {
    await using one = open({ prefix: "one" });
    await using two = open({ prefix: "two" });
    const { prefix: _, ...unprefixed } = settings;
    await using whole = openS3Destination("s3", unprefixed, folder);
    await writeFile(join(await one.stagingFolder("a1"), "x"), "1");
    await one.seal("a1");
    expect(await one.staged()).toEqual(["a1"]);
    expect(await two.staged()).toEqual([]);
    expect(await one.publish("a1", "x", "x")).toBe("created");
    expect(await two.exists("x")).toBe(false);
    expect(await whole.exists("one/x")).toBe(true);
    expect(whole.locate("one/x")).toBe(`s3://${settings.bucket}/one/x`);
  });
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openS3Destination } from "../../runner/src/destination/s3/s3-destination.ts";
import { openSftpDestination } from "../../runner/src/destination/sftp/sftp-destination.ts";
import { startCarelessS3Server } from "../support/careless-s3-server.ts";
import { startPlainSftpServer } from "../support/plain-sftp-server.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "datafeed-servers-"));
  await mkdir(join(folder, "exports"));
});
afterEach(() => rm(folder, { recursive: true }));

const verdict = async (destination: Destination) =>
  (await destination.check(new AbortController().signal)).map(({ name, ok, detail }) => ({ name, ok, detail }));
const refusal = [
  { name: "create-exclusive", ok: false, detail: expect.stringContaining("was overwritten by a second file of that name") },
];

describe("a server that overwrites", () => {
  it.each(["everywhere", "onCopies"] as const)("is refused when it is an S3 store and overwrites %s", async (where) => {
    await using server = await startCarelessS3Server(where);
    await using destination = openS3Destination("store", { ...server.settings, spool: "spool" }, folder);
    expect(await verdict(destination)).toEqual(refusal);
  });

  it("is refused when it is an SFTP server", async () => {
    await using server = await startPlainSftpServer(folder, { overwrites: true });
    await using destination = openSftpDestination("server", { ...server.settings, spool: "spool" }, folder);
    expect(await verdict(destination)).toEqual(refusal);
  });
});

describe("an SFTP server without links and syncs", () => {
  it("is published to by renaming, when that does not overwrite", async () => {
    await using server = await startPlainSftpServer(folder, { overwrites: false });
    await using destination = openSftpDestination("server", { ...server.settings, spool: "spool" }, folder);
    expect((await verdict(destination))[0]).toMatchObject({ ok: true });
    for (const attempt of ["a1", "a2"]) {
      await writeFile(join(await destination.stagingFolder(attempt), "x"), attempt);
      await destination.seal(attempt);
    }
    expect(await destination.publish("a1", "x", "d/x")).toBe("created");
    expect(await destination.publish("a1", "x", "d/x")).toBe("exists");
    expect(await destination.publish("a2", "x", "d/x")).toBe("exists");
    expect(await readFile(join(folder, "exports/d/x"), "utf8")).toBe("a1");
    expect(await destination.staged()).toEqual(["a1", "a2"]);
    for (const attempt of ["a1", "a2"]) await destination.discard(attempt);
    expect(await readdir(join(folder, "exports/.staging"))).toEqual([]);
  });

  it("says that a password is wrong", async () => {
    await using server = await startPlainSftpServer(folder, { overwrites: false });
    const settings = { ...server.settings, password: "not-the-password", spool: "spool" };
    await using destination = openSftpDestination("server", settings, folder);
    const failure = await destination.staged().catch((error) => error);
    expect(failure).toMatchObject({ code: "destination-login" });
    expect(`${failure.message} ${failure.hint}`).not.toContain("not-the-password");
  });
});

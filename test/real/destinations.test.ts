import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { type DestinationPlace, type Opening, open, places } from "./destination-place.ts";

const never = new AbortController().signal;
const racer = fileURLToPath(new URL("racing-publisher.ts", import.meta.url));
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
/** More than two parts of 5 MiB. */
const large = randomBytes(11 * 2 ** 20 + 7);

describe.each([...places.keys()])("%s", (name) => {
  let place: DestinationPlace;
  let opening: Opening;
  let destination: Destination;
  beforeAll(async () => {
    place = await (places.get(name)?.() as Promise<DestinationPlace>);
  });
  afterAll(() => place[Symbol.asyncDispose]());
  beforeEach(async () => {
    opening = await place.renew();
    destination = open(opening);
  });
  afterEach(() => destination[Symbol.asyncDispose]());

  async function stage(attempt: string, file: string, content: string | Buffer, to = destination): Promise<void> {
    await writeFile(join(await to.stagingFolder(attempt), file), content);
  }
  async function published(path: string, content: string | Buffer): Promise<void> {
    await stage("pub", "staged", content);
    await destination.seal("pub");
    expect(await destination.publish("pub", "staged", path)).toBe("created");
    await destination.discard("pub");
  }
  const content = async (path: string) => Buffer.concat((await destination.read(path).toArray()) as readonly Buffer[]);
  async function listed(folder?: string): Promise<readonly string[]> {
    const found: string[] = [];
    for await (const path of destination.list(folder)) found.push(path);
    return found.sort();
  }

  it.each(["x.csv", "with spaces & + signs %20.csv", "日本/Übersicht für März.csv", "a/b/c/d/e.csv.gz"])(
    "publishes under %j what was staged, sealed, and seen by nobody before",
    async (path) => {
      await stage("a1", "staged name.csv", "1,2\r\n");
      await destination.seal("a1");
      expect(await listed()).toEqual([]);
      expect(await destination.exists(path)).toBe(false);
      expect(await destination.fingerprint(path)).toBeUndefined();
      expect(await destination.publish("a1", "staged name.csv", path)).toBe("created");
      expect(await destination.publish("a1", "staged name.csv", path)).toBe("exists");
      await destination.discard("a1");
      expect(await destination.staged()).toEqual([]);
      expect(await destination.exists(path)).toBe(true);
      expect(await listed()).toEqual([path]);
      expect((await content(path)).toString()).toBe("1,2\r\n");
      expect(await destination.fingerprint(path)).toEqual({ sha256: sha256("1,2\r\n"), bytes: 5 });
      expect(destination.locate(path).startsWith(place.scheme)).toBe(true);
      expect(destination.locate(path).endsWith(`/${path}`)).toBe(true);
    },
  );

  it("lets any runner publish what another has sealed", async () => {
    await stage("a1", "file", "sealed by one");
    await destination.seal("a1");
    await using other = open(opening);
    expect(await other.staged()).toEqual(["a1"]);
    expect(await other.publish("a1", "file", "file")).toBe("created");
    await other.discard("a1");
    expect(await destination.publish("a1", "file", "file")).toBe("exists");
    expect((await content("file")).toString()).toBe("sealed by one");
  });

  it("publishes a file of several parts, byte by byte", async () => {
    await published("large", large);
    expect(await destination.fingerprint("large")).toEqual({ sha256: sha256(large), bytes: large.length });
    const middle = { from: 5 * 2 ** 20 - 3, to: 10 * 2 ** 20 + 3 };
    const part = Buffer.concat((await destination.read("large", middle).toArray()) as readonly Buffer[]);
    expect(part.equals(large.subarray(middle.from, middle.to))).toBe(true);
  });

  it("publishes an empty file once", async () => {
    await published("empty", "");
    expect(await destination.fingerprint("empty")).toEqual({ sha256: sha256(""), bytes: 0 });
    expect(await content("empty")).toHaveLength(0);
    await stage("a2", "file", "");
    await destination.seal("a2");
    expect(await destination.publish("a2", "file", "empty")).toBe("exists");
  });

  it("never overwrites, whichever way a name was taken", async () => {
    await published("by file", "first");
    expect(await destination.createExclusive("a1", "by text", "first")).toBe("created");
    for (const taken of ["by file", "by text"]) {
      await stage("a2", "file", "second");
      await destination.seal("a2");
      expect(await destination.publish("a2", "file", taken)).toBe("exists");
      expect(await destination.createExclusive("a2", taken, "second")).toBe("exists");
      expect((await content(taken)).toString()).toBe("first");
      await destination.discard("a2");
    }
  });

  it("lets one of twenty win who publish under one name from two processes", async () => {
    const racers = ["one", "two"].map((id) =>
      spawn(process.execPath, ["--disable-warning=ExperimentalWarning", racer, JSON.stringify(opening), id], {
        stdio: ["pipe", "pipe", "inherit"],
      }),
    );
    await Promise.all(racers.map(({ stdout }) => once(stdout, "data")));
    const said = racers.map(({ stdout }) => text(stdout));
    for (const { stdin } of racers) stdin.write("go\n");
    const results = (await Promise.all(said)).map((line) => JSON.parse(line) as Record<"files" | "texts", readonly string[]>);
    for (const [path, winners] of [
      ["raced/file", results.flatMap(({ files }) => files)],
      ["raced/text", results.flatMap(({ texts }) => texts)],
    ] as const) {
      expect(winners).toHaveLength(1);
      expect((await content(path)).toString()).toBe(winners[0]);
    }
    expect(await destination.staged()).toEqual([]);
  });

  it.each([
    [{}, "0123456789"],
    [{ from: 3 }, "3456789"],
    [{ to: 4 }, "0123"],
    [{ from: 2, to: 5 }, "234"],
    [{ from: 9, to: 99 }, "9"],
    [{ from: 10 }, ""],
    [{ from: 99, to: 100 }, ""],
    [{ from: 5, to: 5 }, ""],
  ])("reads in part: %j", async (range, expected) => {
    await published("digits", "0123456789");
    expect((await destination.read("digits", range).toArray()).join("")).toBe(expected);
  });

  it("ends a reading when its reader goes, and reads again", async () => {
    await published("large", large);
    for (let times = 0; times < 3; times++) {
      const stream = destination.read("large");
      await once(stream, "readable");
      stream.destroy();
      await once(stream, "close");
    }
    expect(sha256(await content("large"))).toBe(sha256(large));
  });

  it("gives a local file for as long as it is held", async () => {
    await published("d/x", "abc");
    const local = await destination.localFile("d/x");
    expect(await readFile(local.file, "utf8")).toBe("abc");
    await local[Symbol.asyncDispose]();
    expect((await content("d/x")).toString()).toBe("abc");
    await expect(destination.localFile("none")).rejects.toMatchObject({ code: "destination-no-file" });
  });

  it("says that a file is not there, deletes, and deletes what is gone", async () => {
    await published("d/x", "abc");
    await published("d/y", "abc");
    expect(await listed("d")).toEqual(["d/x", "d/y"]);
    expect(await listed("none")).toEqual([]);
    await destination.delete("d/x");
    await destination.delete("d/x");
    expect(await listed()).toEqual(["d/y"]);
    await expect(destination.read("d/x").toArray()).rejects.toMatchObject({ code: "destination-no-file" });
    await expect(destination.read("d/x", { from: 5, to: 5 }).toArray()).rejects.toMatchObject({
      code: "destination-no-file",
    });
  });

  it.each(["../x", "/x", "a//b", "", ".staging/a1/x", "a\u0000b"])("refuses the path %j", async (path) => {
    await stage("a1", "x", "1");
    await destination.seal("a1");
    await expect(destination.publish("a1", "x", path)).rejects.toMatchObject({ code: "destination-path" });
    await expect(destination.createExclusive("a1", path, "1")).rejects.toMatchObject({ code: "destination-path" });
    await expect(destination.stagingFolder("../a1")).rejects.toMatchObject({ code: "destination-path" });
  });

  it("says when what was staged is gone and nothing has its name", async () => {
    await stage("a1", "x", "1");
    await destination.seal("a1");
    await destination.discard("a1");
    await destination.discard("a1");
    await expect(destination.publish("a1", "x", "x")).rejects.toMatchObject({ code: "destination-staging-lost" });
  });

  it("stops an upload when told to, and clears what it left", async () => {
    const stop = new AbortController();
    await using stopped = open(opening, (step) => {
      if (step === "part-uploaded" || step === "half-uploaded") stop.abort(new Error("enough"));
    });
    await stage("a1", "large", large, stopped);
    if (opening.type === "file") stop.abort();
    await stopped.seal("a1", stop.signal).then(
      () => expect(opening.type).toBe("file"),
      (error) => expect(error.message).toBe("enough"),
    );
    expect(await destination.staged()).toEqual(["a1"]);
    await destination.discard("a1");
    expect(await destination.staged()).toEqual([]);
    expect(await listed()).toEqual([]);
  });

  it("goes on when the server dies in the middle of an upload and comes back", async () => {
    const { server } = place;
    if (server === undefined) return expect(opening.type).toBe("file");
    let struck = false;
    await using through = open(opening, async (step) => {
      if (struck || (step !== "part-uploaded" && step !== "half-uploaded")) return;
      struck = true;
      await server.kill();
      await server.start();
    });
    await stage("a1", "large", large, through);
    await through.seal("a1");
    expect(struck).toBe(true);
    expect(await through.publish("a1", "large", "large")).toBe("created");
    expect(await through.fingerprint("large")).toEqual({ sha256: sha256(large), bytes: large.length });
    await through.discard("a1");
    expect(await destination.staged()).toEqual([]);
  });

  it("finds out what became of a name when the server died while giving it", async () => {
    const { server } = place;
    if (server === undefined) return expect(opening.type).toBe("file");
    for (const blow of ["parts-copied", "copy-completed", "linked"]) {
      let struck = false;
      await using through = open(opening, async (step) => {
        if (struck || step !== blow) return;
        struck = true;
        await server.kill();
        await server.start();
      });
      await stage("a1", "file", blow, through);
      await through.seal("a1");
      // Whether it is ours is for the caller to compare, as the contract has it.
      expect(["created", "exists"]).toContain(await through.publish("a1", "file", blow));
      expect(struck).toBe((blow === "linked") === (opening.type === "sftp"));
      expect((await content(blow)).toString()).toBe(blow);
      await through.discard("a1");
      expect(await destination.staged()).toEqual([]);
    }
  });

  it("is closed in a moment when the server stands still", async () => {
    await published("x", "1");
    await place.server?.pause();
    try {
      const begun = performance.now();
      await destination[Symbol.asyncDispose]();
      expect(performance.now() - begun).toBeLessThan(10_000);
    } finally {
      await place.server?.resume();
    }
    expect((await content("x")).toString()).toBe("1");
  });

  it("can be used again after it was closed", async () => {
    await published("x", "1");
    await destination[Symbol.asyncDispose]();
    expect((await content("x")).toString()).toBe("1");
  });

  it("is found fit by its check, which leaves nothing behind, and takes away what a killed one left", async () => {
    const [old, young] = [Date.now() - 2 * 3_600_000, Date.now()].map((time) => `check-1-${time.toString(36)}`);
    for (const attempt of [old, young]) await stage(attempt ?? "", "first", "1");
    for (const attempt of [old, young]) await destination.seal(attempt ?? "");
    const checks = await destination.check(never);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map((check) => check.name)).toContain("create-exclusive");
    expect(await destination.staged()).toEqual([young]);
    expect(await listed()).toEqual([]);
  });

  it("says by a code of its own what is wrong, and no secret", async () => {
    for (const [code, wrong] of place.wrong) {
      await using broken = open(wrong);
      const failure = await broken.createExclusive("a1", "x", "1").catch((error) => error);
      expect(failure).toMatchObject({ code });
      const [check] = await broken.check(never);
      expect(check).toMatchObject({ name: "create-exclusive", ok: false });
      const shown = `${failure.message} ${failure.hint} ${check?.detail}`;
      if (wrong.type === "s3") expect(shown).not.toContain(wrong.settings.secretAccessKey);
      if (wrong.type === "sftp") expect(shown).not.toContain(wrong.settings.passphrase ?? wrong.settings.privateKey);
    }
  });
});

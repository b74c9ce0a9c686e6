import { link, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Destination } from "../../runner/src/destination/destination.ts";
import { openFileDestination } from "../../runner/src/destination/file/file-destination.ts";

let project: string;
let destination: Destination;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "datafeed-destination-"));
  destination = openFileDestination("local", { path: "out" }, project);
});
afterEach(() => rm(project, { recursive: true, force: true }));

async function stage(attempt: string, name: string, text: string): Promise<void> {
  await writeFile(join(await destination.stagingFolder(attempt), name), text);
}

const at = (...path: string[]) => join(project, "out", ...path);

describe("publishing", () => {
  it("keeps a file out of sight until it has its name", async () => {
    await stage("a1", "x.csv", "1\n");
    expect(await readdir(at())).toEqual([".staging"]);
    expect(await destination.publish("a1", "x.csv", "deep/er/x.csv")).toBe("created");
    expect(await readFile(at("deep/er/x.csv"), "utf8")).toBe("1\n");
    expect(await readdir(at(".staging/a1"))).toEqual([]);
  });

  it("never overwrites, and says that the name was taken", async () => {
    await stage("a1", "x.csv", "first");
    await stage("a2", "x.csv", "second");
    expect(await destination.publish("a1", "x.csv", "x.csv")).toBe("created");
    expect(await destination.publish("a2", "x.csv", "x.csv")).toBe("exists");
    expect(await readFile(at("x.csv"), "utf8")).toBe("first");
    expect(await readdir(at(".staging/a2"))).toEqual(["x.csv"]);
  });

  it("lets one of many publishers of a name win", async () => {
    const attempts = Array.from({ length: 20 }, (_, index) => `a${index}`);
    for (const attempt of attempts) await stage(attempt, "x", attempt);
    const outcomes = await Promise.all(attempts.map((attempt) => destination.publish(attempt, "x", "x")));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(await readFile(at("x"), "utf8")).toBe(attempts[outcomes.indexOf("created")]);
  });

  it("is repeatable after a crash between giving the name and removing the staged one", async () => {
    await stage("a1", "x.csv", "1");
    await link(at(".staging/a1/x.csv"), at("x.csv"));
    expect(await destination.publish("a1", "x.csv", "x.csv")).toBe("created");
    expect(await destination.publish("a1", "x.csv", "x.csv")).toBe("exists");
  });

  it("says when the staged file is gone and nothing took its name", async () => {
    await destination.stagingFolder("a1");
    await expect(destination.publish("a1", "x.csv", "x.csv")).rejects.toMatchObject({ code: "destination-staging-lost" });
  });

  it("creates a small file once", async () => {
    expect(await destination.createExclusive("a1", "x.manifest", "one")).toBe("created");
    expect(await destination.createExclusive("a1", "x.manifest", "two")).toBe("exists");
    expect(await readFile(at("x.manifest"), "utf8")).toBe("one");
  });
});

describe("what was published", () => {
  it("is fingerprinted, read and deleted by its path", async () => {
    await stage("a1", "x", "abc");
    await destination.publish("a1", "x", "d/x");
    expect(await destination.fingerprint("d/x")).toEqual({
      bytes: 3,
      sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    });
    expect(await destination.exists("d/x")).toBe(true);
    expect((await destination.read("d/x").toArray()).join("")).toBe("abc");
    await destination.delete("d/x");
    await destination.delete("d/x");
    expect(await destination.fingerprint("d/x")).toBeUndefined();
    expect(await destination.exists("d/x")).toBe(false);
    expect(destination.locate("d/x")).toBe(at("d/x"));
  });

  it("is listed, all of it or what lies below a folder", async () => {
    await stage("a1", "x", "1");
    for (const path of ["x", "d/x", "d/e/x"]) {
      await stage("a1", "x", "1");
      await destination.publish("a1", "x", path);
    }
    await stage("a1", "unpublished", "1");
    const paths = async (folder?: string) => {
      const found: string[] = [];
      for await (const path of destination.list(folder)) found.push(path);
      return found.sort();
    };
    expect(await paths()).toEqual(["d/e/x", "d/x", "x"]);
    expect(await paths("d/e")).toEqual(["d/e/x"]);
    expect(await paths("none")).toEqual([]);
  });

  it.each([
    [{}, "0123456789"],
    [{ from: 3 }, "3456789"],
    [{ to: 4 }, "0123"],
    [{ from: 2, to: 5 }, "234"],
    [{ from: 9, to: 99 }, "9"],
    [{ from: 10 }, ""],
    [{ from: 5, to: 5 }, ""],
  ])("is read in part: %j", async (range, expected) => {
    await stage("a1", "x", "0123456789");
    await destination.publish("a1", "x", "x");
    expect((await destination.read("x", range).toArray()).join("")).toBe(expected);
  });

  it("says when a file that is read is not there", async () => {
    await expect(destination.read("none/x").toArray()).rejects.toMatchObject({ code: "destination-no-file" });
  });
});

describe("staging", () => {
  it("lists attempts and discards them whole, twice if need be", async () => {
    await stage("a1", "x", "1");
    await stage("a2", "y", "2");
    await destination.seal("a1");
    expect(await destination.staged()).toEqual(["a1", "a2"]);
    await destination.discard("a1");
    await destination.discard("a1");
    expect(await destination.staged()).toEqual(["a2"]);
  });

  it("is empty before anything was staged", async () => {
    expect(await destination.staged()).toEqual([]);
  });
});

describe("paths", () => {
  it.each([
    "../x",
    "a/../x",
    "/etc/x",
    "",
    "a//b",
    "./x",
    "a/.",
    ".staging/a1/x",
    "a\\b",
    "a\u0000b",
    "c:/x",
    "nul",
    "COM1.csv",
    "x.",
    "x ",
    `${"x".repeat(256)}`,
  ])("refuses %j", async (path) => {
    await stage("a1", "x", "1");
    await expect(destination.publish("a1", "x", path)).rejects.toMatchObject({ code: "destination-path" });
    expect(await readdir(at())).toEqual([".staging"]);
  });

  it("refuses a symbolic link that leads out, and makes no folder behind it", async () => {
    const outside = join(project, "outside");
    await mkdir(outside);
    await mkdir(at());
    await symlink(outside, at("way"));
    await stage("a1", "x", "1");
    await expect(destination.publish("a1", "x", "way/deep/x")).rejects.toMatchObject({ code: "destination-path" });
    await expect(destination.fingerprint("way/x")).rejects.toMatchObject({ code: "destination-path" });
    expect(await readdir(outside)).toEqual([]);
  });

  it("does not read through a symbolic link in the last step", async () => {
    await mkdir(at());
    await symlink("/etc/hostname", at("x"));
    await expect(destination.fingerprint("x")).rejects.toMatchObject({ code: "destination-path" });
  });

  it("follows links that stay inside", async () => {
    await mkdir(at("real"), { recursive: true });
    await symlink(at("real"), at("way"));
    await stage("a1", "x", "1");
    await destination.publish("a1", "x", "way/x");
    expect(await readdir(at("real"))).toEqual(["x"]);
  });

  it("keeps every path inside or refuses it", async () => {
    const part = fc.oneof(fc.constantFrom("..", ".", "", "a", "b c", "ü", "~", "-"), fc.string({ maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
        let place: string;
        try {
          place = destination.locate(parts.join("/"));
        } catch (error) {
          expect(error).toMatchObject({ code: "destination-path" });
          return;
        }
        expect(place.startsWith(`${at()}/`)).toBe(true);
        expect(place.split("/")).not.toContain("..");
      }),
    );
  });
});

describe("the folder itself", () => {
  it("is made within the project", async () => {
    destination = openFileDestination("local", { path: "a/b/c" }, project);
    await stage("a1", "x", "1");
    expect(await readdir(join(project, "a/b/c"))).toEqual([".staging"]);
  });

  it("is not made on a volume that seems not to be mounted", async () => {
    const place = await mkdtemp(join(tmpdir(), "datafeed-volume-"));
    destination = openFileDestination("volume", { path: join(place, "mount/exports") }, project);
    await expect(destination.stagingFolder("a1")).rejects.toMatchObject({ code: "destination-missing" });
    expect(await readdir(place)).toEqual([]);
    await rm(place, { recursive: true });
  });

  it("is refused when it is a file", async () => {
    await writeFile(at(), "");
    await expect(destination.stagingFolder("a1")).rejects.toMatchObject({ code: "destination-path" });
  });
});

describe("check", () => {
  it("tries create-exclusive and leaves nothing behind", async () => {
    const checks = await destination.check(new AbortController().signal);
    expect(checks.map((check) => [check.name, check.ok])).toEqual([
      ["create-exclusive", true],
      ["free space", true],
      ["unfinished attempts", true],
    ]);
    expect(checks[1]?.detail).toMatch(/^\d+\.\d GiB$/);
    expect(await destination.staged()).toEqual([]);
    expect(await readdir(at())).toEqual([".staging"]);
  });

  it("says what is wrong", async () => {
    await writeFile(at(), "");
    const [check] = await destination.check(new AbortController().signal);
    expect(check?.ok).toBe(false);
  });
});

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { parseGitPlace, shownPlace } from "../../runner/src/project/git/git-place.ts";
import { GitRepository } from "../../runner/src/project/git/git-repository.ts";
import { readProjectAt } from "../../runner/src/project/git/read-project-at.ts";
import { readProject } from "../../runner/src/project/read-project.ts";

let folder: string;
let work: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "datafeed-git-"));
  work = join(folder, "work");
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", work]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...parameters: readonly string[]): string {
  const who = ["-c", "user.name=amy", "-c", "user.email=amy@example.com"];
  return execFileSync("git", ["-C", work, ...who, ...parameters], { encoding: "utf8" }).trim();
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), content);
}

function commit(): string {
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message", "a change");
  return git("rev-parse", "HEAD");
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof DatafeedError)) throw error;
  return error.code;
}

describe("places", () => {
  test.each([
    ["https://git.example.com/a.git#main", "https://git.example.com/a.git", "main", ""],
    ["https://git.example.com/a.git", "https://git.example.com/a.git", undefined, ""],
    ["https://git.example.com/a.git#feature/x:deep/project/", "https://git.example.com/a.git", "feature/x", "deep/project"],
    ["git@git.example.com:team/a.git#main", "ssh://git@git.example.com/team/a.git", "main", ""],
    ["ssh://git@git.example.com:2222/a.git#main", "ssh://git@git.example.com:2222/a.git", "main", ""],
    ["/srv/git/a b.git#main", "file:///srv/git/a%20b.git", "main", ""],
    ["http://127.0.0.1:3000/a.git#main", "http://127.0.0.1:3000/a.git", "main", ""],
  ])("%s", (text, url, branch, path) => {
    expect(parseGitPlace(text)).toEqual({ url, ...(branch !== undefined && { branch }), folder: path });
  });

  test.each([
    "ext::sh -c touch% /tmp/x",
    "http://git.example.com/a.git",
    "git://git.example.com/a.git",
    "ftp://git.example.com/a.git",
    "--upload-pack=touch /tmp/x",
    "-oProxyCommand=x@host:path",
    "ssh://-oProxyCommand=x/a.git",
    "a.git",
    "https://git.example.com/a.git#--upload-pack=x",
    "https://git.example.com/a.git#a..b",
    "https://git.example.com/a.git#a@{1}",
    "https://git.example.com/a.git#a b",
    "https://git.example.com/a.git#main:../x",
    "https://git.example.com/a.git#main:a//b",
    "https://git.example.com/a.git#one#two",
    "",
  ])("%s is refused", (text) => {
    expect(() => parseGitPlace(text)).toThrow(expect.objectContaining({ code: "git-place" }));
  });

  test("a password is kept apart, and in no message", () => {
    const place = parseGitPlace("https://amy:s3cr%2Fet@git.example.com/a.git#main");
    expect(place).toMatchObject({
      url: "https://git.example.com/a.git",
      credentials: { username: "amy", password: "s3cr/et" },
    });
    expect(shownPlace(place)).toBe("https://git.example.com/a.git#main");
    expect(() => parseGitPlace("gopher://amy:s3cret@x/a#main")).toThrow(expect.not.stringContaining("s3cret"));
  });
});

describe("a commit", () => {
  async function open(): Promise<GitRepository> {
    return GitRepository.open(parseGitPlace(`${work}#main`), join(folder, "state"));
  }

  test("holds the same documents as its folder", async () => {
    write("datafeed.yaml", "\uFEFFkind: Project\n");
    write("extracts/z.extract.yaml", "z: ü");
    write("extracts/a/b c/nightly.schedule.yaml", "");
    write("extracts/what.yaml", "");
    write("extracts/.hidden/a.extract.yaml", "");
    write("extracts/node_modules/a.extract.yaml", "");
    write("templates/t.template.yaml", "same");
    write("templates/u.template.yaml", "same");
    write("templates/bad.template.yaml", Uint8Array.of(0xff, 0xfe));
    write("templates/big.template.yaml", "#".repeat(5_000_001));
    write("other/a.extract.yaml", "");
    write("connections.yaml", "kind: Connections\n");
    const repository = await open();
    const id = commit();
    expect(await repository.fetch()).toBe(id);
    const read = await readProjectAt(repository, id);
    const ofFolder = await readProject(work);
    expect(read.files).toEqual(ofFolder.files);
    const inOrder = (found: typeof read.diagnostics) => found.toSorted((one, other) => (one.file < other.file ? -1 : 1));
    expect(inOrder(read.diagnostics)).toEqual(inOrder(ofFolder.diagnostics));
  });

  test("links are refused, and submodules left alone", async () => {
    write("datafeed.yaml", "kind: Project\n");
    write("secret", "x");
    mkdirSync(join(work, "extracts"));
    symlinkSync("../secret", join(work, "extracts/a.extract.yaml"));
    symlinkSync("/etc", join(work, "templates"));
    const id = commit();
    git("update-index", "--add", "--cacheinfo", `160000,${id},extracts/sub.extract.yaml`);
    git("commit", "--quiet", "--message", "a submodule");
    const repository = await open();
    const { files, diagnostics } = await readProjectAt(repository, await repository.fetch());
    expect(files.map(({ path }) => path)).toEqual(["datafeed.yaml"]);
    const found = diagnostics.map(({ code, file }) => `${code} ${file}`).sort();
    expect(found).toEqual(["link-refused extracts/a.extract.yaml", "link-refused templates"]);
  });

  test("a project in a folder; without one the folder is asked for", async () => {
    write("deep/er/datafeed.yaml", "kind: Project\n");
    write("deep/er/extracts/a.extract.yaml", "a");
    write("deep/er2/datafeed.yaml", "other");
    const id = commit();
    const place = parseGitPlace(`${work}#main:deep/er`);
    const repository = await GitRepository.open(place, join(folder, "state"));
    await repository.fetch();
    const { files } = await readProjectAt(repository, id);
    expect(files.map(({ path }) => path)).toEqual(["datafeed.yaml", "extracts/a.extract.yaml"]);
    const root = await open();
    await root.fetch();
    expect(await codeOf(readProjectAt(root, id))).toBe("project-missing");
  });

  test("texts of the commit before are not read again", async () => {
    write("datafeed.yaml", "kind: Project\n");
    write("extracts/a.extract.yaml", "a");
    const repository = await open();
    commit();
    const before = await readProjectAt(repository, await repository.fetch());
    write("extracts/a.extract.yaml", "b");
    write("extracts/b.extract.yaml", "a");
    commit();
    const after = await readProjectAt(repository, await repository.fetch(), before.blobs);
    expect(after.files.map(({ text }) => text)).toEqual(["kind: Project\n", "b", "a"]);
    expect(after.blobs.size).toBe(3);
  });

  test("a branch that is forced, gone, or never was", async () => {
    write("datafeed.yaml", "kind: Project\n");
    const first = commit();
    const repository = await open();
    await repository.fetch();
    git("commit", "--quiet", "--amend", "--allow-empty", "--message", "another");
    expect(await repository.fetch()).not.toBe(first);
    git("branch", "--move", "main", "other");
    expect(await codeOf(repository.fetch())).toBe("git-branch-missing");
    expect(await repository.commit()).toBeDefined();
    // Without a name it is the branch that the repository calls its own.
    const own = await GitRepository.open(parseGitPlace(work), join(folder, "state"));
    expect(await own.fetch()).toBe(git("rev-parse", "other"));
  });

  test("what a killed fetch left behind is cleared away after a while", async () => {
    write("datafeed.yaml", "kind: Project\n");
    const id = commit();
    const repository = await open();
    await repository.fetch();
    const lock = join(repository.folder, "refs/datafeed/followed.lock");
    writeFileSync(lock, "");
    git("commit", "--quiet", "--allow-empty", "--message", "more");
    expect(await codeOf(repository.fetch())).toBe("git-failed");
    utimesSync(lock, new Date(0), new Date(0));
    expect(await codeOf(repository.fetch())).toBe("git-failed");
    expect(await repository.fetch()).not.toBe(id);
  });
});

test("credentials go to the server alone: not into arguments, files or messages", async () => {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(request.headers.authorization ?? "none");
    response.writeHead(heard.length === 1 ? 401 : 403, { "www-authenticate": 'Basic realm="amy s3cret"' }).end("s3cret");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const place = parseGitPlace(`http://amy:s3cret@127.0.0.1:${port}/a.git#main`);
    const repository = await GitRepository.open(place, join(folder, "state"));
    const error = await repository.fetch().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "git-failed" });
    expect(String(error)).not.toContain("s3cret");
    expect(heard).toContain(`Basic ${Buffer.from("amy:s3cret").toString("base64")}`);
    expect(spawnSync("grep", ["-r", "s3cret", folder], { encoding: "utf8" })).toMatchObject({ status: 1, stdout: "" });
  } finally {
    server.close();
  }
});

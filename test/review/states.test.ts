import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DatafeedError } from "../../runner/src/errors/datafeed-error.ts";
import { openStates } from "../../runner/src/review/states/open-states.ts";
import { changeOf, extract, now, project, Repository } from "./repository.ts";

let repository: Repository;

beforeEach(() => {
  repository = new Repository();
});
afterEach(() => repository[Symbol.dispose]());

async function errorOf(work: Promise<unknown>): Promise<DatafeedError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  if (error instanceof DatafeedError) return error;
  throw new Error(`Not refused: ${String(error)}`);
}

describe("which states", () => {
  test("on the default branch: what is not committed yet, untracked and deleted files too", async () => {
    const commit = repository.commit({ ...project, "extracts/old.extract.yaml": extract({ name: "old" }) });
    const clean = await repository.states();
    expect(clean.head.name).toEqual({ name: "working tree", commit, dirty: false });
    repository.write({ "extracts/new.extract.yaml": extract({ name: "new" }), "extracts/old.extract.yaml": undefined });
    const { base, head, remarks } = await repository.states();
    expect(base.name).toEqual({ name: "HEAD", commit });
    expect(head.name).toEqual({ name: "working tree", commit, dirty: true });
    expect(remarks).toEqual(["The base is HEAD: what is not committed yet."]);
    const report = await repository.plan();
    expect(report.documents.map(({ name, change }) => `${name} ${change}`)).toEqual(["new created", "old removed"]);
  });

  test("on another branch: from where it left the default one, whatever came there since", async () => {
    const left = repository.commit(project);
    repository.git("checkout", "--quiet", "-b", "feature");
    repository.commit({ "extracts/mine.extract.yaml": extract({ name: "mine" }) });
    repository.git("checkout", "--quiet", "main");
    repository.commit({ "extracts/theirs.extract.yaml": extract({ name: "theirs" }) });
    repository.git("checkout", "--quiet", "feature");
    const report = await repository.plan();
    expect(report.base).toEqual({ name: "main", commit: left });
    expect(report.documents.map(({ name, change }) => `${name} ${change}`)).toEqual(["mine created"]);
    // Named, it is compared as it is, and that is said.
    const { remarks } = await repository.states({ base: "main" });
    expect(remarks).toEqual([expect.stringContaining(`--base ${left.slice(0, 12)}`)]);
    expect(changeOf(await repository.plan({ base: "main" }), "theirs")?.change).toBe("removed");
  });

  test("the upstream's default branch comes before this clone's", async () => {
    const first = repository.commit(project);
    const clone = new Repository();
    try {
      clone.git("remote", "add", "origin", repository.folder);
      clone.git("fetch", "--quiet", "origin");
      clone.git("reset", "--quiet", "--hard", "origin/main");
      clone.git("remote", "set-head", "origin", "main");
      clone.commit({ "extracts/mine.extract.yaml": extract({ name: "mine" }) });
      const { base, remarks } = await clone.states();
      expect(base.name).toEqual({ name: "origin/main", commit: first });
      expect(remarks[0]).toContain("where the change left origin/main");
    } finally {
      clone[Symbol.dispose]();
    }
  });

  test("two commits, by any name that git has for them", async () => {
    const one = repository.commit(project);
    repository.git("tag", "v1");
    const two = repository.commit({ "extracts/calls.extract.yaml": extract({ fields: "[Call ID]" }) });
    repository.write({ "datafeed.yaml": "not: this" });
    for (const [base, head] of [
      ["v1", "main"],
      [one.slice(0, 10), two],
      ["HEAD~1", "HEAD"],
      ["HEAD^", "@"],
    ] as const) {
      const report = await repository.plan({ base, head });
      expect(report).toMatchObject({ base: { name: base, commit: one }, head: { name: head, commit: two }, diagnostics: [] });
      expect(report.documents).toHaveLength(1);
    }
    // A head alone, of the default branch: what its last commit has changed.
    expect((await repository.plan({ head: "main" })).base).toEqual({ name: "main^", commit: one });
  });

  test("a new project, in a repository without a commit or in one that had none", async () => {
    repository.write(project);
    const first = await repository.plan();
    expect(first.base).toEqual({ name: "nothing" });
    expect(first.documents.map(({ change }) => change)).toEqual(["created", "created", "created"]);
    repository.write({ ...Object.fromEntries(Object.keys(project).map((path) => [path, undefined])), "README.md": "Hello" });
    repository.commit();
    repository.write(project);
    const second = await repository.plan();
    expect(second.base.name).toBe("HEAD");
    expect(second.documents).toHaveLength(3);
  });

  test("a project in a folder of the repository", async () => {
    using inside = new Repository("data feeds/ixhello");
    inside.commit(project);
    inside.write({ "extracts/calls.extract.yaml": extract({ fields: "[Call ID]" }) });
    inside.commit();
    const { folder } = await inside.states({ base: "HEAD~1" });
    expect(folder).toBe("data feeds/ixhello");
    const report = await inside.plan({ base: "HEAD~1", head: "HEAD" });
    expect(report.documents.map(({ name, file }) => `${name} ${file}`)).toEqual(["calls extracts/calls.extract.yaml"]);
  });

  test("what both states say is parsed and resolved once", async () => {
    repository.commit(project);
    repository.write({ "extracts/new.extract.yaml": extract({ name: "new" }) });
    const { base, head } = await repository.states();
    expect(base.loaded.extracts.get("calls")).toBe(head.loaded.extracts.get("calls"));
  });

  test("a base is not unsound for what the connections of now do not say any more", async () => {
    const connections = (destination: string) =>
      `kind: Connections\nwarehouses: { main: { type: duckdb, path: a.duckdb } }\ndestinations: { ${destination}: { type: file, path: out } }\n`;
    repository.commit({ ...project, "connections.yaml": connections("local") });
    const files = { "datafeed.yaml": project["datafeed.yaml"].replace("defaults: {", "defaults: { to: other,") };
    repository.write({ ...files, "connections.yaml": connections("other") });
    const change = changeOf(await repository.plan(), "calls");
    expect(change).toMatchObject({ change: "affected", destination: { base: "local", head: "other" } });
    expect(change?.unsound).toBeUndefined();
  });
});

describe("what can't be had", () => {
  test.each([
    "--upload-pack=touch here",
    "-h",
    "",
    "main:datafeed.yaml",
    ":/a change",
    "main..HEAD",
    "^main",
    "a b",
    "$(touch here)",
    "`touch here`",
    "main;touch here",
    "main\nHEAD",
    "main\u0000",
    "x".repeat(301),
  ])("%j is refused", async (ref) => {
    repository.commit(project);
    expect((await errorOf(repository.states({ base: ref }))).code).toBe("git-ref-invalid");
    expect((await errorOf(repository.states({ head: ref }))).code).toBe("git-ref-invalid");
    expect(existsSync(join(repository.folder, "here"))).toBe(false);
  });

  test("a commit that is not there", async () => {
    repository.commit(project);
    for (const ref of ["nowhere", "0".repeat(40), "HEAD~7", "main^{tree}"]) {
      expect((await errorOf(repository.states({ base: ref }))).code).toBe("git-ref-missing");
    }
  });

  test("a shallow clone without the base says how to get it", async () => {
    repository.commit(project);
    repository.commit({ "extracts/calls.extract.yaml": extract({ fields: "[Call ID]" }) });
    const folder = mkdtempSync(join(tmpdir(), "datafeed-shallow-"));
    try {
      execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${repository.folder}`, folder], { stdio: "pipe" });
      const states = (base: string) => openStates({ root: folder, connections: {}, today: now.slice(0, 10), base });
      const error = await errorOf(states("HEAD~1"));
      expect(error).toMatchObject({ code: "git-ref-missing", hint: expect.stringMatching(/--depth.*fetch-depth: 0/) });
      expect((await states("HEAD")).base.loaded.extracts.size).toBe(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("histories that have nothing in common", async () => {
    repository.commit(project);
    repository.git("checkout", "--quiet", "--orphan", "other");
    repository.commit({ "README.md": "Another beginning" });
    expect((await errorOf(repository.states())).code).toBe("git-base-missing");
    expect((await repository.states({ base: "main" })).remarks).toHaveLength(1);
  });

  test("no repository", async () => {
    const folder = mkdtempSync(join(tmpdir(), "datafeed-none-"));
    try {
      for (const [path, text] of Object.entries({ "datafeed.yaml": project["datafeed.yaml"] }))
        writeFileSync(join(folder, path), text);
      const error = await errorOf(openStates({ root: folder, connections: {}, today: now.slice(0, 10) }));
      expect(error.code).toBe("git-repository-missing");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("no project", async () => {
    repository.commit({ "README.md": "Hello" });
    expect((await errorOf(repository.states())).code).toBe("project-missing");
  });
});

test("nothing of the repository is run or written: no hook, no filter, no file watcher", async () => {
  const marker = join(repository.folder, "ran");
  const script = join(repository.folder, "run.sh");
  repository.commit({ ...project, ".gitattributes": "*.yaml filter=evil diff=evil\n" });
  repository.write({ "run.sh": `#!/bin/sh\ntouch ${marker}\ncat\n`, "extracts/new.extract.yaml": extract({ name: "new" }) });
  chmodSync(script, 0o755);
  for (const key of ["core.fsmonitor", "filter.evil.clean", "filter.evil.smudge", "diff.evil.textconv", "core.sshCommand"]) {
    repository.git("config", key, script);
  }
  for (const hook of ["post-index-change", "reference-transaction", "post-checkout"]) {
    writeFileSync(join(repository.folder, ".git/hooks", hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
  }
  const before = fileTimes(join(repository.folder, ".git"));
  expect((await repository.plan()).documents).toHaveLength(1);
  expect((await repository.plan({ base: "HEAD", head: "HEAD" })).documents).toEqual([]);
  expect(existsSync(marker)).toBe(false);
  expect(fileTimes(join(repository.folder, ".git"))).toEqual(before);
});

function fileTimes(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => `${path} ${readFileSync(path).toString("base64")}`)
    .sort();
}

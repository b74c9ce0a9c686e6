import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectFailure } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

let project: TestProject;
beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
});
afterAll(() => project[Symbol.dispose]());

const run = (...args: readonly string[]) => project.run(...args);

test("a backup that is older than the files pauses what collides, and adopt mends it", async () => {
  expect((await run("run", "ixHelloExtract1")).code).toBe(0);
  const backup = await run("ledger", "backup", "../ledger.backup");
  expect(backup).toMatchObject({ code: 0, stdout: expect.stringMatching(/ledger\.backup: 1 output, /) });
  expectFailure(await run("ledger", "backup", "../ledger.backup"), "backup-exists");
  expectFailure(await run("ledger", "restore", "../nope"), "file-unknown");
  for (const verb of ["outputs", "runs", "schedules"]) {
    expectFailure(await run(verb, "--ledger", "nope.sqlite"), "ledger-missing");
  }
  expect((await run("run", "ixHelloExtract1")).code).toBe(0);

  expectFailure(await run("ledger", "restore", "../ledger.backup"), "ledger-not-empty");
  const restore = await run("ledger", "restore", "../ledger.backup", "--force");
  expect(restore.code).toBe(0);
  expect(restore.stdout).toMatch(/ixHelloExtract1 +1 /);
  expect(restore.stderr).toContain("datafeed ledger adopt");
  expect(readdirSync(project.path(".datafeed")).filter((name) => name.includes("before-restore"))).not.toEqual([]);

  const dry = await run("ledger", "adopt", "--dry-run", "--format", "json");
  expect(JSON.parse(dry.stdout)).toMatchObject({
    dryRun: true,
    adopted: [{ extract: "ixHelloExtract1" }],
    resumed: ["ixHelloExtract1"],
  });
  const adopt = await run("ledger", "adopt");
  expect(adopt).toMatchObject({ code: 0, stdout: expect.stringContaining("Adopted 1 of 2 manifests") });
  expect((await run("outputs")).stderr).toContain("2 of 2 outputs");
  expect((await run("verify")).code).toBe(0);
});

test("without a ledger, adopt finds everything again", async () => {
  rmSync(project.path(".datafeed/ledger.sqlite"));
  for (const rest of ["-wal", "-shm"]) rmSync(project.path(`.datafeed/ledger.sqlite${rest}`), { force: true });
  writeFileSync(join(project.path("out"), "note.manifest"), "by hand");
  const adopt = await run("ledger", "adopt");
  expect(adopt.code).toBe(1);
  expect(adopt.stdout).toContain("Adopted 2 of 3 manifests");
  expect(adopt.stdout).toMatch(/local: note\.manifest: it is not JSON/);
  expect((await run("outputs")).stderr).toContain("2 of 2 outputs");
});

test("retention says what it would remove, and removes it", async () => {
  project.write("datafeed.yaml", project.read("datafeed.yaml").replace("to: local }", "to: local, retention: { keep: 1 } }"));
  const dry = await run("retention", "--dry-run");
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/1 newer one is kept/),
    stderr: expect.stringContaining("1 output would"),
  });
  expect((await run("retention")).stderr).toContain("1 output removed");
  expect((await run("retention", "--dry-run")).stderr).toContain("0 outputs would");
});

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { datafeed, expectFailure, expectNoTrace } from "../../cli/command-line.ts";
import { TestProject } from "../../cli/test-project.ts";

const isRoot = process.getuid?.() === 0;
const onLinuxAsRoot = isRoot && process.platform === "linux";

let project: TestProject;

beforeEach(async () => {
  project = await TestProject.withSample();
});

afterEach(() => project[Symbol.dispose]());

describe("the destination", () => {
  test.skipIf(!onLinuxAsRoot)("that is full (needs root and Linux, to mount one of 64 KB)", async () => {
    mkdirSync(project.path("out"));
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", project.path("out")]);
    try {
      const answer = await project.run("run", "checkpoints-gzip", "contacts-parquet", "ixHelloExtract1", "intents-nightly");
      const small = await project.run("run", "on-request", "--start", "2026-01-01", "--end", "2027-01-01");
      expectFailure(small, "format-disk-full");
      expect(answer.stderr).not.toContain("✖ unexpected");
      // What was published stays whole; of the others there is nothing, not even in staging.
      const files = project.files();
      for (const file of files)
        expect(files).toContain(file.endsWith(".manifest") ? file.replace(/\.manifest$/, "") : `${file}.manifest`);
      expect(await project.json("verify")).toMatchObject({ ok: true });
      expect(await project.lastRun()).toMatchObject({ state: "failed", error: { code: "format-disk-full" } });
    } finally {
      execFileSync("umount", [project.path("out")]);
    }
  });

  test("in which the user may not write", async () => {
    mkdirSync(project.path("out"));
    const surroundings = { ...project.surroundings };
    if (isRoot) {
      // Everything is another user's, but for the destination.
      execFileSync("chown", ["-R", "65534:65534", project.folder]);
      execFileSync("chown", ["root:root", project.path("out")]);
    } else {
      chmodSync(project.path("out"), 0o555);
    }
    const answer = await datafeed(["run", "contacts-for-excel"], isRoot ? { ...surroundings, uid: 65534 } : surroundings);
    expectFailure(answer, "destination-denied");
    expect(project.files()).toEqual([]);
    expect(await project.lastRun()).toMatchObject({ state: "failed", error: { code: "destination-denied" } });
    const doctor = await datafeed(["doctor"], isRoot ? { ...surroundings, uid: 65534 } : surroundings);
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/destination local\n {2}✖ /);
    chmodSync(project.path("out"), 0o755);
  });

  test("that is a link out of its folder, below which a path would climb", async () => {
    const extract = project.read("extracts/contacts-for-excel.extract.yaml");
    project.write(
      "extracts/contacts-for-excel.extract.yaml",
      extract.replace("{ format: csv", '{ format: csv, path: "by-product/{product}"'),
    );
    mkdirSync(project.path("out"));
    mkdirSync(project.path("../elsewhere"));
    symlinkSync(project.path("../elsewhere"), project.path("out/by-product"));
    const answer = await project.run("run", "contacts-for-excel");
    expectFailure(answer, "destination-path");
    expect(project.files("../elsewhere")).toEqual([]);
    // The file was decided on: it waits, and the next command publishes it where it belongs.
    rmSync(project.path("out/by-product"));
    expect((await project.run("verify")).stderr).toContain("contacts-for-excel");
    expect(project.files("out/by-product/ixhello-employee")).toHaveLength(2);
  });

  test("where another file has the output's name keeps it, and the output gets the next sequence", async () => {
    const name = "contacts-for-excel_S_RunOnce_2026-04-05-05-00-00-000_2026-04-12-05-00-00-000";
    project.write(`out/${name}_1.csv`, "mine");
    const { outcomes } = await project.json("run", "contacts-for-excel");
    expect(outcomes[0].output).toMatchObject({ path: `${name}_2.csv`, sequence: 2 });
    expect(project.read(`out/${name}_1.csv`)).toBe("mine");
  });
});

describe("the project's folder", () => {
  test("in which the user may not write takes no new documents", async () => {
    const surroundings = isRoot ? { ...project.surroundings, uid: 65534 } : project.surroundings;
    if (!isRoot) for (const folder of [project.root, project.path("extracts")]) chmodSync(folder, 0o555);
    else for (const folder of [project.folder, project.root]) chmodSync(folder, 0o755);
    const answers = ["--product", "ixhello-employee", "--owner", "amy", "--template", "ContactDetails", "--type", "daily"];
    expectFailure(await datafeed(["new", "--name", "calls", ...answers], surroundings), "file-not-written");
    expectFailure(await datafeed(["init", "inner"], surroundings), "file-not-written");
    if (!isRoot) for (const folder of [project.root, project.path("extracts")]) chmodSync(folder, 0o755);
  });

  test("with a file where Datafeed keeps its own is left as it is", async () => {
    rmSync(project.path(".datafeed"), { recursive: true });
    project.write(".datafeed", "mine");
    expectFailure(await project.run("run", "contacts-for-excel"), "ledger-denied");
    const preview = await project.run("preview", "contacts-for-excel");
    expect({ code: preview.code, stdout: preview.stdout }).toEqual({ code: 1, stdout: "" });
    expectNoTrace(preview);
    expect(project.read(".datafeed")).toBe("mine");
  });
});

describe("the ledger", () => {
  const ledger = ".datafeed/ledger.sqlite";

  test("that another process holds locked", { timeout: 60_000 }, async () => {
    await project.run("runs");
    const holder = new Database(project.path(ledger));
    holder.exec("begin exclusive");
    const answer = await project.run("run", "contacts-for-excel");
    holder.exec("rollback");
    holder.close();
    expectFailure(answer, "ledger-locked");
    expect(project.files()).toEqual([]);
  });

  test("of a newer version", async () => {
    await project.run("runs");
    const file = new Database(project.path(ledger));
    file.exec("insert into datafeed_migrations (name, timestamp) values ('9999-from-the-future', '2030-01-01')");
    // It does not only add: older versions can't live with it.
    file.exec("update ledger set readable_from = '9999-from-the-future'");
    file.close();
    for (const args of [["run", "contacts-for-excel"], ["outputs"]]) expectFailure(await project.run(...args), "ledger-newer");
    expect(project.files()).toEqual([]);
  });

  test("that is damaged", async () => {
    writeFileSync(
      project.path(ledger),
      "This is no database, but long enough to look like a file that was written over.".repeat(50),
    );
    for (const args of [["run", "contacts-for-excel"], ["runs"]]) expectFailure(await project.run(...args), "ledger-damaged");
    const doctor = await project.run("doctor");
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/ledger\n {2}✖ ledger-damaged: /);
    expect(project.files()).toEqual([]);
    // It is evidence: nobody replaces it.
    expect(project.read(ledger)).toMatch(/^This is no database/);
  });
});

test("a spool that can't be tidied up spoils no preview", async () => {
  const spool = project.path(".datafeed/spool");
  rmSync(spool, { recursive: true, force: true });
  mkdirSync(spool, { mode: 0o700 });
  if (isRoot) {
    execFileSync("chown", ["-R", "65534:65534", project.folder]);
    execFileSync("chown", ["root:root", spool]);
  } else {
    chmodSync(spool, 0o000);
  }
  const surroundings = { ...project.surroundings, ...(isRoot ? { uid: 65534 } : {}) };
  const answer = await datafeed(["preview", "contacts-for-excel", "--rows", "2"], surroundings);
  chmodSync(spool, 0o700);
  expect(answer.stdout.trimEnd().split("\n")).toHaveLength(3);
  expect(answer.stderr).toContain("Could not tidy up: ");
  expect(answer).toMatchObject({ code: 0 });
});

describe("the warehouse file", () => {
  test("that is missing, locked or damaged", async () => {
    const file = ".datafeed/sample.duckdb";
    writeFileSync(project.path(file), "no database".repeat(1000));
    expectFailure(await project.run("run", "contacts-for-excel"), "warehouse-damaged");
    rmSync(project.path(file));
    const missing = await project.run("run", "contacts-for-excel");
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("datafeed sample");
    expect(project.files()).toEqual([]);
    expect(await project.lastRun()).toMatchObject({ state: "failed" });
  });
});

test("two runs of one extract at once: one runs, the other is refused or comes after it, and nothing is lost", async () => {
  const answers = await Promise.all(Array.from({ length: 3 }, () => project.run("run", "ixHelloExtract1")));
  for (const answer of answers) if (answer.code !== 0) expectFailure(answer, "extract-busy");
  const published = answers.filter((answer) => answer.code === 0).length;
  expect(published).toBeGreaterThan(0);
  expect(project.files().filter((file) => file.endsWith(".zip"))).toHaveLength(published);
  expect((await project.json("verify")).outputs).toHaveLength(published);
});

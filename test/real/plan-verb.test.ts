import { writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PlanReport } from "../../runner/src/review/plan-report.ts";
import { type Answer, datafeed, expectFailure, startDatafeed } from "../cli/command-line.ts";
import { datafeedHere } from "../cli/in-process.ts";
import { changeOf, extract, project, Repository } from "../review/repository.ts";
import { createTestDatabase } from "../support/test-database.ts";

let repository: Repository;

beforeEach(() => {
  repository = new Repository();
  repository.commit(project);
});
afterEach(() => repository[Symbol.dispose]());

const surroundings = () => ({ cwd: repository.root, home: repository.folder });
const here = (...args: readonly string[]): Promise<Answer> => datafeedHere(["plan", ...args], surroundings());
const write = (keys: Readonly<Record<string, string>>) => repository.write({ "extracts/calls.extract.yaml": extract(keys) });

describe("what it prints", () => {
  test("text, by a process of its own: the answer on stdout, remarks on stderr", async () => {
    write({ fields: "[Call ID, Started, Queue, Seconds, Caller]" });
    const answer = await datafeed(["plan"], surroundings());
    expect(answer.code).toBe(0);
    expect(answer.stdout).toContain("calls");
    expect(answer.stderr).toBe("The base is HEAD: what is not committed yet.\n");
  });

  test("JSON: the record, and nothing else", async () => {
    write({ fields: "[Call ID, Queue]" });
    const answer = await here("--format", "json", "--base", "HEAD");
    const report = JSON.parse(answer.stdout) as PlanReport;
    expect(report).toMatchObject({ version: 1, base: { name: "HEAD" }, head: { name: "working tree", dirty: true } });
    expect(changeOf(report, "calls")).toMatchObject({
      change: "changed",
      volume: { basis: "unknown", why: "no trusted connections: name them with --connections" },
    });
    expect(answer.stderr).toBe("");
  });

  test("Markdown for one comment", async () => {
    write({ fields: "[Call ID, Queue]" });
    const answer = await here("--format", "markdown");
    expect(answer.stdout).toMatch(/^<!-- datafeed-plan -->\n/);
    using inside = new Repository("deep/project");
    inside.commit(project);
    const below = await datafeedHere(["plan", "--format", "markdown"], { cwd: inside.root, home: inside.folder });
    expect(below.stdout).toMatch(/^<!-- datafeed-plan deep%2Fproject -->\n/);
  });

  test("from a folder inside of the project, as other verbs do", async () => {
    const answer = await datafeedHere(["plan"], { cwd: join(repository.root, "extracts"), home: repository.folder });
    expect(answer.code).toBe(0);
  });
});

describe("exit codes", () => {
  test("no changes, changes, mistakes", async () => {
    expect((await here("--detailed-exitcode")).code).toBe(0);
    write({ fields: "[Call ID, Started, Queue, Seconds, Caller]" });
    expect((await here("--detailed-exitcode")).code).toBe(3);
    expect((await here()).code).toBe(0);
    write({ owner: "nobody" });
    expect((await here("--detailed-exitcode")).code).toBe(1);
    expect((await here("--detailed-exitcode", "--fail-on", "never")).code).toBe(3);
    expect((await here("--fail-on", "never")).code).toBe(0);
  });

  test("warnings fail when it is said", async () => {
    // A file whose name says nothing is a warning.
    repository.write({ "extracts/notes.yaml": "a: b\n" });
    expect((await here()).code).toBe(0);
    expect((await here("--fail-on", "warning")).code).toBe(1);
  });

  test("mistakes of the command line and of the repository", async () => {
    expectFailure(await here("--base", "nowhere"), "git-ref-missing");
    expectFailure(await here("--base=--all"), "git-ref-invalid");
    expect((await here("--count-timeout", "soon")).text).toContain("Expected a duration");
    const refused = await here("--format", "json", "--base", "nowhere");
    expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "git-ref-missing" } });
  });
});

describe("counts", () => {
  test("the operator's warehouses alone, and not with --no-count", async () => {
    const database = await createTestDatabase();
    try {
      const { host, port, user, password, database: name } = database;
      const main = { type: "postgres", host, port, database: name, user, password, ssl: "disable" };
      const destinations = { local: { type: "file", path: "out" } };
      const file = join(repository.folder, "operator.json");
      writeFileSync(file, JSON.stringify({ kind: "Connections", warehouses: { main }, destinations }));
      write({ fields: "[Call ID, Queue]" });
      const ask = async (...args: readonly string[]) => {
        const report = JSON.parse((await here("--format", "json", ...args)).stdout) as PlanReport;
        return changeOf(report, "calls")?.volume?.why;
      };
      // There is no table: it was asked.
      expect(await ask("--connections", file)).toMatch(/^the warehouse main can't be asked \(warehouse-/);
      expect(await ask("--connections", file, "--no-count")).toBe("not counted: --no-count");
      repository.write({
        "connections.yaml":
          "kind: Connections\nwarehouses: { main: { type: duckdb, path: a.duckdb } }\ndestinations: { local: { type: file, path: out } }\n",
      });
      expect(await ask()).toBe("no trusted connections: name them with --connections");
    } finally {
      await database.drop();
    }
  });

  test("Ctrl-C ends a count, in the warehouse too", async () => {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    try {
      await client.connect();
      // Some of every day before now: the command goes by the real clock.
      await client.query(
        "create table calls as select now() - n * interval '1 hour' as started_at from generate_series(1, 72) as s(n)",
      );
      const { host, port, user, password, database: name } = database;
      const main = { type: "postgres", host, port, database: name, user, password, ssl: "disable" };
      const file = join(repository.folder, "operator.json");
      const destinations = { local: { type: "file", path: "out" } };
      writeFileSync(file, JSON.stringify({ kind: "Connections", warehouses: { main }, destinations }));
      const slow =
        "{ sql: 'select calls.* from calls cross join lateral (select pg_sleep(600)) as s where :window_start < :window_end' }";
      repository.write({
        "templates/Calls.template.yaml": project["templates/Calls.template.yaml"].replace("{ table: calls }", slow),
      });
      const { child, ended } = startDatafeed(["plan", "--connections", file, "--count-timeout", "10m"], surroundings());
      const sleeping =
        "select 1 from pg_stat_activity where query ~ 'pg_sleep' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()";
      await expect.poll(async () => (await client.query(sleeping)).rowCount).toBe(1);
      child.kill("SIGINT");
      expect((await ended).code).toBe(130);
      expect((await client.query(sleeping)).rowCount).toBe(0);
    } finally {
      await client.end();
      await database.drop();
    }
  });
});

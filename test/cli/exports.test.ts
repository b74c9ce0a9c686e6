import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ExportDay } from "../../runner/src/commands/commands.ts";
import { openServer, type TestServer, type User } from "../api/server.ts";
import { dailyExports } from "../commands/daily-exports.ts";
import { type Answer, expectFailure } from "./command-line.ts";
import { datafeedHere } from "./in-process.ts";
import { TestProject } from "./test-project.ts";

const name = "shared-talks";
const date = "2026-11-19";

describe("the days of a daily export, on a server", () => {
  let server: TestServer;
  let folder: string;
  let url: string;
  beforeAll(async () => {
    server = await openServer({}, "sqlite", dailyExports);
    url = await server.listen();
    folder = mkdtempSync(join(tmpdir(), "datafeed-cli-exports-"));
    await server.estate.publish(name);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  const run = (user: User, ...args: readonly string[]): Promise<Answer> =>
    datafeedHere(args, {
      cwd: folder,
      home: folder,
      env: { DATAFEED_SERVER: url, DATAFEED_TOKEN: server.tokens[user].token },
    });
  const json = async (user: User, ...args: readonly string[]) =>
    JSON.parse((await run(user, ...args, "--format", "json")).stdout);
  const answer = async () => (await server.ask("vic", "GET", `/v1/exports/${name}/${date}/status`)).json as ExportDay;
  const published = async () => readFileSync(join(server.estate.folder, "out", (await answer()).output!.path), "utf8");

  test("are listed with what answers each", async () => {
    const { code, stdout, stderr } = await run("vic", "exports", name);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "2 of 2 days.\n" });
    const [head, open, day] = stdout.split("\n");
    expect(head).toMatch(/^DATE +STATE +ROWS +SIZE +SEQUENCE +OUTPUT +LATE ROWS +REMARK$/);
    expect(open).toMatch(/^2026-11-20 +open +closes at 2026-11-21 01:00Z$/);
    expect(day).toMatch(/^2026-11-19 +published +3 +\d+ bytes +1 +[0-9a-z]{12} +\?$/);
    expect(await run("vic", "exports", name, "--page-size", "1")).toMatchObject({ stderr: "1 of 2 days. More: --page 2\n" });
    expect(await json("vic", "exports", name, "--page-size", "1", "--page", "2")).toMatchObject({
      total: 2,
      page: 2,
      days: [{ date, state: "published", output: { rows: 3 } }],
    });
  });

  test("without a name, tells which daily exports there are", async () => {
    const { code, stdout, stderr } = await run("vic", "exports");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "1 of 1 daily export.\n" });
    expect(stdout).toMatch(new RegExp(`^NAME +PRODUCT +OWNER +NEWEST\n${name} +\\S+ +amy +\\S+\n$`));
    expect(await json("ada", "exports")).toMatchObject({ total: 2, exports: [{ name: "amys-talks" }, { name }] });
    expectFailure(await run("vic", "exports", "--where", "bot_id=b1"), "usage");
  });

  test("are written to a file, their content checked", async () => {
    const { files: none = [], ...told } = await json("vic", "exports", name, date, "--out", "day.json");
    const bytes = readFileSync(join(folder, "day.json"), "utf8");
    expect(bytes).toBe(await published());
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(none).toEqual([]);
    expect(told).toMatchObject({ extract: name, date, file: join(folder, "day.json"), rows: 3, contentSha256: sha256 });
    expectFailure(await run("vic", "exports", name, date, "--out", "day.json"), "file-exists");
    const own = await run("vic", "exports", name, date);
    expect(own.stdout).toContain(`${(await answer()).output?.path}\n3 rows, `);
    expect(await run("vic", "exports", name, date, "--out", "-")).toMatchObject({ code: 0, stdout: bytes, stderr: "" });
  });

  test("are narrowed to records", async () => {
    const some = await run("vic", "exports", name, date, "--out", "-", "--where", "bot_id=b1", "--where", "test_mode=true");
    expect(JSON.parse(some.stdout)).toMatchObject([{ id: "t5" }]);
    const any = await run("vic", "exports", name, date, "--out", "-", "--where", "id=t3", "--where", "id=t4");
    expect(JSON.parse(any.stdout)).toMatchObject([{ id: "t3" }, { id: "t4" }]);
    await run("vic", "exports", name, date, "--out", "b1.json", "--where", "bot_id=b1");
    expect(JSON.parse(readFileSync(join(folder, "b1.json"), "utf8"))).toHaveLength(2);
    const refused = await run("vic", "exports", name, date, "--where", "visitor=Ann");
    expectFailure(refused, "export-filter-unknown");
    expect(refused.stderr).toContain("id, bot_id, ended_at, messages, test_mode, note");
    expect(await run("vic", "exports", name, date, "--where", "bot_id")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("such as bot_id=b1"),
    });
    expectFailure(await run("vic", "exports", name, "--where", "bot_id=b1"), "usage");
  });

  test("say why there is no document, and leave no file", async () => {
    const before = readdirSync(folder);
    for (const [day, code] of [
      ["2026-11-20", "export-day-open"],
      ["2026-11-18", "export-day-missing"],
      ["19.11.2026", "export-date-invalid"],
    ] as const) {
      expectFailure(await run("vic", "exports", name, day, "--out", "none.json"), code);
    }
    expectFailure(await run("vic", "exports", "shared-daily"), "export-none");
    expectFailure(await run("vic", "exports", "amys-talks"), "extract-unknown");
    expect(readdirSync(folder)).toEqual(before);
  });

  test("are superseded by an admin; what answers them is deleted by force alone", async () => {
    const first = (await answer()).output!;
    const second = await server.estate.publish(name, "ada", { start: first.window.start, end: first.window.end });
    const words = ["supersede", name, date, "--output", second.id, "--reason", "late rows"];
    expectFailure(await run("amy", ...words), "not-allowed");
    const done = await run("ada", ...words);
    expect(done).toMatchObject({ code: 0, stdout: `✔ ${date} is answered by ${second.path}, in place of ${first.id}\n` });
    expect((await run("vic", "exports", name)).stdout).toMatch(/published .* 2 +[0-9a-z]{12} +\? +by ada: late rows/);
    const kept = await run("amy", "delete", second.id);
    expectFailure(kept, "output-exported");
    expect(kept.stderr).toContain("--force");
    const force = (user: User, ...rest: readonly string[]) => run(user, "delete", second.id, "--force", ...rest);
    expectFailure(await force("amy", "--reason", "mine"), "not-allowed");
    expectFailure(await force("ada"), "output-exported");
    expect(await force("ada", "--reason", "names in it")).toMatchObject({ code: 0 });
    expectFailure(await run("vic", "exports", name, date, "--out", "gone.json"), "export-day-deleted");
    await json("ada", "supersede", name, date, "--output", first.id, "--reason", "back");
    expect((await answer()).output?.id).toBe(first.id);
  });

  test("that are damaged on the server are not taken for whole", async () => {
    const before = readdirSync(folder);
    const { path, bytes } = (await answer()).output!;
    const file = join(server.estate.folder, "out", path);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("t3", "x3"));
    expectFailure(await run("vic", "exports", name, date, "--out", "bad.json"), "download-damaged");
    expectFailure(await run("vic", "exports", name, date, "--out", "bad.json", "--where", "bot_id=b1"), "export-damaged");
    truncateSync(file, bytes - 3);
    expectFailure(await run("vic", "exports", name, date, "--out", "bad.json", "--where", "bot_id=none"), "export-damaged");
    writeFileSync(file, text);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe("the days of a daily export, on a checkout", () => {
  const project = TestProject.empty().inProcess();
  afterAll(() => project[Symbol.dispose]());

  test("are published, listed and written as on a server", async () => {
    const { "templates/talks.template.yaml": _, ...rest } = dailyExports;
    for (const [path, text] of Object.entries(rest))
      project.write(path, text.replace('start: "2026-11-17"', 'start: "2020-01-01"'));
    project.write("datafeed.yaml", projectYaml);
    project.write("connections.yaml", connectionsYaml);
    project.write("templates/talks.template.yaml", templateYaml);
    mkdirSync(project.path("copies"));
    const { outcomes } = await project.json("run", name);
    const { days } = await project.json("exports", name);
    const day = days.find(({ state }: ExportDay) => state === "published") as ExportDay;
    expect(day.output?.id).toBe(outcomes[0].output.id);
    const out = project.path("copies/day.json");
    await project.json("exports", name, day.date, "--out", out);
    expect(readFileSync(out)).toEqual(readFileSync(project.path(`out/${day.output?.path}`)));
    const some = await project.run("exports", name, day.date, "--out", "-", "--where", "bot_id=b1");
    expect(JSON.parse(some.stdout)).toHaveLength(5);
    const [start, end] = [day.window.start, day.window.end];
    const again = (await project.json("run", name, "--start", start, "--end", end)).outcomes[0].output;
    expect(again.sequence).toBe(2);
    expectFailure(await project.run("delete", outcomes[0].output.id), "output-exported");
    const changed = await project.json("supersede", name, day.date, "--output", again.id, "--reason", "r");
    expect(changed).toMatchObject({ output: { id: again.id }, superseded: { from: outcomes[0].output.id, reason: "r" } });
  });
});

const projectYaml = `kind: Project
version: 1
organization: Acme
users: { amy: { role: developer } }
products: { calls: { name: Calls, warehouse: memory } }
defaults: { timezone: UTC, to: local }
`;

const connectionsYaml = `kind: Connections
warehouses: { memory: { type: duckdb, path: ":memory:" } }
destinations: { local: { type: file, path: out } }
`;

const templateYaml = `kind: Template
name: Talks
source:
  sql: |
    select 't' || i as id, 'b' || (i % 2) as bot, :window_start + to_minutes(i) as ended
    from range(10) as rows(i) where :window_start + to_minutes(i) < :window_end
time: { field: ended_at }
key: [id]
fields:
  id: { column: id, type: string }
  bot_id: { column: bot, type: string }
  ended_at: { column: ended, type: instant }
`;

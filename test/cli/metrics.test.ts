import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { answerOf, environment, expectFailure, launcher } from "./command-line.ts";
import { TestProject } from "./test-project.ts";

/** The documents are counted by hand in test/conversation-metrics/figures.test.ts; here it is about what people and programs see. */
const cases = join(import.meta.dirname, "../cases/metrics");
const [march17, march18] = ["2026-03-17.json", "2026-03-18.json"];
const both = ["conversations/2026-03-17.json", "conversations/2026-03-18.json"];

let project: TestProject;

beforeAll(() => {
  project = TestProject.empty().inProcess();
  mkdirSync(project.path("conversations"));
  for (const name of [march17, march18]) cpSync(join(cases, name), project.path(`conversations/${name}`));
});

afterAll(() => project[Symbol.dispose]());

/** Compares with a file that people can read; UPDATE_CASES=1 writes it anew. */
function expectGolden(name: string, text: string): void {
  const path = join(cases, name);
  if (process.env["UPDATE_CASES"] === "1") writeFileSync(path, text);
  expect(existsSync(path) ? readFileSync(path, "utf8") : undefined).toBe(text);
}

describe("what `metrics` prints", () => {
  test.each([
    ["all", []],
    ["by-day", ["--days"]],
    ["by-first-intent", ["--by", "first-intent"]],
    ["by-last-meaningful-intent-and-day", ["--by", "last-meaningful-intent", "--days"]],
    [
      "by-first-meaningful-intent-without-some",
      ["--by", "first-meaningful-intent", "--exclude-intent", "Greeting", "--exclude-intent", "Talk to a human/agent"],
    ],
    ["without-suggestions-of-one-bot", ["--exclude-suggestions", "--bot-id", "bot-a"]],
    ["of-no-bot-by-intent", ["--bot-id", "nobody", "--by", "last-intent"]],
  ])("%s", async (name, args) => {
    for (const [format, suffix] of [
      ["text", "txt"],
      ["json", "json"],
      ["csv", "csv"],
    ]) {
      const answer = await project.run("metrics", ...both, ...args, "--format", format!);
      expect(answer.code).toBe(0);
      expectGolden(`expected/${name}.${suffix}`, answer.stdout);
    }
  });

  test("beside it, on stderr: what was read, and conversations that two documents do not hold", async () => {
    const { stderr } = await project.run("metrics", ...both);
    expect(stderr.split("\n")).toEqual([
      "8 different conversations in 2 files; 1 further record of the same conversations left out.",
      "⚠ 1 conversation touched three UTC days or more: the documents of days x and x + 1 do not hold all that took place on day x.",
      "",
    ]);
    expect((await project.run("metrics", both[0]!)).stderr).toBe("5 different conversations in 1 file.\n");
    expect((await project.run("metrics", ...both, "--format", "json")).stderr).toBe("");
    expect((await project.run("metrics", ...both, "--format", "csv")).stderr).toMatch(/^⚠ 1 conversation touched/);
  });

  test("a bot that no conversation is of is told, beside those that there are", async () => {
    const ask = (...args: readonly string[]) => project.run("metrics", ...both, ...args);
    const told = "⚠ none of 8 conversations is of bot no\u00b7pe; there are: bot-a, bot-b.";
    expect((await ask("--bot-id", "no\u001bpe")).stderr.split("\n")).toContain(told);
    const some = await ask("--bot-id", "bot-a", "--bot-id", "bot-c", "--format", "csv");
    expect(some.stderr).toContain("none of 8 conversations is of bot bot-c;");
    expect((await ask("--bot-id", "bot-a")).stderr).not.toContain("none of");
  });

  test("names are shown harmlessly, and quoted in CSV", async () => {
    const name = 'a\u001b[31m,"b"\n';
    const record = { conversation_id: "1", triggered_intent_replies: [{ intent_name: name }] };
    project.write(
      "names.json",
      JSON.stringify([record, { conversation_id: "2", triggered_intent_replies: [{ intent_name: "" }] }]),
    );
    const text = (await project.run("metrics", "names.json", "--by", "first-intent")).stdout;
    expect(text).toContain('a·[31m,"b"⏎');
    const csv = (await project.run("metrics", "names.json", "--by", "first-intent", "--format", "csv")).stdout;
    expect(csv).toContain('\r\n"a\u001b[31m,""b""\n",1,0,0,');
    expect(csv).toContain('\r\n"",1,0,0,');
  });
});

describe("which files", () => {
  test("a folder with all below it, packed or not, and nothing else", async () => {
    project.write("out/2026/03/17.json", readFileSync(join(cases, march17), "utf8"));
    project.write("out/2026/03/17.json.manifest", "{}");
    project.write("out/2026/notes.txt", "no document");
    writeFileSync(project.path("out/2026/18.ndjson.gz"), gzipSync(JSON.stringify({ conversation_id: "packed" })));
    expect(await project.json("metrics", "out")).toMatchObject({ files: 2, records: 6 });
    expect(await project.json("metrics", "out/")).toMatchObject({ files: 2, records: 6 });
  });

  test("a pattern that no shell has replaced; each file once", async () => {
    expect(await project.json("metrics", "conversations/2026-03-*.json")).toMatchObject({ files: 2, conversations: 8 });
    const again = ["conversations", both[0]!, project.path(both[1]!), "conversations/*17.json"];
    expect(await project.json("metrics", ...again)).toMatchObject({ files: 2, records: 9 });
  });

  test("of a folder, a later sequence counts before an earlier one, the tenth before the ninth", async () => {
    const record = (conversation_status: string) => JSON.stringify([{ conversation_id: "1", conversation_status }]);
    project.write("sequences/day_9.json", record("agent"));
    project.write("sequences/day_10.json", record("botHandled"));
    const { metrics } = await project.json("metrics", "sequences");
    expect(metrics[0]).toMatchObject({ total_conversations: 1, bot_handled_rate: 1 });
  });

  test("standard input, also when it is packed; a process of its own", async () => {
    const ask = async (input: Buffer) => {
      const options = { cwd: project.root, env: environment(project.surroundings), stdio: "pipe" as const };
      const child = spawn(process.execPath, [launcher, "metrics", "-", "--format", "json"], options);
      child.stdin.end(input);
      return answerOf(child);
    };
    for (const input of [readFileSync(join(cases, march17)), gzipSync(readFileSync(join(cases, march17)))]) {
      const answer = await ask(input);
      expect(answer).toMatchObject({ code: 0, stderr: "" });
      expect(JSON.parse(answer.stdout)).toMatchObject({ files: 1, conversations: 5 });
    }
    const nothing = await ask(Buffer.alloc(0));
    expect(nothing.code).toBe(1);
    expect(JSON.parse(nothing.stdout)).toMatchObject({ error: { code: "metrics-document-cut" } });
  });
});

test("Ctrl-C ends it while documents come in, and leaves nothing behind", async () => {
  const temporary = project.path("tmp");
  mkdirSync(temporary);
  const env = { ...environment(project.surroundings), TMPDIR: temporary };
  const child = spawn(process.execPath, [launcher, "metrics", "-"], { cwd: project.root, env, stdio: "pipe" });
  const ended = answerOf(child);
  child.stdin.write("[");
  // What has come in lies in a folder of its own.
  await vi.waitFor(() => expect(TestProject.filesBelow(temporary)).toHaveLength(1), { timeout: 20_000, interval: 20 });
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130, stdout: "", stderr: expect.stringContaining("Cancelled.") });
  expect(readdirSync(temporary)).toEqual([]);
});

describe("mistakes", () => {
  test.each([
    ["no file at all", [], "usage", "Name documents"],
    ["a file that is not there", ["nowhere.json"], "file-unknown", "nowhere.json"],
    ["a pattern that fits nothing", ["conversations/*.xml"], "file-unknown", "*.xml"],
    ["a folder without documents", ["empty"], "file-unknown", "empty"],
    ["something else", ["else.json"], "metrics-document-form", "else.json"],
    ["intents to be passed over where none are asked for", [both[0]!, "--exclude-intent", "Greeting"], "usage", "--by"],
    ["an intent of which there is no such thing", [both[0]!, "--by", "second-intent"], "usage", "first-meaningful-intent"],
    ["a query that does not exist", ["--sql", "popular"], "usage", "metrics-by-day"],
    ["a query as CSV", ["--sql", "metrics", "--format", "csv"], "usage", "JSON"],
  ])("%s", async (_what, args, code, message) => {
    mkdirSync(project.path("empty"), { recursive: true });
    project.write("else.json", '[{"id":1}]');
    const answer = await project.run("metrics", ...args);
    expect(answer).toMatchObject({ code: 1, stdout: "" });
    expect(answer.stderr).toMatch(new RegExp(`^✖ ${code}  \\S`, "m"));
    expect(answer.stderr).toContain(message);
    if (code !== "usage") expectFailure(answer, code);
    const json = await project.run("metrics", ...args, "--format", "json");
    if (!args.includes("csv")) expect(JSON.parse(json.stdout)).toMatchObject({ error: { code } });
  });
});

describe("--sql", () => {
  test("lists the queries, and prints one as it lies in the repository", async () => {
    const list: { name: string; description: string }[] = await project.json("metrics", "--sql");
    expect(list.map(({ name }) => name)).toContain("bigquery/metrics-by-last-meaningful-intent");
    const file = join(import.meta.dirname, "../../runner/src/conversation-metrics/sql/metrics-by-last-intent.sql");
    expect((await project.run("metrics", "--sql", "metrics-by-last-intent")).stdout).toBe(readFileSync(file, "utf8"));
    expect(await project.json("metrics", "--sql", "metrics")).toMatchObject({
      name: "metrics",
      sql: expect.stringContaining("SELECT"),
    });
    expect((await project.run("metrics", "--sql")).stdout).toMatch(/^QUERY +SAYS\n/);
  });
});

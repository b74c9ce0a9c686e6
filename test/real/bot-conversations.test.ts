import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";
import { queryDuckdb } from "../sample/read-sample.ts";
import { conversationsFile, describeReal } from "./conversations-file.ts";
import { run } from "./programs.ts";

const docs = readFileSync(join(import.meta.dirname, "../../docs/daily-export.md"), "utf8");

/** The example's document of a day, as the path of its file. */
async function documentOf(project: TestProject, day: string): Promise<string> {
  const end = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  const { outcomes } = await project.json("run", "bot-conversations", "--start", day, "--end", end);
  return project.path(`out/${outcomes[0].output.path}`);
}

async function jq<Value>(program: string, ...files: readonly string[]): Promise<Value> {
  return JSON.parse(await run("jq", ["-s", "-c", program, ...files])) as Value;
}

/** How many conversations of the files began on a day. */
function began(day: string, ...files: readonly string[]): Promise<number> {
  return jq(`add | map(select(.conversation_start_time[:10] == "${day}")) | length`, ...files);
}

async function count(project: TestProject, where: string): Promise<number> {
  const sql = `select count(*)::integer from reporting.bot_conversations where ${where}`;
  return Number((await queryDuckdb(project.path(".datafeed/sample.duckdb"), sql))[0]?.[0]);
}

// SEEDS 222
describe("all conversations of a day, from its document and the next day's", () => {
  const project = TestProject.withDocuments();
  const files = new Map<string, string>();

  beforeAll(async () => {
    await project.json("sample");
    for (const day of ["2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23"]) files.set(day, await documentOf(project, day));
  });

  afterAll(() => project[Symbol.dispose]());

  const file = (day: string) => files.get(day) ?? "";

  test("are those that end on the day of their start or on the next, by jq as by the warehouse", async () => {
    const two = await began("2026-03-18", file("2026-03-18"), file("2026-03-19"));
    const short = "conversation_start::date = '2026-03-18' and conversation_end::date <= '2026-03-19'";
    expect(two).toBe(await count(project, short));
    expect(docs).toContain(`the two documents hold ${two} of them`);
  });

  test("are not those that take longer", async () => {
    const all = await count(project, "conversation_start::date = '2026-03-18'");
    expect(docs).toContain(`In the sample ${all} conversations began on\n2026-03-18`);
    const long = "conversation_start::date = '2026-03-18' and conversation_end::date > '2026-03-19'";
    expect(await count(project, long)).toBe(2);
    expect(await began("2026-03-18", ...files.values())).toBe(all);
    for (const [day, path] of files) {
      const [length] = await jq<number[]>("map(length)", path);
      expect(docs, day).toContain(`| ${day} | ${length} | ${await began("2026-03-18", path)}`);
    }
  });
});

describeReal("real conversations", () => {
  const project = TestProject.withDocuments();

  beforeAll(() => project.json("sample", "--from", conversationsFile));

  afterAll(() => project[Symbol.dispose]());

  test("take minutes: a document and the next one hold every one that began on a day", async () => {
    const [row] = await queryDuckdb(
      project.path(".datafeed/sample.duckdb"),
      `select strftime(conversation_start, '%Y-%m-%d') from reporting.bot_conversations
       where conversation_end::date > conversation_start::date and conversation_start < '2026-12-30' order by 1 limit 1`,
    );
    const day = String(row?.[0]);
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    const [first, second] = [await documentOf(project, day), await documentOf(project, next)];
    const all = await count(project, `conversation_start::date = '${day}'`);
    expect(await began(day, first, second)).toBe(all);
    expect(await began(day, first)).toBeLessThan(all);
  });
});

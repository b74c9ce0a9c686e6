import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";
import { exampleQueries } from "../conversation-metrics/example-queries.ts";
import { queryDuckdb } from "../sample/read-sample.ts";
import { conversationsFile, describeReal } from "./conversations-file.ts";
import { run } from "./programs.ts";

type Row = Readonly<Record<string, string | number | null>>;
type Rows = readonly (readonly unknown[])[];

const example = ["--exclude-intent", "Greeting", "--exclude-intent", "Talk to a human/agent"];

describe("the metrics of the sample's daily documents", () => {
  // Five days, in the middle of which the clocks of many people change.
  metricsOf(["sample"], { from: "2026-03-27", days: 5 });
});

describeReal("the metrics of real conversations", () => {
  metricsOf(["sample", "--from", conversationsFile], { from: "2026-05-01", days: 5 });
});

/** Has the documents of some days made, as they are made every night, and compares `metrics` with what others find in them. */
function metricsOf(sample: readonly string[], { from, days }: { readonly from: string; readonly days: number }): void {
  const project = TestProject.withDocuments().inProcess();
  const edges = Array.from({ length: days + 1 }, (_, at) =>
    new Date(Date.parse(from) + at * 86_400_000).toISOString().slice(0, 10),
  );
  const files: string[] = [];
  let duckdb: DuckDBInstance;

  beforeAll(async () => {
    await project.json(...(sample as [string]));
    mkdirSync(project.path("days"));
    for (const [at, day] of edges.slice(0, days).entries()) {
      const { outcomes } = await project.json("run", "bot-conversations", "--start", day, "--end", edges[at + 1]!);
      const file = project.path(`days/${day}.json`);
      cpSync(project.path(`out/${outcomes[0].output.path}`), file);
      files.push(file);
    }
    duckdb = await DuckDBInstance.create(":memory:");
  });

  afterAll(() => {
    duckdb?.closeSync();
    project[Symbol.dispose]();
  });

  const metrics = async (...args: string[]): Promise<readonly Row[]> => (await project.json("metrics", ...args)).metrics;

  async function query(sql: string): Promise<Rows> {
    const connection = await duckdb.connect();
    try {
      const rows = (await connection.runAndReadAll(sql)).getRows();
      return rows.map((row) => row.map((value) => (typeof value === "bigint" ? Number(value) : value)));
    } finally {
      connection.closeSync();
    }
  }

  test("are those of the product's own query: all nine, of all days and of each", async () => {
    const [all] = await metrics("days");
    expect([Object.values(all ?? {})]).toEqual(await query(exampleQueries(...files).popularMetrics));
    expect(all?.["total_conversations"]).toBeGreaterThan(50);
    const each = await metrics("days", "--days");
    expect(each.map(({ day }) => day)).toEqual(files.map((file) => basename(file, ".json")));
    for (const [at, { day: _, ...figures }] of each.entries())
      expect([Object.values(figures)]).toEqual(await query(exampleQueries(files[at]!).popularMetrics));
  });

  test("by first and last intent are those of the product's own query", async () => {
    for (const end of ["first", "last"]) {
      const found = (await metrics("days", "--by", `${end}-intent`)).map((row) => [
        row[`${end}_intent`],
        row["total_conversations"],
      ]);
      const counted = `select ${end}_intent, count(*) as n from (${exampleQueries(...files).firstAndLastIntent}) group by 1`;
      expect(found).toEqual(await query(`${counted} order by n desc, 1 nulls last`));
      expect(found.length).toBeGreaterThan(3);
    }
  });

  test("by first and last meaningful intent are those of the product's own query", async () => {
    for (const end of ["first", "last"] as const) {
      const rows = await metrics("days", "--by", `${end}-meaningful-intent`, ...example);
      const found = rows.map((row) => [row[`${end}_meaningful_intent`], row["total_conversations"], row["bot_handled_rate"]]);
      const expected = await query(exampleQueries(...files)[`${end}MeaningfulIntent`]);
      const sorted = (list: Rows): readonly string[] => list.map((row) => JSON.stringify(row)).sort();
      expect(sorted(found)).toEqual(sorted(expected));
      expect(found.length).toBeGreaterThan(3);
    }
  });

  test("are those of the warehouse, and of jq", async () => {
    const [found] = await metrics("days");
    const within = `conversation_end >= '${from}' and conversation_end < '${edges[days]}'`;
    const [row] = await queryDuckdb(
      project.path(".datafeed/sample.duckdb"),
      `select count(*)::integer, count(*) filter (conversation_status = 'botHandled')::integer,
         count(*) filter (conversation_status in ('agent', 'email', 'customEscalation'))::double / count(*),
         1 - sum(not_understood_messages_count)::double / sum(visitor_messages_count)
       from reporting.bot_conversations where ${within}`,
    );
    expect(found).toMatchObject({
      total_conversations: row?.[0],
      bot_handled_conversations: row?.[1],
      escalation_rate: row?.[2],
    });
    expect(found?.["messages_understood_rate"]).toBeCloseTo(Number(row?.[3]), 12);
    const program = `add | [length, (map(select(.conversation_status == "failedEscalation")) | length) / length,
      (map(select(.last_resolution == "informed" or .last_resolution == "resolved")) | length) / length]`;
    const jq = JSON.parse(await run("jq", ["-s", "-c", program, ...files])) as number[];
    expect([found?.["total_conversations"], found?.["failed_escalation_rate"], found?.["automation_rate"]]).toEqual(jq);
    const spoken = 'add | map(select(.bot_messages_count != "0")) | length';
    const [without] = await metrics("days", "--exclude-suggestions");
    expect(without?.["total_conversations"]).toBe(Number(await run("jq", ["-s", spoken, ...files])));
  });

  test("are the same of the same documents, however they are written and packed", async () => {
    const expected = await metrics(...files, "--by", "last-intent");
    const other = (name: string): string => project.path(`other-${name}`);
    await run("jq", ["-s", "add", ...files], { outputFile: other("pretty.json") });
    await run("jq", ["-c", ".[]", ...files], { outputFile: other("lines.ndjson") });
    await run("jq", ["-c", ".[]", ...files], { outputFile: other("packed.ndjson") });
    await run("gzip", [other("packed.ndjson")]);
    await run("zip", ["-q", "-j", other("zipped.zip"), other("pretty.json")]);
    for (const name of ["pretty.json", "lines.ndjson", "packed.ndjson.gz", "zipped.zip"])
      expect(await metrics(other(name), "--by", "last-intent"), name).toEqual(expected);
    // All of them at once hold each conversation many times, and each counts once.
    const all = await project.json(
      "metrics",
      ...files,
      ...["pretty.json", "lines.ndjson", "zipped.zip"].map(other),
      "--by",
      "last-intent",
    );
    expect(all.metrics).toEqual(expected);
    expect(all.records).toBe(all.conversations * 4);
  });

  test("know which conversations two documents do not hold, as the warehouse does", async () => {
    const long = "conversation_end::date - conversation_start::date >= 2";
    const within = `conversation_end >= '${from}' and conversation_end < '${edges[days]}'`;
    const sql = `select count(*)::integer from reporting.bot_conversations where ${within} and ${long}`;
    const [row] = await queryDuckdb(project.path(".datafeed/sample.duckdb"), sql);
    expect((await project.json("metrics", "days")).longConversations).toBe(row?.[0]);
    expect(readFileSync(files[0]!, "utf8")).toMatch(/^\[\n/);
  });
}

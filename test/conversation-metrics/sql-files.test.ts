import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { figureNames, intentColumns } from "../../runner/src/conversation-metrics/figures.ts";
import { sqlNames, sqlSummary, sqlText } from "../../runner/src/conversation-metrics/sql-file.ts";
import { metricsOf } from "./documents.ts";

const folder = join(import.meta.dirname, "../../runner/src/conversation-metrics/sql");
const documents = ["2026-03-17.json", "2026-03-18.json"].map((name) => join(import.meta.dirname, "../cases/metrics", name));
const groupings = Object.keys(intentColumns) as (keyof typeof intentColumns)[];
const metricNames = ["metrics", "metrics-by-day", ...groupings.map((by) => `metrics-by-${by}` as const)] as const;

describe("the queries that people take along", () => {
  test("are the files in sql/, which the bundle and the package carry as text", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"));
    expect(files.map((name) => name.replace(/\.sql$/, "")).sort()).toEqual([...sqlNames].sort());
    for (const name of sqlNames) expect(sqlText(name)).toBe(readFileSync(join(folder, `${name}.sql`), "utf8"));
  });

  test.each(sqlNames)("%s says what it is, in lines that fit", (name) => {
    expect(sqlSummary(name)).toMatch(/^[A-Z].{20,110}[a-z0-9`]$/);
    expect(
      sqlText(name)
        .split("\n")
        .filter((line) => line.length > 128),
    ).toEqual([]);
    expect(sqlText(name)).toMatch(/;\n$/);
  });

  test("work the nine figures out by the same words wherever they stand", () => {
    const figures = (name: (typeof metricNames)[number]) => [
      /count\(DISTINCT conversation_id\) AS total,[\s\S]*? AS not_understood_messages\n/.exec(sqlText(name))?.[0],
      / {2}total AS total_conversations,[\s\S]*?messages_understood_rate\n/.exec(sqlText(name))?.[0],
    ];
    const [counts, rates] = figures("metrics");
    for (const name of figureNames) expect(rates).toContain(` AS ${name}`);
    for (const name of metricNames) expect(figures(name)).toEqual([counts, rates]);
  });

  test("first and last differ by nothing but that", () => {
    const turned = (text: string) =>
      text.replaceAll("first", "last").replaceAll("ASC NULLS FIRST", "DESC NULLS LAST").replaceAll(" ASC", " DESC");
    for (const which of ["intent", "meaningful-intent"] as const)
      expect(turned(sqlText(`metrics-by-first-${which}`))).toBe(sqlText(`metrics-by-last-${which}`));
  });
});

describe("in DuckDB alone, as their comments say, they find what `metrics` finds", () => {
  test.each(metricNames)("%s", async (name) => {
    const duckdb = await DuckDBInstance.create(":memory:");
    try {
      const connection = await duckdb.connect();
      await connection.run("SET TimeZone = 'UTC'");
      await connection.run(`SET VARIABLE files = [${documents.map((file) => `'${file}'`).join(", ")}]`);
      await connection.run("SET VARIABLE excluded_intents = ['Greeting']");
      await connection.run("SET VARIABLE exclude_suggestions = true");
      await connection.run(sqlText("conversations"));
      const found = (await connection.runAndReadAll(sqlText(name))).getRowObjectsJson();
      const by = groupings.find((each) => name === `metrics-by-${each}`);
      const request = { days: name === "metrics-by-day", excludedIntents: ["Greeting"], excludeSuggestions: true };
      const { groups } = await metricsOf(documents, { ...request, ...(by === undefined ? {} : { by }) });
      const expected = groups.map(({ day, intent, figures }) => ({
        ...(day === undefined ? {} : { day }),
        ...(by === undefined ? {} : { [intentColumns[by]]: intent }),
        ...figures,
      }));
      const numbers = found.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([key, value]) => [key, key.endsWith("conversations") ? Number(value) : value]),
        ),
      );
      expect(numbers).toEqual(expected);
      expect(expected.length).toBeGreaterThan(0);
    } finally {
      duckdb.closeSync();
    }
  });
});

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestProject } from "../cli/test-project.ts";
import { constants, type Json, problemsOf, rootKeys } from "./ia-records.ts";
import { queryDuckdb } from "./read-sample.ts";

const year = ["--start", "2026-01-01", "--end", "2027-03-01"];
const mention = { channelName: "AGENT", displayText: "it", type: "THINGS", sentimentValue: "NEUTRAL", custom: true, count: 1 };
let project: TestProject;
/** In the clear, and of what was analysed more than once the newest alone. */
let latest: readonly Json[];

beforeAll(async () => {
  project = (await TestProject.withSample()).inProcess();
  // Uncompressed, for the tests to read.
  for (const name of ["latest", "nightly"]) {
    const path = `extracts/interaction-analytics-${name}.extract.yaml`;
    project.write(path, project.read(path).replace("compress: gzip", "compress: none"));
  }
  latest = await recordsOf("interaction-analytics-latest");
});

afterAll(() => project[Symbol.dispose]());

test("each record of the batch is sound, its words redacted at their length", async () => {
  const records = await recordsOf("interaction-analytics");
  expect(records.length).toBeGreaterThan(20);
  expect(records.flatMap((record) => problemsOf(record, true))).toEqual([]);
  for (const record of records) expect(record).toMatchObject(constants);
});

test.each<[string, (record: Json) => void]>([
  ["another id", (record) => (record.segmentId = "x")],
  ["resolved the other way", (record) => (record.resolved = !record.resolved)],
  ["a key too many", (record) => (record.more = 1)],
  ["a block one further on", (record) => (record.interwovenTranscript.transcriptBlock[0].offset += 1)],
  ["an agent's frustration", (record) => (record.channels[0].frustration = "LOW")],
  ["an entity twice", (record) => record.entities.push(...record.entities, mention, mention)],
  [
    "two datasets in one match",
    (record) => record.categoryMatches.push({ channelName: "AGENT", fullPath: "a/b/c", dataSetIds: [1, 2] }),
  ],
  ["an unknown mood", (record) => (record.channels[1].sentiment = "SAD")],
])("the check finds %s", async (_what, spoil) => {
  const [record] = latest;
  const spoilt = structuredClone(record);
  spoil(spoilt);
  expect([problemsOf(record), problemsOf(spoilt).length > 0]).toEqual([[], true]);
});

test("a grant shows the words, and what was processed again is there once, as it is now", async () => {
  expect(latest.flatMap((record) => problemsOf(record))).toEqual([]);
  expect(JSON.stringify(latest)).toContain("👍");
  const newest = await query("select segment_id, max(version_id) from reporting.ia_analyses group by 1 order by 1");
  expect(latest.map(({ id, versionId }) => [id, versionId])).toEqual(newest);
  // Without it every version is there.
  const all = await recordsOf("interaction-analytics");
  expect(all.length).toBeGreaterThan(latest.length);
  const versions = await query("select segment_id, version_id from reporting.ia_analyses order by 1, 2");
  expect(all.map(({ id, versionId }) => [id, versionId])).toEqual(versions);
});

test("the full template has the warehouse's values in the same keys", async () => {
  const records = await recordsOf("interaction-analytics-nightly");
  expect(records.flatMap((record) => problemsOf(record, true))).toEqual([]);
  expect(Object.keys(records[0])).toEqual(rootKeys);
  const sums = `select sum(acw_seconds)::integer, sum(campaign_id)::integer, count(*) filter (logged)::integer,
    count(refuse_reason)::integer, count(to_addr)::integer from reporting.ia_analyses`;
  const total = (value: (record: Json) => number) => records.reduce((sum, record) => sum + value(record), 0);
  expect(await query(sums)).toEqual([
    [
      total(({ acwSeconds }) => acwSeconds),
      total(({ campaignId }) => campaignId),
      total(({ logged }) => (logged ? 1 : 0)),
      total(({ refuseReason }) => (refuseReason === null ? 0 : 1)),
      total(({ toAddr }) => (toAddr === null ? 0 : 1)),
    ],
  ]);
  expect(total(({ acwSeconds }) => acwSeconds)).toBeGreaterThan(0);
});

test("the threshold of `resolved` is the template's parameter", async () => {
  const path = "templates/InteractionAnalytics.template.yaml";
  const before = project.read(path);
  project.write(path, before.replace("resolvedThreshold: 0.5", "resolvedThreshold: 0.9"));
  const records = await recordsOf("interaction-analytics");
  project.write(path, before);
  const kept = await query("select count(*)::integer from reporting.ia_analyses where resolved_probability >= 0.9");
  expect([[records.filter(({ resolved }) => resolved).length]]).toEqual(kept);
});

test("Redshift reads the columns that hold the same JSON; masked words are not among them", async () => {
  const sqlOf = async (extract: string) => (await project.json("sql", extract, "--dialect", "redshift", ...year)).sql;
  const [masked, clear] = [await sqlOf("interaction-analytics"), await sqlOf("interaction-analytics-latest")];
  for (const column of ["category_matches", "enlighten_metrics", "matched_data_set_ids"]) {
    expect(masked).toContain(`"source"."${column}" AS`);
  }
  expect(masked).toContain('NULL::super AS "interwovenTranscript"');
  expect(clear).toContain('"interwoven_transcript" AS "interwovenTranscript"');
});

/** The records of the whole sample, as an ad hoc run writes them. */
async function recordsOf(extract: string): Promise<Json[]> {
  const { outcomes } = await project.json("run", extract, ...year);
  const text = readFileSync(project.path(`out/${outcomes[0].output.path}`), "utf8");
  return text.startsWith("[")
    ? JSON.parse(text)
    : text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
}

function query(sql: string): Promise<readonly (readonly unknown[])[]> {
  return queryDuckdb(project.path(".datafeed/sample.duckdb"), sql);
}

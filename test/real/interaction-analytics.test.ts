import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Json, problemsOf } from "../sample/ia-records.ts";
import { queryDuckdb } from "../sample/read-sample.ts";
import { startManners } from "../support/redshift-manners.ts";
import { conversationsFile, describeReal } from "./conversations-file.ts";
import { jsonLines, run } from "./programs.ts";
import { type Published, type TestExtract, TestProject, type WarehouseName, warehouses } from "./project.ts";

/** Holds what was analysed of the sample's year, up to a month after. */
const window = { start: "2025-12-31", end: "2027-03-01" };
const template = "InteractionAnalytics";
const lines = { format: "ndjson", compress: "gzip" };
const extracts: readonly TestExtract[] = [
  { name: "batch", template, window, output: { format: "json", compress: "none" } },
  { name: "batch-masked", template, window, masked: true, output: { format: "json", compress: "zip", pretty: true } },
  { name: "batch-lines", template, window, output: lines },
  { name: "batch-latest", template, window, dedupe: "latest", output: lines },
  { name: "batch-full", template: "InteractionAnalyticsFull", window, output: lines },
];
const names = extracts.map(({ name }) => name);
/** What the real conversations are tried with. */
const few = extracts.filter(({ name }) => name === "batch-masked" || name === "batch-latest");

/** A project whose warehouses hold one sample, with every extract run on both. */
class Batches implements AsyncDisposable {
  readonly project: TestProject;
  readonly outputs: Readonly<Record<WarehouseName, ReadonlyMap<string, Published>>>;

  private constructor(project: TestProject, outputs: Batches["outputs"]) {
    this.project = project;
    this.outputs = outputs;
  }

  static async of(extracts: readonly TestExtract[], ...sample: readonly string[]): Promise<Batches> {
    const project = await TestProject.create(extracts);
    for (const warehouse of warehouses) await project.datafeed(warehouse, ["sample", ...sample, "--warehouse", "sample"]);
    return new Batches(project, { duckdb: await project.runAll("duckdb"), postgres: await project.runAll("postgres") });
  }

  content(name: string): Promise<string> {
    return this.project.onlyContent(this.outputs.postgres.get(name));
  }

  /** The records of a file, which is an array or has one record a line. */
  async records(name: string): Promise<Json[]> {
    const text = readFileSync(await this.content(name), "utf8");
    return text.startsWith("[") ? JSON.parse(text) : jsonLines(text);
  }

  /** What the JSON Schema of an extract's records finds wrong in its file. */
  async invalid(name: string): Promise<Json[]> {
    const schema = await this.project.datafeed<object>("duckdb", ["schema", "--extract", name]);
    const isValid = new Ajv2020({ allErrors: true, formats: { "date-time": true } }).compile(schema);
    return (await this.records(name)).flatMap((record) => (isValid(record) ? [] : [record.id, isValid.errors]));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.project[Symbol.asyncDispose]();
  }
}

describe("a generated batch", () => {
  let batches: Batches;

  beforeAll(async () => {
    batches = await Batches.of(extracts, "--contacts", "3000");
  });

  afterAll(() => batches?.[Symbol.asyncDispose]());

  test.each(names)("is the same from DuckDB and PostgreSQL: %s", (name) => {
    const [one, other] = warehouses.map((warehouse) => batches.outputs[warehouse].get(name));
    expect(one?.rows).toBeGreaterThan(250);
    expect([other?.rows, other?.contentSha256]).toEqual([one?.rows, one?.contentSha256]);
  });

  test.each(["batch-lines", "batch-latest", "batch-full"])("has sound records: %s", async (name) => {
    expect((await batches.records(name)).flatMap((record) => problemsOf(record))).toEqual([]);
  });

  test.each(names)("is valid against the JSON Schema of its records: %s", async (name) => {
    expect(await batches.invalid(name)).toEqual([]);
  });

  test("is the same as a document, and a record a line", async () => {
    const [document, lines] = await Promise.all(
      ["batch", "batch-lines"].map(async (name) => readFileSync(await batches.content(name), "utf8")),
    );
    expect(document === `[\n${lines?.trimEnd().replaceAll("}\n{", "},\n{")}\n]\n`).toBe(true);
  });

  test("keeps every offset where words are redacted", async () => {
    const masked = await batches.records("batch-masked");
    expect(masked.flatMap((record) => problemsOf(record, true))).toEqual([]);
    const clear = await batches.records("batch-lines");
    const lengths = (records: readonly Json[]) =>
      records.map(({ interwovenTranscript }) => interwovenTranscript.transcriptBlock.map(({ text }: Json) => [...text].length));
    expect(lengths(masked)).toEqual(lengths(clear));
  });

  test("has a segment again when it is processed again: in a later window, or twice in one", async () => {
    const [found] = await duckdb(`select segment_id, min(analyzed_at)::date, max(analyzed_at)::date from reporting.ia_analyses
      group by 1 having count(*) = 2 and max(analyzed_at) - min(analyzed_at) > interval 3 days order by 1 limit 1`);
    const [id, first, second] = (found as string[]).map(String);
    const one = await on(first!);
    const other = await on(second!);
    expect([one, other].map((records) => versionsOf(id!, records))).toEqual([[1], [2]]);
    const [twice] = await duckdb(`select segment_id from reporting.ia_analyses group by 1
      having count(*) > 1 and max(analyzed_at) - min(analyzed_at) < interval 2 hours order by 1 limit 1`);
    const all = versionsOf(String(twice?.[0]), await batches.records("batch-lines"));
    expect(all.length).toBeGreaterThan(1);
    expect(versionsOf(String(twice?.[0]), await batches.records("batch-latest"))).toEqual([Math.max(...all)]);
  });

  test("is read by jq, whose figures are those of SQL", async () => {
    const file = await batches.content("batch");
    const byMedium = `group_by(.mediaType) | map([.[0].mediaType, length, (map(select(.resolved)) | length)])`;
    expect(JSON.parse(await run("jq", ["-c", byMedium, file]))).toEqual(
      await psql(`select json_build_array(media_type, count(*), count(*) filter (where resolved_probability >= 0.5))
        from reporting.ia_analyses group by media_type order by media_type collate "C"`),
    );
    const byDataset = `[.[].categoryMatches[]] | group_by(.dataSetIds[0]) | map([.[0].dataSetIds[0], length])`;
    expect(JSON.parse(await run("jq", ["-c", byDataset, file]))).toEqual(
      await psql(`select json_build_array(dataset_id, count(*)) from reporting.ia_category_matches
        group by dataset_id order by dataset_id`),
    );
    // jq counts code points, as offsets do.
    const cut = `[.[].interwovenTranscript.transcriptBlock | (map(.text) | join("\\n")) as $all | .[]
      | select($all[.offset:.offset + .length] != .text)] | length`;
    expect(await run("jq", ["-c", cut, file])).toBe("0\n");
  });

  test("is the same from Redshift, which reads columns that hold the same JSON", async () => {
    const { database } = batches.project;
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    try {
      await admin.query("set client_encoding to 'UTF8'");
      for (const setting of ["extra_float_digits to 1", "standard_conforming_strings to off", "escape_string_warning to off"]) {
        await admin.query(`alter database ${database.database} set ${setting}`);
      }
      // What Redshift calls the function that makes an object.
      await admin.query(`create function object(variadic "any") returns text language internal stable as 'json_build_object'`);
      for (const column of Object.values(stored)) await admin.query(`alter table reporting.ia_analyses add ${column} text`);
      const set = Object.values(stored).map((column, index) => `${column} = $${index + 3}`);
      for (const record of await batches.records("batch-lines")) {
        const texts = Object.keys(stored).map((key) => JSON.stringify(backwards(record[key]), null, 1));
        const where = "where segment_id = $1 and version_id = $2";
        await admin.query(`update reporting.ia_analyses set ${set.join(", ")} ${where}`, [
          record.id,
          record.versionId,
          ...texts,
        ]);
      }
    } finally {
      await admin.end();
    }
    await using cluster = await startManners(database.host, database.port, "Redshift 1.0.99999");
    const { user, password } = database;
    const sample = { type: "redshift", host: "127.0.0.1", port: cluster.port, database: database.database, user, password };
    const destinations = { local: { type: "file", path: "out" } };
    const connections = { kind: "Connections", warehouses: { sample: { ...sample, ssl: "disable" } }, destinations };
    writeFileSync(join(batches.project.folder, "redshift.yaml"), JSON.stringify(connections));
    const { outcomes } = await batches.project.datafeed<Ran>("duckdb", [
      "run",
      "batch-lines",
      "--connections",
      "redshift.yaml",
    ]);
    expect(outcomes[0]?.output.contentSha256).toBe(batches.outputs.duckdb.get("batch-lines")?.contentSha256);
  });

  /** The records that the batch of one day has. */
  async function on(day: string): Promise<Json[]> {
    const end = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
    const range = ["--start", `${day}T00:00Z`, "--end", `${end}T00:00Z`];
    const { outcomes } = await batches.project.datafeed<Ran>("postgres", ["run", "batch-lines", ...range]);
    return jsonLines(readFileSync(await batches.project.onlyContent(outcomes[0]?.output), "utf8"));
  }

  function duckdb(sql: string) {
    return queryDuckdb(`${batches.project.folder}/.datafeed/sample.duckdb`, sql);
  }

  /** What a query answers that gives a JSON array a row. */
  async function psql(sql: string): Promise<unknown> {
    return jsonLines(await run("psql", ["-X", "-A", "-t", "-c", sql, batches.project.database.url]));
  }
});

interface Ran {
  readonly outcomes: readonly { readonly output: Published }[];
}

/** Keys that Redshift reads from a column, and the column. */
const stored = {
  matchedAccountDataSetIds: "matched_account_data_set_ids",
  matchedDataSetIds: "matched_data_set_ids",
  channels: "channels",
  entities: "entities",
  categoryMatches: "category_matches",
  enlightenMetrics: "enlighten_metrics",
  interwovenTranscript: "interwoven_transcript",
} as const;

/** The same JSON with the keys of every object the other way round. */
function backwards(value: Json): Json {
  if (Array.isArray(value)) return value.map(backwards);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([key, each]) => [key, backwards(each)]));
}

function versionsOf(id: string, records: readonly Json[]): number[] {
  return records.filter((record) => record.id === id).map(({ versionId }) => versionId);
}

describeReal("real conversations", () => {
  let batches: Batches;

  beforeAll(async () => {
    batches = await Batches.of(few, "--from", conversationsFile);
  });

  afterAll(() => batches?.[Symbol.asyncDispose]());

  test.each(few.map(({ name }) => name))("are the same from DuckDB and PostgreSQL: %s", (name) => {
    const [one, other] = warehouses.map((warehouse) => batches.outputs[warehouse].get(name));
    expect([other?.rows, other?.contentSha256]).toEqual([one?.rows, one?.contentSha256]);
  });

  test.each(few.map(({ name }) => name))("are valid against the JSON Schema of their records: %s", async (name) => {
    expect(await batches.invalid(name)).toEqual([]);
  });

  test("give sound records, whose blocks are the utterances", async () => {
    const latest = await batches.records("batch-latest");
    expect(latest.flatMap((record) => problemsOf(record))).toEqual([]);
    const blocks = latest.map(({ interwovenTranscript }) =>
      JSON.stringify(interwovenTranscript.transcriptBlock.map(({ channelName, text }: Json) => [channelName, text])),
    );
    const source = jsonLines<Json>(gunzipSync(readFileSync(conversationsFile)).toString()).map(({ turns }) =>
      JSON.stringify(turns.map(({ speaker, utterance }: Json) => [speaker === "USER" ? "CLIENT" : "AGENT", utterance])),
    );
    expect(blocks.sort()).toEqual(source.sort());
  });
});

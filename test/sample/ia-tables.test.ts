import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { generateSample } from "../../runner/src/sample/generate-sample.ts";
import type { NestedItem, Template } from "../../schemas/generated/documents.ts";
import { queryDuckdb } from "./read-sample.ts";

const folder = mkdtempSync(join(tmpdir(), "datafeed-ia-"));
const file = join(folder, "sample.duckdb");

beforeAll(() => generateSample({ target: { type: "duckdb", file }, contacts: 3_000 }));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const transcript = `select segment_id, string_agg(text, chr(10) order by block_id) as transcript from reporting.ia_blocks group by 1`;
const perVersion = "group by segment_id having count(distinct version_id)";

describe("never", () => {
  test.each([
    [
      "does a block lie elsewhere in the transcript than its offset and length say",
      `reporting.ia_blocks join (${transcript}) using (segment_id) where substring(transcript, block_offset + 1, block_length) <> text`,
    ],
    [
      "is a child without its analysis",
      `(select segment_id, version_id from reporting.ia_channels union select segment_id, version_id from reporting.ia_entities
        union select segment_id, version_id from reporting.ia_datasets union select segment_id, version_id from reporting.ia_enlighten
        union select segment_id, version_id from reporting.ia_category_matches)
       anti join reporting.ia_analyses using (segment_id, version_id)`,
    ],
    ["is a segment without blocks", "reporting.ia_analyses anti join reporting.ia_blocks using (segment_id)"],
    [
      "is an interaction without its contact",
      "reporting.ia_analyses a anti join reporting.contacts c on c.contact_id::varchar = a.interaction_id",
    ],
    [
      "does the contact go the other way",
      "reporting.ia_analyses a join reporting.contacts c on c.contact_id::varchar = a.interaction_id where c.direction <> a.direction",
    ],
    [
      "was something analysed before it came in",
      "reporting.ia_analyses where analyzed_at < acquired_at or acquired_at < segment_end",
    ],
    [
      "is a later version older",
      `(select analyzed_at < lag(analyzed_at) over (partition by segment_id order by version_id) as older from reporting.ia_analyses)
       where older`,
    ],
    [
      "does a category come from a dataset that the record is not in",
      "reporting.ia_category_matches anti join reporting.ia_datasets using (segment_id, version_id, dataset_id)",
    ],
    ["is frustration measured for an agent", "reporting.ia_channels where (frustration is null) <> (channel_name = 'AGENT')"],
    [
      "has a team without a licence scores",
      `reporting.ia_enlighten join reporting.ia_analyses using (segment_id, version_id)
       where (team_name = 'Back Office') <> (behavior_name is null) or (behavior_name is null) <> (index_score is null)`,
    ],
  ])("%s", async (_what, from) => {
    expect(Number((await queryDuckdb(file, `select count(*) from ${from}`))[0]?.[0])).toBe(0);
  });
});

describe("there are", () => {
  test.each([
    ["segments analysed twice and three times", `select segment_id from reporting.ia_analyses ${perVersion} = 3`],
    [
      "some of them on one day",
      `select segment_id from reporting.ia_analyses group by segment_id, analyzed_at::date having count(*) > 1`,
    ],
    [
      "and some weeks later",
      `select segment_id from reporting.ia_analyses group by 1 having max(analyzed_at) - min(analyzed_at) > interval 7 days`,
    ],
    ["resolved ones", "select 1 from reporting.ia_analyses where resolved_probability > 0.5"],
    ["unresolved ones", "select 1 from reporting.ia_analyses where resolved_probability < 0.5"],
    ["such that are neither", "select 1 from reporting.ia_analyses where resolved_probability = 0.5"],
    [
      "interactions of more than one segment",
      "select 1 from reporting.ia_analyses where complex and open_reason_type = 'Transfer'",
    ],
    ["calls back, and conferences", "select 1 from reporting.ia_analyses where callback_seconds > 0 or conf_seconds > 0"],
    ["people whom Personal Connection called", "select 1 from reporting.ia_analyses where contact_first_name is not null"],
    ["notable silences", "select 1 from reporting.ia_analyses where notable_silence_seconds >= 3"],
    [
      "records outside of every dataset",
      "select 1 from reporting.ia_analyses anti join reporting.ia_datasets using (segment_id, version_id)",
    ],
    [
      "categories in several datasets",
      "select 1 from reporting.ia_category_matches group by segment_id, version_id, full_path having count(*) > 2",
    ],
    [
      "entities that both sides mention",
      "select 1 from reporting.ia_entities group by segment_id, version_id, display_text having count(*) > 1",
    ],
    [
      "emoji that are more than one code unit",
      "select 1 from reporting.ia_blocks where strlen(text) > length(text) and contains(text, '👍')",
    ],
    ["line ends in blocks", "select 1 from reporting.ia_blocks where contains(text, chr(13))"],
    ["empty blocks", "select 1 from reporting.ia_blocks where text = ''"],
    [
      "values where the product shows 0",
      "select 1 from reporting.ia_analyses where acw_seconds > 0 and campaign_id > 0 and team_id > 0",
    ],
  ])("%s", async (_what, sql) => {
    expect(Number((await queryDuckdb(file, `select count(*) from (${sql})`))[0]?.[0])).toBeGreaterThan(0);
  });
});

type Listed = [name: string, table: string, column: string, values: readonly unknown[]];

/** Keys within the nested ones that list their known values, with the column that they read. */
function listed(keys: Readonly<Record<string, NestedItem>>, table: string): Listed[] {
  return Object.entries(keys).flatMap(([name, { nested, object, column, values }]): Listed[] => {
    if (nested?.fields !== undefined) return listed(nested.fields, nested.table);
    if (object !== undefined) return listed(object, table);
    return column === undefined || values === undefined ? [] : [[name, table, column, values]];
  });
}
const path = join(import.meta.dirname, "../../templates/InteractionAnalytics.template.yaml");
const { fields, source }: Template = parse(readFileSync(path, "utf8"));

test.each(listed(fields, source.table ?? ""))(
  "the known values of %s are those of %s",
  async (_name, table, column, values) => {
    const rows = await queryDuckdb(file, `select distinct ${column} from ${table} where ${column} is not null order by 1`);
    expect(rows.map(([value]) => value)).toEqual([...values].sort());
  },
);

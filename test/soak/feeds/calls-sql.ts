import { eventTables } from "../../../runner/src/sample/event-tables.ts";
import { createIndexes, createTable } from "../../../runner/src/sample/table-sql.ts";

/** The sample's tables of the event feed, and what the writers note beside them in the same transactions. */
export const tablesSql = [
  "create schema reporting",
  ...eventTables.flatMap((table) => [createTable(table, "postgres"), ...createIndexes(table)]),
  "create table public.noted_revisions (revision bigint primary key, external_id text not null)",
  "create table public.noted_transactions (id bigint primary key)",
].join(";\n");

const rows = (columns: string): string => `json_to_recordset($1) as t(${columns})`;

/** Each takes the rows of a transaction as one JSON array, $1. Children are there before the row that raises the event. */
export const stepSql = {
  create: [
    `insert into reporting.conversation_attached_data
     select external_id, 'campaign', 'spring ' || index from ${rows("external_id text, index integer")} where index % 5 = 0`,
    `insert into reporting.conversations
     select external_id, index, '3a1e7c51-62d8-95c8-852e-2b5c7b042376', index % 7, md5(external_id)::uuid, null, null,
       now() - interval '1 minute', now(), index % 600, case when index % 3 = 0 then 'de' end, 1285,
       '+1555' || lpad(index::text, 7, '0'), null, 1306, index % 4, null, null, clock_timestamp()
     from ${rows("external_id text, index integer")}`,
  ],
  analyse: [
    `insert into reporting.conversation_segments
     select t.external_id, s.no, s.channel, s.text, s.start_ms, s.end_ms
     from ${rows("external_id text, segments json")},
       json_to_recordset(t.segments) as s(no integer, channel integer, text text, start_ms integer, end_ms integer)
     on conflict do nothing`,
    `insert into reporting.conversation_words
     select t.external_id, s.no, w.no, (w.word ->> 0)::integer, (w.word ->> 1)::integer
     from ${rows("external_id text, segments json")},
       json_to_recordset(t.segments) as s(no integer, words json), json_array_elements(s.words) with ordinality w(word, no)
     on conflict do nothing`,
    `insert into public.noted_revisions select number, external_id from ${rows("external_id text, number bigint")}`,
    `insert into reporting.conversation_analyses
     select external_id, index, clock_timestamp(), number % 101, 72, number % 7, 65, 78, now(), 'cell phone plans #' || number,
       'A customer called (' || number || ').', 'Provided plan details', 'Interested', 'Low', 'Low'
     from ${rows("external_id text, index integer, number bigint")}
     on conflict (external_id) do update set analyzed_at = excluded.analyzed_at, topic = excluded.topic,
       agent_tension_ratio = excluded.agent_tension_ratio, summary = excluded.summary`,
  ],
  match: [
    `insert into reporting.conversation_match_datasets
     select external_id, 'Sales/Plans #' || number, 1 + number % 2, number % 5
     from ${rows("external_id text, number bigint")}`,
    `insert into reporting.conversation_category_matches
     select external_id, 'Sales/Plans #' || number, 1 + number % 2, clock_timestamp()
     from ${rows("external_id text, number bigint")}`,
  ],
  rate: [
    `update reporting.conversations c set rating_csat = t.index % 11
     from ${rows("external_id text, index integer")} where c.external_id = t.external_id`,
  ],
} as const;

/** What must have been sent; see Truth. */
export const truthSql = {
  created: "select external_id from reporting.conversations",
  analysed: "select external_id, split_part(topic, '#', 2) from reporting.conversation_analyses",
  revisions: "select revision, external_id from public.noted_revisions",
  matches: "select split_part(full_path, '#', 2), external_id from reporting.conversation_category_matches",
} as const;

/** The tables that raise events, and what the writers note beside them in the same transactions. */
export const tablesSql = `
create schema calls;
create table calls.conversations (
  external_id text primary key, conversation_id bigint not null, department_id integer not null, agent_id uuid not null,
  rating integer, started_at timestamptz not null, ended_at timestamptz not null, duration integer, language_code text,
  caller_number text, hold_count integer not null,
  received_at timestamptz not null default clock_timestamp()
);
create table calls.analyses (
  external_id text primary key, agent_tension integer not null, customer_tension integer not null,
  topic text, summary text, analysed_at timestamptz not null
);
create table calls.transcripts (
  external_id text not null, part integer not null, channel integer not null, words text not null, times text not null,
  start_ms integer not null, end_ms integer not null, primary key (external_id, part)
);
create table calls.category_matches (
  id bigint primary key, external_id text not null, category text not null, matched_at timestamptz not null
);
create table calls.noted_revisions (revision bigint primary key, external_id text not null);
create table calls.noted_transactions (id bigint primary key);
create index on calls.conversations (received_at, external_id);
create index on calls.analyses (analysed_at, external_id);
create index on calls.category_matches (matched_at, id);
`;

/** Each takes the rows of a transaction as one JSON array, $1. */
export const stepSql = {
  create: [
    `insert into calls.conversations (external_id, conversation_id, department_id, agent_id, started_at, ended_at, duration,
       language_code, caller_number, hold_count)
     select "externalId", index, index % 7, md5("externalId")::uuid, now() - interval '1 minute', now(), index % 600,
       case when index % 3 = 0 then 'de' end, '+1555' || lpad(index::text, 7, '0'), index % 4
     from json_to_recordset($1) as t("externalId" text, index integer)`,
  ],
  // What is read for an event is read with its children: they are written in the same transaction, before their parent.
  analyse: [
    `insert into calls.transcripts
     select t."externalId", s.part, s.channel, s.words, s.times, s.start_ms, s.end_ms
     from json_to_recordset($1) as t("externalId" text, segments json),
       json_to_recordset(t.segments) as s(part integer, channel integer, words text, times text, start_ms integer, end_ms integer)
     on conflict do nothing`,
    `insert into calls.noted_revisions
     select number, "externalId" from json_to_recordset($1) as t("externalId" text, number bigint)`,
    `insert into calls.analyses
     select "externalId", number % 101, number % 7, 'cell phone plans #' || number, 'A customer called (' || number || ').',
       clock_timestamp()
     from json_to_recordset($1) as t("externalId" text, number bigint)
     on conflict (external_id) do update set agent_tension = excluded.agent_tension, topic = excluded.topic,
       summary = excluded.summary, analysed_at = excluded.analysed_at`,
  ],
  match: [
    `insert into calls.category_matches
     select number, "externalId", 'category ' || number % 9, clock_timestamp()
     from json_to_recordset($1) as t("externalId" text, number bigint)`,
  ],
  rate: [
    `update calls.conversations set rating = index % 11
     from json_to_recordset($1) as t("externalId" text, index integer) where external_id = "externalId"`,
  ],
} as const;

/** What must have been sent, each row one value; see Truth. */
export const truthSql = {
  created: "select external_id from calls.conversations",
  analysed: "select external_id, split_part(topic, '#', 2) from calls.analyses",
  revisions: "select revision, external_id from calls.noted_revisions",
  matches: "select id, external_id from calls.category_matches",
} as const;

-- Each event that was taken, by its id.
create table if not exists received_events (
  id text primary key,
  taken_at timestamptz not null default now()
);

-- A row for each conversation, whichever of its events comes first.
create table if not exists conversations (
  external_id text primary key,
  -- From ConversationCreatedForDataFeeder. NULL: it has not come yet.
  created_at timestamptz,
  conversation_id bigint,
  tenant_id uuid,
  agent_id uuid,
  started_at timestamptz,
  ended_at timestamptz,
  duration_s integer,
  language text,
  created jsonb,
  -- From ConversationAnalyzedForDataFeeder. NULL: it has not come yet.
  analyzed_at timestamptz,
  agent_tension_ratio integer,
  agent_monotonicity_ratio integer,
  customer_tension_ratio integer,
  customer_sentiment integer,
  agent_sentiment integer,
  transcripts jsonb,
  ai_insights jsonb
);

-- From CategoryMatchForDataFeeder. No foreign key: a match may come before its conversation.
create table if not exists category_matches (
  external_id text,
  full_path text,
  channel integer,
  matched_at timestamptz not null,
  data_set_ids jsonb not null,
  primary key (external_id, full_path, channel)
);

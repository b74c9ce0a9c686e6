create table applied (
  id text not null,
  commit_id text,
  source text not null,
  refused text not null,
  policy text not null default ''::text,
  runner text not null,
  applied_at timestamp(3) with time zone not null
);
create table attempts (
  id text not null,
  obligation_id text not null,
  "extract" text not null,
  kind text not null,
  window_start timestamp(3) with time zone not null,
  window_end timestamp(3) with time zone not null,
  sequence integer not null,
  state text not null,
  epoch integer not null,
  exclusive text,
  runner text not null,
  lease_until timestamp(3) with time zone not null,
  destination text not null,
  staging text not null,
  plan_hash text not null,
  definition_hash text not null,
  commit_id text,
  dirty boolean,
  started_at timestamp(3) with time zone not null,
  ended_at timestamp(3) with time zone,
  rows bigint,
  bytes bigint,
  error_code text,
  error_message text,
  warehouse text,
  slot integer,
  leased_at timestamp(3) with time zone,
  most_tries integer,
  progress_rows bigint,
  progress_bytes bigint,
  approval text
);
create table audit (
  id text not null,
  at timestamp(3) with time zone not null,
  actor text not null,
  token_id text,
  client text,
  action text not null,
  subject text,
  outcome text not null,
  detail text
);
create table extracts (
  name text not null,
  document_id text,
  kind text not null,
  owner text not null,
  shared boolean not null default false,
  product text not null,
  warehouse text not null,
  definition_hash text not null,
  document_hash text not null default ''::text,
  texts text not null,
  commit_id text,
  refused text,
  frontier timestamp(3) with time zone,
  covered_from timestamp(3) with time zone,
  next_due_at timestamp(3) with time zone,
  enabled boolean not null,
  paused_at timestamp(3) with time zone,
  paused_by text,
  pause_reason text,
  first_applied_at timestamp(3) with time zone not null,
  applied_at timestamp(3) with time zone not null,
  removed_at timestamp(3) with time zone
);
create table feed_dead_letters (
  feed text not null,
  id text not null,
  type text not null,
  external_id text,
  code text not null,
  message text not null,
  at timestamp(3) with time zone not null
);
create table feed_documents (
  name text not null,
  document_id text,
  owner text not null,
  shared boolean not null,
  product text not null,
  definition_hash text not null,
  texts text not null,
  commit_id text,
  refused text,
  enabled boolean not null,
  applied_at timestamp(3) with time zone not null
);
create table feed_holds (
  feed text not null,
  type text not null,
  "row" text not null,
  external_id text not null,
  after text not null,
  event text not null,
  raised_at text not null,
  value text not null,
  deadline timestamp(3) with time zone not null,
  batch bigint not null,
  ordinal integer not null,
  made_of text not null default ''::text
);
create table feed_requests (
  id text not null,
  feed text not null,
  from_time text not null,
  to_time text not null,
  types text not null,
  username text not null,
  reason text,
  at timestamp(3) with time zone not null
);
create table feed_seen (
  feed text not null,
  event text not null,
  at timestamp(3) with time zone not null
);
create table feed_sent (
  feed text not null,
  type text not null,
  external_id text not null,
  at timestamp(3) with time zone not null
);
create table feeds (
  key text not null,
  name text not null,
  epoch integer not null default 0,
  "position" text,
  position_given boolean not null default false,
  batch bigint not null default 0,
  partitions integer,
  prepared text,
  definition_hash text,
  paused_at timestamp(3) with time zone,
  paused_by text,
  pause_reason text,
  stopped_at timestamp(3) with time zone,
  error_code text,
  error_message text,
  error_at timestamp(3) with time zone,
  sent bigint not null default 0,
  last_type text,
  last_event text,
  last_at timestamp(3) with time zone,
  lag_events bigint,
  lag_seconds double precision,
  lag_at timestamp(3) with time zone,
  held_up_since timestamp(3) with time zone,
  rate double precision,
  changed_at timestamp(3) with time zone not null,
  partitions_of text,
  failing_since timestamp(3) with time zone
);
create table idempotency (
  actor text not null,
  key text not null,
  request_sha256 text not null,
  status integer,
  body text,
  created_at timestamp(3) with time zone not null
);
create table late_checks (
  output_id text not null,
  step text not null,
  due_at timestamp(3) with time zone not null,
  checked_at timestamp(3) with time zone,
  drift bigint,
  error text
);
create table leases (
  name text not null,
  holder text not null,
  epoch integer not null,
  until timestamp(3) with time zone not null
);
create table ledger (
  id text not null,
  created_at timestamp(3) with time zone not null,
  readable_from text not null default '0002-daemon'::text
);
create table marks (
  name text not null,
  value text not null
);
create table notices (
  id text not null,
  key text not null,
  event text not null,
  "extract" text not null,
  notifier text not null,
  body text not null,
  state text not null,
  tries integer not null default 0,
  next_try_at timestamp(3) with time zone not null,
  error text,
  created_at timestamp(3) with time zone not null,
  sent_at timestamp(3) with time zone,
  over_at timestamp(3) with time zone
);
create table obligations (
  id text not null,
  purpose text not null,
  "extract" text not null,
  kind text not null,
  window_start timestamp(3) with time zone not null,
  window_end timestamp(3) with time zone not null,
  timezone text not null,
  requester text not null,
  reason text,
  definition_hash text not null,
  state text not null,
  epoch integer not null default 0,
  tries integer not null default 0,
  next_try_at timestamp(3) with time zone not null,
  error_code text,
  error_message text,
  created_at timestamp(3) with time zone not null,
  changed_at timestamp(3) with time zone not null,
  due_at timestamp(3) with time zone,
  urgent_at timestamp(3) with time zone,
  ready_at timestamp(3) with time zone,
  narrowing text,
  stretch boolean
);
create table outputs (
  id text not null,
  "extract" text not null,
  kind text not null,
  window_start timestamp(3) with time zone not null,
  window_end timestamp(3) with time zone not null,
  timezone text not null,
  sequence integer not null,
  state text not null,
  owner text not null,
  shared boolean not null,
  format text not null,
  compress text not null,
  destination text not null,
  path text not null,
  parts text not null,
  manifest_path text not null,
  manifest text not null,
  sha256 text not null,
  content_sha256 text not null,
  bytes bigint not null,
  rows bigint not null,
  definition_hash text not null,
  plan_hash text not null,
  created_at timestamp(3) with time zone not null,
  published_at timestamp(3) with time zone,
  deleted_at timestamp(3) with time zone,
  pinned_at timestamp(3) with time zone,
  pinned_by text
);
create table run_log (
  attempt_id text not null,
  line integer not null,
  at timestamp(3) with time zone not null,
  level text not null,
  message text not null
);
create table runners (
  id text not null,
  version text not null,
  roles text not null,
  address text,
  commit_id text,
  started_at timestamp(3) with time zone not null,
  seen_at timestamp(3) with time zone not null,
  stopped_at timestamp(3) with time zone
);
create table supersessions (
  id text not null,
  output_id text not null,
  instead_of text not null,
  number integer not null,
  username text not null,
  reason text not null,
  at timestamp(3) with time zone not null
);
create table texts (
  sha256 text not null,
  text text not null
);
create table tokens (
  id text not null,
  sha256 text not null,
  username text not null,
  name text not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  revoked_at timestamp(3) with time zone,
  revoked_by text,
  last_used_at timestamp(3) with time zone
);

alter table applied add constraint applied_pkey PRIMARY KEY (id);
alter table attempts add constraint attempts_state_check CHECK ((state = ANY (ARRAY['running'::text, 'decided'::text, 'published'::text, 'skipped'::text, 'discarded'::text, 'failed'::text, 'cancelled'::text])));
alter table attempts add constraint attempts_obligation_id_fkey FOREIGN KEY (obligation_id) REFERENCES obligations(id);
alter table attempts add constraint attempts_pkey PRIMARY KEY (id);
alter table attempts add constraint attempts_staging_key UNIQUE (staging);
alter table audit add constraint audit_pkey PRIMARY KEY (id);
alter table extracts add constraint extracts_kind_check CHECK ((kind = ANY (ARRAY['scheduled'::text, 'immediate'::text, 'dispatched'::text])));
alter table extracts add constraint extracts_pkey PRIMARY KEY (name);
alter table extracts add constraint extracts_document_id_key UNIQUE (document_id);
alter table feed_dead_letters add constraint feed_dead_letters_key PRIMARY KEY (feed, id);
alter table feed_documents add constraint feed_documents_pkey PRIMARY KEY (name);
alter table feed_holds add constraint feed_holds_key PRIMARY KEY (feed, type, "row");
alter table feed_requests add constraint feed_requests_pkey PRIMARY KEY (id);
alter table feed_seen add constraint feed_seen_key PRIMARY KEY (feed, event);
alter table feed_sent add constraint feed_sent_key PRIMARY KEY (feed, type, external_id);
alter table feeds add constraint feeds_pkey PRIMARY KEY (key);
alter table idempotency add constraint idempotency_keys PRIMARY KEY (actor, key);
alter table late_checks add constraint late_checks_output_id_fkey FOREIGN KEY (output_id) REFERENCES outputs(id);
alter table late_checks add constraint late_checks_steps PRIMARY KEY (output_id, step);
alter table leases add constraint leases_pkey PRIMARY KEY (name);
alter table ledger add constraint ledger_pkey PRIMARY KEY (id);
alter table marks add constraint marks_pkey PRIMARY KEY (name);
alter table notices add constraint notices_pkey PRIMARY KEY (id);
alter table notices add constraint notices_once UNIQUE (key, notifier);
alter table obligations add constraint obligations_purpose_check CHECK ((purpose = ANY (ARRAY['window'::text, 'request'::text])));
alter table obligations add constraint obligations_state_check CHECK ((state = ANY (ARRAY['owed'::text, 'running'::text, 'published'::text, 'skipped'::text, 'failed'::text, 'abandoned'::text, 'cancelled'::text])));
alter table obligations add constraint obligations_window CHECK ((window_start < window_end));
alter table obligations add constraint obligations_pkey PRIMARY KEY (id);
alter table outputs add constraint outputs_state_check CHECK ((state = ANY (ARRAY['decided'::text, 'published'::text, 'deleted'::text])));
alter table outputs add constraint outputs_id_fkey FOREIGN KEY (id) REFERENCES attempts(id);
alter table outputs add constraint outputs_pkey PRIMARY KEY (id);
alter table outputs add constraint outputs_sequence UNIQUE ("extract", kind, window_start, window_end, sequence);
alter table run_log add constraint run_log_attempt_id_fkey FOREIGN KEY (attempt_id) REFERENCES attempts(id);
alter table run_log add constraint run_log_lines PRIMARY KEY (attempt_id, line);
alter table runners add constraint runners_pkey PRIMARY KEY (id);
alter table supersessions add constraint supersessions_instead_of_fkey FOREIGN KEY (instead_of) REFERENCES outputs(id);
alter table supersessions add constraint supersessions_output_id_fkey FOREIGN KEY (output_id) REFERENCES outputs(id);
alter table supersessions add constraint supersessions_pkey PRIMARY KEY (id);
alter table texts add constraint texts_pkey PRIMARY KEY (sha256);
alter table tokens add constraint tokens_pkey PRIMARY KEY (id);
alter table tokens add constraint tokens_sha256_key UNIQUE (sha256);

CREATE UNIQUE INDEX attempts_exclusive ON public.attempts USING btree (exclusive) WHERE (state = 'running'::text);
CREATE INDEX attempts_extract ON public.attempts USING btree ("extract", started_at, id);
CREATE INDEX attempts_obligation ON public.attempts USING btree (obligation_id);
CREATE UNIQUE INDEX attempts_once ON public.attempts USING btree (obligation_id) WHERE (state = ANY (ARRAY['running'::text, 'decided'::text, 'published'::text, 'skipped'::text]));
CREATE UNIQUE INDEX attempts_sequence ON public.attempts USING btree ("extract", kind, window_start, window_end, sequence);
CREATE UNIQUE INDEX attempts_slot ON public.attempts USING btree (warehouse, slot) WHERE (state = 'running'::text);
CREATE INDEX attempts_started ON public.attempts USING btree (started_at);
CREATE INDEX attempts_state ON public.attempts USING btree (state, lease_until);
CREATE INDEX audit_at ON public.audit USING btree (at);
CREATE INDEX extracts_due ON public.extracts USING btree (next_due_at);
CREATE INDEX feed_dead_letters_at ON public.feed_dead_letters USING btree (feed, at, id);
CREATE INDEX feed_holds_deadline ON public.feed_holds USING btree (feed, deadline);
CREATE INDEX feed_holds_external_id ON public.feed_holds USING btree (feed, external_id);
CREATE INDEX feed_holds_order ON public.feed_holds USING btree (feed, batch, ordinal);
CREATE INDEX feed_requests_feed ON public.feed_requests USING btree (feed, id);
CREATE INDEX feed_seen_at ON public.feed_seen USING btree (feed, at);
CREATE INDEX feed_sent_at ON public.feed_sent USING btree (feed, at);
CREATE INDEX late_checks_due ON public.late_checks USING btree (checked_at, due_at);
CREATE INDEX notices_open ON public.notices USING btree (event, over_at);
CREATE INDEX notices_waiting ON public.notices USING btree (state, next_try_at);
CREATE INDEX obligations_changed ON public.obligations USING btree (state, changed_at);
CREATE INDEX obligations_due ON public.obligations USING btree (state, next_try_at);
CREATE INDEX obligations_extract ON public.obligations USING btree ("extract", window_start);
CREATE UNIQUE INDEX obligations_once ON public.obligations USING btree ("extract", kind, window_start, window_end) WHERE (purpose = 'window'::text);
CREATE INDEX obligations_owed ON public.obligations USING btree (purpose, "extract", urgent_at, id) WHERE (state = 'owed'::text);
CREATE INDEX obligations_states ON public.obligations USING btree ("extract", state);
CREATE INDEX obligations_urgent ON public.obligations USING btree (state, urgent_at, id);
CREATE INDEX outputs_created ON public.outputs USING btree (state, created_at, id, owner, shared, "extract", path);
CREATE INDEX outputs_format ON public.outputs USING btree (state, format, id, owner, shared);
CREATE INDEX outputs_kind ON public.outputs USING btree (state, kind, id, owner, shared);
CREATE INDEX outputs_latest ON public.outputs USING btree ("extract", window_end, sequence);
CREATE INDEX outputs_name ON public.outputs USING btree (state, "extract", id, owner, shared, path);
CREATE INDEX outputs_owner ON public.outputs USING btree (state, owner, id, shared);
CREATE INDEX outputs_published ON public.outputs USING btree (state, published_at, id, owner, shared);
CREATE INDEX outputs_rows ON public.outputs USING btree (state, rows, id, owner, shared);
CREATE INDEX outputs_shared ON public.outputs USING btree (state, shared, id, owner);
CREATE INDEX outputs_size ON public.outputs USING btree (state, bytes, id, owner, shared);
CREATE INDEX outputs_window ON public.outputs USING btree (state, window_start, id, owner, shared, window_end);
CREATE INDEX supersessions_output ON public.supersessions USING btree (output_id);

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
  error_message text
);
create table ledger (
  id text not null,
  created_at timestamp(3) with time zone not null
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
  changed_at timestamp(3) with time zone not null
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
  deleted_at timestamp(3) with time zone
);

alter table attempts add constraint attempts_state_check CHECK ((state = ANY (ARRAY['running'::text, 'decided'::text, 'published'::text, 'skipped'::text, 'discarded'::text, 'failed'::text, 'cancelled'::text])));
alter table attempts add constraint attempts_obligation_id_fkey FOREIGN KEY (obligation_id) REFERENCES obligations(id);
alter table attempts add constraint attempts_pkey PRIMARY KEY (id);
alter table attempts add constraint attempts_staging_key UNIQUE (staging);
alter table ledger add constraint ledger_pkey PRIMARY KEY (id);
alter table obligations add constraint obligations_purpose_check CHECK ((purpose = ANY (ARRAY['window'::text, 'request'::text])));
alter table obligations add constraint obligations_state_check CHECK ((state = ANY (ARRAY['owed'::text, 'running'::text, 'published'::text, 'skipped'::text, 'failed'::text, 'abandoned'::text, 'cancelled'::text])));
alter table obligations add constraint obligations_window CHECK ((window_start < window_end));
alter table obligations add constraint obligations_pkey PRIMARY KEY (id);
alter table outputs add constraint outputs_state_check CHECK ((state = ANY (ARRAY['decided'::text, 'published'::text, 'deleted'::text])));
alter table outputs add constraint outputs_id_fkey FOREIGN KEY (id) REFERENCES attempts(id);
alter table outputs add constraint outputs_pkey PRIMARY KEY (id);
alter table outputs add constraint outputs_sequence UNIQUE ("extract", kind, window_start, window_end, sequence);

CREATE UNIQUE INDEX attempts_exclusive ON public.attempts USING btree (exclusive) WHERE (state = 'running'::text);
CREATE UNIQUE INDEX attempts_once ON public.attempts USING btree (obligation_id) WHERE (state = ANY (ARRAY['running'::text, 'decided'::text, 'published'::text, 'skipped'::text]));
CREATE UNIQUE INDEX attempts_sequence ON public.attempts USING btree ("extract", kind, window_start, window_end, sequence);
CREATE INDEX attempts_started ON public.attempts USING btree (started_at);
CREATE INDEX attempts_state ON public.attempts USING btree (state, lease_until);
CREATE INDEX obligations_due ON public.obligations USING btree (state, next_try_at);
CREATE UNIQUE INDEX obligations_once ON public.obligations USING btree ("extract", kind, window_start, window_end) WHERE (purpose = 'window'::text);
CREATE INDEX outputs_latest ON public.outputs USING btree ("extract", window_end, sequence);

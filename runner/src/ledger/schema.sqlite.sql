CREATE TABLE "applied" (
  "id" text not null primary key,
  "commit_id" text,
  "source" text not null,
  "refused" text not null,
  "policy" text default '' not null,
  "runner" text not null,
  "applied_at" text not null
);

CREATE TABLE "attempts" (
  "id" text not null primary key,
  "obligation_id" text not null references "obligations" ("id"),
  "extract" text not null,
  "kind" text not null,
  "window_start" text not null,
  "window_end" text not null,
  "sequence" integer not null,
  "state" text not null check ("state" in ('running', 'decided', 'published', 'skipped', 'discarded', 'failed', 'cancelled')),
  "epoch" integer not null,
  "exclusive" text,
  "runner" text not null,
  "lease_until" text not null,
  "destination" text not null,
  "staging" text not null unique,
  "plan_hash" text not null,
  "definition_hash" text not null,
  "commit_id" text,
  "dirty" integer,
  "started_at" text not null,
  "ended_at" text,
  "rows" integer,
  "bytes" integer,
  "error_code" text,
  "error_message" text,
  "warehouse" text,
  "slot" integer,
  "leased_at" text,
  "most_tries" integer,
  "progress_rows" integer,
  "progress_bytes" integer,
  "approval" text
);

CREATE UNIQUE INDEX "attempts_exclusive" on "attempts" ("exclusive") where "state" = 'running';

CREATE INDEX "attempts_extract" on "attempts" ("extract", "started_at", "id");

CREATE INDEX "attempts_obligation" on "attempts" ("obligation_id");

CREATE UNIQUE INDEX "attempts_once" on "attempts" ("obligation_id") where state in ('running', 'decided', 'published', 'skipped');

CREATE UNIQUE INDEX "attempts_sequence" on "attempts" ("extract", "kind", "window_start", "window_end", "sequence");

CREATE UNIQUE INDEX "attempts_slot" on "attempts" ("warehouse", "slot") where "state" = 'running';

CREATE INDEX "attempts_started" on "attempts" ("started_at");

CREATE INDEX "attempts_state" on "attempts" ("state", "lease_until");

CREATE TABLE "audit" (
  "id" text not null primary key,
  "at" text not null,
  "actor" text not null,
  "token_id" text,
  "client" text,
  "action" text not null,
  "subject" text,
  "outcome" text not null,
  "detail" text
);

CREATE INDEX "audit_at" on "audit" ("at");

CREATE TABLE "extracts" (
  "name" text not null primary key,
  "document_id" text unique,
  "kind" text not null check ("kind" in ('scheduled', 'immediate', 'dispatched')),
  "owner" text not null,
  "shared" integer default 0 not null,
  "product" text not null,
  "warehouse" text not null,
  "definition_hash" text not null,
  "document_hash" text default '' not null,
  "texts" text not null,
  "commit_id" text,
  "refused" text,
  "frontier" text,
  "covered_from" text,
  "next_due_at" text,
  "enabled" integer not null,
  "paused_at" text,
  "paused_by" text,
  "pause_reason" text,
  "first_applied_at" text not null,
  "applied_at" text not null,
  "removed_at" text
);

CREATE INDEX "extracts_due" on "extracts" ("next_due_at");

CREATE TABLE "feed_dead_letters" (
  "feed" text not null,
  "id" text not null,
  "type" text not null,
  "external_id" text,
  "code" text not null,
  "message" text not null,
  "at" text not null,
  constraint "feed_dead_letters_key" primary key ("feed", "id")
);

CREATE INDEX "feed_dead_letters_at" on "feed_dead_letters" ("feed", "at", "id");

CREATE TABLE "feed_documents" (
  "name" text not null primary key,
  "document_id" text,
  "owner" text not null,
  "shared" integer not null,
  "product" text not null,
  "definition_hash" text not null,
  "texts" text not null,
  "commit_id" text,
  "refused" text,
  "enabled" integer not null,
  "applied_at" text not null
);

CREATE TABLE "feed_holds" (
  "feed" text not null,
  "type" text not null,
  "row" text not null,
  "external_id" text not null,
  "after" text not null,
  "event" text not null,
  "raised_at" text not null,
  "value" text not null,
  "deadline" text not null,
  "batch" integer not null,
  "ordinal" integer not null,
  "made_of" text default '' not null,
  constraint "feed_holds_key" primary key ("feed", "type", "row")
);

CREATE INDEX "feed_holds_deadline" on "feed_holds" ("feed", "deadline");

CREATE INDEX "feed_holds_external_id" on "feed_holds" ("feed", "external_id");

CREATE INDEX "feed_holds_order" on "feed_holds" ("feed", "batch", "ordinal");

CREATE TABLE "feed_requests" (
  "id" text not null primary key,
  "feed" text not null,
  "from_time" text not null,
  "to_time" text not null,
  "types" text not null,
  "username" text not null,
  "reason" text,
  "at" text not null
);

CREATE INDEX "feed_requests_feed" on "feed_requests" ("feed", "id");

CREATE TABLE "feed_seen" (
  "feed" text not null,
  "event" text not null,
  "at" text not null,
  constraint "feed_seen_key" primary key ("feed", "event")
);

CREATE INDEX "feed_seen_at" on "feed_seen" ("feed", "at");

CREATE TABLE "feed_sent" (
  "feed" text not null,
  "type" text not null,
  "external_id" text not null,
  "at" text not null,
  constraint "feed_sent_key" primary key ("feed", "type", "external_id")
);

CREATE INDEX "feed_sent_at" on "feed_sent" ("feed", "at");

CREATE TABLE "feeds" (
  "key" text not null primary key,
  "name" text not null,
  "epoch" integer default 0 not null,
  "position" text,
  "position_given" integer default 0 not null,
  "batch" integer default 0 not null,
  "partitions" integer,
  "prepared" text,
  "definition_hash" text,
  "paused_at" text,
  "paused_by" text,
  "pause_reason" text,
  "stopped_at" text,
  "error_code" text,
  "error_message" text,
  "error_at" text,
  "sent" integer default 0 not null,
  "last_type" text,
  "last_event" text,
  "last_at" text,
  "lag_events" integer,
  "lag_seconds" double precision,
  "lag_at" text,
  "held_up_since" text,
  "rate" double precision,
  "changed_at" text not null,
  "partitions_of" text,
  "failing_since" text
);

CREATE TABLE "idempotency" (
  "actor" text not null,
  "key" text not null,
  "request_sha256" text not null,
  "status" integer,
  "body" text,
  "created_at" text not null,
  constraint "idempotency_keys" primary key ("actor", "key")
);

CREATE TABLE "late_checks" (
  "output_id" text not null references "outputs" ("id"),
  "step" text not null,
  "due_at" text not null,
  "checked_at" text,
  "drift" integer,
  "error" text,
  constraint "late_checks_steps" primary key ("output_id", "step")
);

CREATE INDEX "late_checks_due" on "late_checks" ("checked_at", "due_at");

CREATE TABLE "leases" (
  "name" text not null primary key,
  "holder" text not null,
  "epoch" integer not null,
  "until" text not null
);

CREATE TABLE "ledger" (
  "id" text not null primary key,
  "created_at" text not null,
  "readable_from" text default '0002-daemon' not null
);

CREATE TABLE "marks" (
  "name" text not null primary key,
  "value" text not null
);

CREATE TABLE "notices" (
  "id" text not null primary key,
  "key" text not null,
  "event" text not null,
  "extract" text not null,
  "notifier" text not null,
  "body" text not null,
  "state" text not null,
  "tries" integer default 0 not null,
  "next_try_at" text not null,
  "error" text,
  "created_at" text not null,
  "sent_at" text,
  "over_at" text,
  constraint "notices_once" unique ("key", "notifier")
);

CREATE INDEX "notices_open" on "notices" ("event", "over_at");

CREATE INDEX "notices_waiting" on "notices" ("state", "next_try_at");

CREATE TABLE "obligations" (
  "id" text not null primary key,
  "purpose" text not null check ("purpose" in ('window', 'request')),
  "extract" text not null,
  "kind" text not null,
  "window_start" text not null,
  "window_end" text not null,
  "timezone" text not null,
  "requester" text not null,
  "reason" text,
  "definition_hash" text not null,
  "state" text not null check ("state" in ('owed', 'running', 'published', 'skipped', 'failed', 'abandoned', 'cancelled')),
  "epoch" integer default 0 not null,
  "tries" integer default 0 not null,
  "next_try_at" text not null,
  "error_code" text,
  "error_message" text,
  "created_at" text not null,
  "changed_at" text not null,
  "due_at" text,
  "urgent_at" text,
  "ready_at" text,
  "narrowing" text,
  "stretch" integer,
  constraint "obligations_window" check (window_start < window_end)
);

CREATE INDEX "obligations_changed" on "obligations" ("state", "changed_at");

CREATE INDEX "obligations_due" on "obligations" ("state", "next_try_at");

CREATE INDEX "obligations_extract" on "obligations" ("extract", "window_start");

CREATE UNIQUE INDEX "obligations_once" on "obligations" ("extract", "kind", "window_start", "window_end") where "purpose" = 'window';

CREATE INDEX "obligations_owed" on "obligations" ("purpose", "extract", "urgent_at", "id") where "state" = 'owed';

CREATE INDEX "obligations_states" on "obligations" ("extract", "state");

CREATE INDEX "obligations_urgent" on "obligations" ("state", "urgent_at", "id");

CREATE TABLE "outputs" (
  "id" text not null primary key references "attempts" ("id"),
  "extract" text not null,
  "kind" text not null,
  "window_start" text not null,
  "window_end" text not null,
  "timezone" text not null,
  "sequence" integer not null,
  "state" text not null check ("state" in ('decided', 'published', 'deleted')),
  "owner" text not null,
  "shared" integer not null,
  "format" text not null,
  "compress" text not null,
  "destination" text not null,
  "path" text not null,
  "parts" text not null,
  "manifest_path" text not null,
  "manifest" text not null,
  "sha256" text not null,
  "content_sha256" text not null,
  "bytes" integer not null,
  "rows" integer not null,
  "definition_hash" text not null,
  "plan_hash" text not null,
  "created_at" text not null,
  "published_at" text,
  "deleted_at" text,
  "pinned_at" text,
  "pinned_by" text,
  constraint "outputs_sequence" unique ("extract", "kind", "window_start", "window_end", "sequence")
);

CREATE INDEX "outputs_created" on "outputs" ("state", "created_at", "id", "owner", "shared", "extract", "path");

CREATE INDEX "outputs_format" on "outputs" ("state", "format", "id", "owner", "shared");

CREATE INDEX "outputs_kind" on "outputs" ("state", "kind", "id", "owner", "shared");

CREATE INDEX "outputs_latest" on "outputs" ("extract", "window_end", "sequence");

CREATE INDEX "outputs_name" on "outputs" ("state", "extract", "id", "owner", "shared", "path");

CREATE INDEX "outputs_owner" on "outputs" ("state", "owner", "id", "shared");

CREATE INDEX "outputs_published" on "outputs" ("state", "published_at", "id", "owner", "shared");

CREATE INDEX "outputs_rows" on "outputs" ("state", "rows", "id", "owner", "shared");

CREATE INDEX "outputs_shared" on "outputs" ("state", "shared", "id", "owner");

CREATE INDEX "outputs_size" on "outputs" ("state", "bytes", "id", "owner", "shared");

CREATE INDEX "outputs_window" on "outputs" ("state", "window_start", "id", "owner", "shared", "window_end");

CREATE TABLE "run_log" (
  "attempt_id" text not null references "attempts" ("id"),
  "line" integer not null,
  "at" text not null,
  "level" text not null,
  "message" text not null,
  constraint "run_log_lines" primary key ("attempt_id", "line")
);

CREATE TABLE "runners" (
  "id" text not null primary key,
  "version" text not null,
  "roles" text not null,
  "address" text,
  "commit_id" text,
  "started_at" text not null,
  "seen_at" text not null,
  "stopped_at" text
);

CREATE TABLE "supersessions" (
  "id" text not null primary key,
  "output_id" text not null references "outputs" ("id"),
  "instead_of" text not null references "outputs" ("id"),
  "number" integer not null,
  "username" text not null,
  "reason" text not null,
  "at" text not null
);

CREATE INDEX "supersessions_output" on "supersessions" ("output_id");

CREATE TABLE "texts" (
  "sha256" text not null primary key,
  "text" text not null
);

CREATE TABLE "tokens" (
  "id" text not null primary key,
  "sha256" text not null unique,
  "username" text not null,
  "name" text not null,
  "created_by" text not null,
  "created_at" text not null,
  "expires_at" text not null,
  "revoked_at" text,
  "revoked_by" text,
  "last_used_at" text
);

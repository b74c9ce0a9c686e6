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
  "error_message" text
);

CREATE UNIQUE INDEX "attempts_exclusive" on "attempts" ("exclusive") where "state" = 'running';

CREATE UNIQUE INDEX "attempts_once" on "attempts" ("obligation_id") where state in ('running', 'decided', 'published', 'skipped');

CREATE UNIQUE INDEX "attempts_sequence" on "attempts" ("extract", "kind", "window_start", "window_end", "sequence");

CREATE INDEX "attempts_started" on "attempts" ("started_at");

CREATE INDEX "attempts_state" on "attempts" ("state", "lease_until");

CREATE TABLE "ledger" (
  "id" text not null primary key,
  "created_at" text not null
);

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
  constraint "obligations_window" check (window_start < window_end)
);

CREATE INDEX "obligations_due" on "obligations" ("state", "next_try_at");

CREATE UNIQUE INDEX "obligations_once" on "obligations" ("extract", "kind", "window_start", "window_end") where "purpose" = 'window';

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
  constraint "outputs_sequence" unique ("extract", "kind", "window_start", "window_end", "sequence")
);

CREATE INDEX "outputs_latest" on "outputs" ("extract", "window_end", "sequence");

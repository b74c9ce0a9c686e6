import type { Generated } from "kysely";
import type { RunKind } from "../schedule/window.ts";
import type { FeedTables } from "./feeds/feed-tables.ts";

/**
 * The ledger's tables as queries see them, on either engine. Times are UTC, ISO 8601 with milliseconds; booleans are written
 * as 0 and 1 and read through Boolean(); counts stay below 2^53.
 */
export interface Tables extends FeedTables {
  readonly ledger: LedgerRow;
  readonly obligations: ObligationRow;
  readonly attempts: AttemptRow;
  readonly outputs: OutputRow;
  readonly supersessions: SupersessionRow;
  readonly extracts: ExtractRow;
  readonly feed_documents: FeedDocumentRow;
  readonly texts: TextRow;
  readonly applied: AppliedRow;
  readonly runners: RunnerRow;
  readonly leases: LeaseRow;
  readonly marks: MarkRow;
  readonly run_log: RunLogRow;
  readonly late_checks: LateCheckRow;
  readonly notices: NoticeRow;
  readonly tokens: TokenRow;
  readonly audit: AuditRow;
  readonly idempotency: IdempotencyRow;
}

interface LedgerRow {
  readonly id: string;
  readonly created_at: string;
  /** The last migration that older versions can't live with: a runner that does not know it must not open this ledger. */
  readonly readable_from: Generated<string>;
}

/** Which window of which extract. */
interface WindowColumns {
  readonly extract: string;
  readonly kind: RunKind;
  readonly window_start: string;
  readonly window_end: string;
}

/** What becomes of an obligation; one that failed waits for a person. */
export const obligationStates = ["owed", "running", "published", "skipped", "failed", "abandoned", "cancelled"] as const;
export type ObligationState = (typeof obligationStates)[number];

/** `window`: owed by a schedule, once for each window. `request`: somebody asked: a one-off, a re-run, an ad hoc extract. */
export const purposes = ["window", "request"] as const;
export type Purpose = (typeof purposes)[number];

interface ObligationRow extends WindowColumns {
  readonly id: string;
  readonly purpose: Purpose;
  readonly timezone: string;
  readonly requester: string;
  readonly reason: string | null;
  readonly definition_hash: string;
  readonly state: ObligationState;
  readonly epoch: number;
  readonly tries: number;
  readonly next_try_at: string;
  /** What the run is due; of a request: when it was made. Lateness counts from here. */
  readonly due_at: string;
  /**
   * The order in which owed work is done. A window that is due and a request rank by that moment; the windows of a catch-up or
   * backfill are spaced out after it, so that fresh work goes in between and none of it starves.
   */
  readonly urgent_at: string;
  /** JSON of a request that narrows its extract: fields, filter, format (DESIGN 3). */
  readonly narrowing: string | null;
  /** When the warehouse said that the data are there. */
  readonly ready_at: string | null;
  /** A skipped stretch which is no window: however many windows of the schedule lie in it, nobody ever worked on one. */
  readonly stretch: Generated<number | boolean | null>;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly created_at: string;
  readonly changed_at: string;
}

/** What becomes of an attempt: `decided` is committed and on its way to its destination. */
export const attemptStates = ["running", "decided", "published", "skipped", "discarded", "failed", "cancelled"] as const;
export type AttemptState = (typeof attemptStates)[number];

interface AttemptRow extends WindowColumns {
  readonly id: string;
  readonly obligation_id: string;
  readonly sequence: number;
  readonly state: AttemptState;
  readonly epoch: number;
  /** The extract's name where one run at a time is allowed, else null. */
  readonly exclusive: string | null;
  /** Which of the warehouse's places the attempt takes up while it runs; null where nobody counts. */
  readonly warehouse: string | null;
  readonly slot: number | null;
  /** When so many tries have failed or lost their runner the obligation waits for a person; null: nobody tries again. */
  readonly most_tries: number | null;
  /** How far it is, as of the last heartbeat. */
  readonly progress_rows: number | null;
  readonly progress_bytes: number | null;
  readonly runner: string;
  readonly lease_until: string;
  /** When the lease was given; null by versions before 0.2. */
  readonly leased_at: string | null;
  readonly destination: string;
  readonly staging: string;
  readonly plan_hash: string;
  readonly definition_hash: string;
  readonly commit_id: string | null;
  readonly dirty: number | boolean | null;
  /** Null by versions that did not ask. */
  readonly approval: Approved | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

/** Whether a definition stands on the protected branch; `unknown` where nobody has named one. */
export type Approved = "approved" | "unapproved" | "unknown";

/** What becomes of an output. */
export const outputStates = ["decided", "published", "deleted"] as const;
export type OutputState = (typeof outputStates)[number];

interface OutputRow extends WindowColumns {
  /** The id of the attempt that made it. */
  readonly id: string;
  readonly timezone: string;
  readonly sequence: number;
  readonly state: OutputState;
  readonly owner: string;
  readonly shared: number | boolean;
  readonly format: string;
  readonly compress: string;
  readonly destination: string;
  readonly path: string;
  /** JSON: the parts with their paths, sizes and hashes. */
  readonly parts: string;
  readonly manifest_path: string;
  readonly manifest: string;
  readonly sha256: string;
  readonly content_sha256: string;
  readonly bytes: number;
  readonly rows: number;
  readonly definition_hash: string;
  readonly plan_hash: string;
  readonly created_at: string;
  readonly published_at: string | null;
  readonly deleted_at: string | null;
  /** Retention leaves a pinned output alone. */
  readonly pinned_at: string | null;
  readonly pinned_by: string | null;
}

/** An admin's word that a day of a daily export is answered by another output of the same window, from now on. */
interface SupersessionRow {
  readonly id: string;
  /** What answers the day. */
  readonly output_id: string;
  /** What answered it before. */
  readonly instead_of: string;
  /** Among those of the day; the highest holds. A clock may be set back. */
  readonly number: number;
  readonly username: string;
  readonly reason: string;
  readonly at: string;
}

/** By a schedule, at once, or when somebody asks. */
export const extractKinds = ["scheduled", "immediate", "dispatched"] as const;
export type ExtractKind = (typeof extractKinds)[number];

/** An extract as it was last applied, with its frontiers. A removed one keeps its row. */
interface ExtractRow {
  readonly name: string;
  /** The document's `id`, by which a new name is a rename. */
  readonly document_id: string | null;
  readonly kind: ExtractKind;
  readonly owner: string;
  /** Whether others than its owner and admins may know of it, its runs and what it owes. */
  readonly shared: Generated<number | boolean>;
  readonly product: string;
  readonly warehouse: string;
  readonly definition_hash: string;
  /** Of its own document, as far as that decides what is published: an immediate extract runs again when it changes. */
  readonly document_hash: Generated<string>;
  /** JSON [{path, sha256}]: the texts that it was applied from, kept in `texts` as its last good. */
  readonly texts: string;
  readonly commit_id: string | null;
  /** Why the newest text is not in force: JSON of a diagnostic. The last good one is. */
  readonly refused: string | null;
  /** Up to here, and no further, its schedule has made windows. */
  readonly frontier: string | null;
  /** Where its windows begin: the second frontier, which backfill moves backwards. */
  readonly covered_from: string | null;
  /** When the next window will be due: what the scheduler looks for. */
  readonly next_due_at: string | null;
  readonly enabled: number | boolean;
  readonly paused_at: string | null;
  readonly paused_by: string | null;
  readonly pause_reason: string | null;
  readonly first_applied_at: string;
  readonly applied_at: string;
  readonly removed_at: string | null;
}

/** A feed as it was last applied. */
interface FeedDocumentRow {
  readonly name: string;
  /** The document's `id`. */
  readonly document_id: string | null;
  readonly owner: string;
  readonly shared: number | boolean;
  readonly product: string;
  readonly definition_hash: string;
  /** JSON [{path, sha256}]: the texts that it was applied from, kept in `texts` as its last good. */
  readonly texts: string;
  readonly commit_id: string | null;
  /** Why the newest text is not in force: JSON of a diagnostic. The last good one is. */
  readonly refused: string | null;
  readonly enabled: number | boolean;
  readonly applied_at: string;
}

/** A document's text, kept as long as an extract was applied from it. */
interface TextRow {
  readonly sha256: string;
  readonly text: string;
}

/** What was applied last; one row, id `current`. */
interface AppliedRow {
  readonly id: string;
  readonly commit_id: string | null;
  /** JSON of the source: folder, or Git URL and ref. */
  readonly source: string;
  /** JSON: diagnostics of what was refused. */
  readonly refused: string;
  /** SHA-256 of the text of datafeed.yaml that is in force, kept in `texts` as its last good. */
  readonly policy: Generated<string>;
  readonly runner: string;
  readonly applied_at: string;
}

/** A living or dead runner. */
interface RunnerRow {
  readonly id: string;
  readonly version: string;
  /** Comma-separated: scheduler, worker, feeds, api. */
  readonly roles: string;
  readonly address: string | null;
  readonly commit_id: string | null;
  readonly started_at: string;
  readonly seen_at: string;
  readonly stopped_at: string | null;
}

/** What one runner does for all (`scheduler`), by lease. */
interface LeaseRow {
  readonly name: string;
  readonly holder: string;
  readonly epoch: number;
  readonly until: string;
}

/** What the ledger keeps for itself: the key that links are signed with, how far upkeep has looked. */
interface MarkRow {
  readonly name: string;
  readonly value: string;
}

/** What happened in a run, for `datafeed logs`. */
interface RunLogRow {
  readonly attempt_id: string;
  readonly line: number;
  readonly at: string;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** A published window that is counted again: late rows are reported, never slipped in. */
interface LateCheckRow {
  readonly output_id: string;
  /** 1 h, 24 h, 7 d after publication. */
  readonly step: "1h" | "24h" | "7d";
  readonly due_at: string;
  readonly checked_at: string | null;
  /** Rows that the same query finds now, less those that were published. */
  readonly drift: number | null;
  readonly error: string | null;
}

/** Something that somebody is told once: open until it is over. */
interface NoticeRow {
  readonly id: string;
  /** Equal keys are one notice: event, extract, window. */
  readonly key: string;
  readonly event: string;
  readonly extract: string;
  readonly notifier: string;
  readonly body: string;
  readonly state: "waiting" | "sent" | "failed";
  readonly tries: number;
  readonly next_try_at: string;
  readonly error: string | null;
  readonly created_at: string;
  readonly sent_at: string | null;
  /** Of a failure or lateness: when it ended. Until then nobody is told of it again. */
  readonly over_at: string | null;
}

interface TokenRow {
  /** Public part, by which it is looked up and named. */
  readonly id: string;
  /** Of the whole token, hex. */
  readonly sha256: string;
  readonly username: string;
  readonly name: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly revoked_at: string | null;
  readonly revoked_by: string | null;
  /** To the minute. */
  readonly last_used_at: string | null;
}

interface AuditRow {
  readonly id: string;
  readonly at: string;
  /** User name, `anonymous`, or `runner`. */
  readonly actor: string;
  readonly token_id: string | null;
  /** Address of the client; null on the command line. */
  readonly client: string | null;
  /** As in `run.dispatch`, `output.delete`, `token.create`. */
  readonly action: string;
  readonly subject: string | null;
  readonly outcome: "done" | "refused" | "failed";
  /** JSON, without secrets or personal data. */
  readonly detail: string | null;
}

/** The answer to a POST that may be repeated with the same `Idempotency-Key`. */
interface IdempotencyRow {
  readonly actor: string;
  readonly key: string;
  /** SHA-256 of method, path and body: another request with the same key is refused. */
  readonly request_sha256: string;
  /** null while the first is under way. */
  readonly status: number | null;
  readonly body: string | null;
  readonly created_at: string;
}

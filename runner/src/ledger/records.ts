import type { Selectable } from "kysely";
import type { RunKind, Window } from "../schedule/window.ts";
import type { Approved, AttemptState, ObligationState, OutputState, Purpose, Tables } from "./tables.ts";

/** What is owed. Times are UTC, ISO 8601 with milliseconds. */
export interface Obligation {
  readonly id: string;
  readonly purpose: Purpose;
  readonly extract: string;
  readonly kind: RunKind;
  readonly window: Window;
  readonly requester: string;
  readonly reason?: string;
  readonly definitionHash: string;
  readonly state: ObligationState;
  readonly epoch: number;
  readonly tries: number;
  readonly nextTryAt: string;
  readonly dueAt: string;
  /** JSON of a request that narrows its extract. */
  readonly narrowing?: string;
  readonly readyAt?: string;
  readonly error?: RecordedError;
  readonly createdAt: string;
  readonly changedAt: string;
}

/** The code and message that a run ended with; free of secrets and personal data, as every message is. */
export interface RecordedError {
  readonly code: string;
  readonly message: string;
}

/** One try at what is owed. */
export interface Attempt {
  readonly id: string;
  readonly obligation: string;
  readonly extract: string;
  readonly kind: RunKind;
  readonly windowStart: string;
  readonly windowEnd: string;
  /** The number in the file's name; never given to another attempt at this window. */
  readonly sequence: number;
  readonly state: AttemptState;
  /** Grows with each claim of the obligation; a runner with an older one is not heard. */
  readonly epoch: number;
  readonly runner: string;
  readonly leaseUntil: string;
  readonly warehouse?: string;
  /** How far it is, as of the last heartbeat. */
  readonly progress?: { readonly rows: number; readonly bytes: number };
  readonly destination: string;
  /** The name of its folder in the destination's staging. */
  readonly staging: string;
  readonly planHash: string;
  readonly definitionHash: string;
  readonly commit?: string;
  readonly dirty?: boolean;
  readonly approval?: Approved;
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly rows?: number;
  readonly bytes?: number;
  readonly error?: RecordedError;
}

/** A file, or several parts of one, that was decided on. */
export interface Output {
  /** The id of the attempt that made it. */
  readonly id: string;
  readonly extract: string;
  readonly kind: RunKind;
  readonly window: Window;
  readonly sequence: number;
  readonly state: OutputState;
  readonly owner: string;
  readonly shared: boolean;
  readonly format: string;
  readonly compress: string;
  readonly destination: string;
  /** The first part's path in the destination. */
  readonly path: string;
  readonly parts: readonly OutputPart[];
  readonly manifestPath: string;
  /** The manifest, byte for byte. */
  readonly manifest: string;
  /** Of the file; of several parts: of their hashes, one a line. */
  readonly sha256: string;
  readonly contentSha256: string;
  /** All parts together. */
  readonly bytes: number;
  readonly rows: number;
  readonly definitionHash: string;
  readonly planHash: string;
  readonly createdAt: string;
  readonly publishedAt?: string;
  readonly deletedAt?: string;
  /** Retention leaves it alone. */
  readonly pinnedAt?: string;
}

/** One file of an output. Hashes are SHA-256, hex; content is what is inside the compression, or a Parquet file's rows as CSV. */
export interface OutputPart {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentBytes?: number;
  readonly contentSha256: string;
}

type Row<Table extends keyof Tables> = Selectable<Tables[Table]>;

/** A row as a record. */
export function obligationOf(row: Row<"obligations">): Obligation {
  return {
    id: row.id,
    purpose: row.purpose,
    extract: row.extract,
    kind: row.kind,
    window: { start: row.window_start, end: row.window_end, timezone: row.timezone },
    requester: row.requester,
    ...(row.reason === null ? {} : { reason: row.reason }),
    definitionHash: row.definition_hash,
    state: row.state,
    epoch: row.epoch,
    tries: row.tries,
    nextTryAt: row.next_try_at,
    dueAt: row.due_at,
    ...(row.narrowing === null ? {} : { narrowing: row.narrowing }),
    ...(row.ready_at === null ? {} : { readyAt: row.ready_at }),
    ...errorOf(row),
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}

/** A row as a record. */
export function attemptOf(row: Row<"attempts">): Attempt {
  return {
    id: row.id,
    obligation: row.obligation_id,
    extract: row.extract,
    kind: row.kind,
    windowStart: row.window_start,
    windowEnd: row.window_end,
    sequence: row.sequence,
    state: row.state,
    epoch: row.epoch,
    runner: row.runner,
    leaseUntil: row.lease_until,
    ...(row.warehouse === null ? {} : { warehouse: row.warehouse }),
    ...(row.progress_rows === null ? {} : { progress: { rows: row.progress_rows, bytes: row.progress_bytes ?? 0 } }),
    destination: row.destination,
    staging: row.staging,
    planHash: row.plan_hash,
    definitionHash: row.definition_hash,
    ...(row.commit_id === null ? {} : { commit: row.commit_id }),
    ...(row.dirty === null ? {} : { dirty: Boolean(row.dirty) }),
    ...(row.approval === null ? {} : { approval: row.approval }),
    startedAt: row.started_at,
    ...(row.ended_at === null ? {} : { endedAt: row.ended_at }),
    ...(row.rows === null ? {} : { rows: row.rows }),
    ...(row.bytes === null ? {} : { bytes: row.bytes }),
    ...errorOf(row),
  };
}

/** A row as a record. */
export function outputOf(row: Row<"outputs">): Output {
  return {
    id: row.id,
    extract: row.extract,
    kind: row.kind,
    window: { start: row.window_start, end: row.window_end, timezone: row.timezone },
    sequence: row.sequence,
    state: row.state,
    owner: row.owner,
    shared: Boolean(row.shared),
    format: row.format,
    compress: row.compress,
    destination: row.destination,
    path: row.path,
    parts: JSON.parse(row.parts) as readonly OutputPart[],
    manifestPath: row.manifest_path,
    manifest: row.manifest,
    sha256: row.sha256,
    contentSha256: row.content_sha256,
    bytes: row.bytes,
    rows: row.rows,
    definitionHash: row.definition_hash,
    planHash: row.plan_hash,
    createdAt: row.created_at,
    ...(row.published_at === null ? {} : { publishedAt: row.published_at }),
    ...(row.deleted_at === null ? {} : { deletedAt: row.deleted_at }),
    ...(row.pinned_at === null ? {} : { pinnedAt: row.pinned_at }),
  };
}

function errorOf(row: { readonly error_code: string | null; readonly error_message: string | null }) {
  return row.error_code === null ? {} : { error: { code: row.error_code, message: row.error_message ?? "" } };
}

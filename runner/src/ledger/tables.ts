import type { RunKind } from "../schedule/window.ts";

/**
 * The ledger's tables as queries see them, on either engine. Times are UTC, ISO 8601 with milliseconds; booleans are written
 * as 0 and 1 and read through Boolean(); counts stay below 2^53.
 */
export interface Tables {
  readonly ledger: LedgerRow;
  readonly obligations: ObligationRow;
  readonly attempts: AttemptRow;
  readonly outputs: OutputRow;
}

interface LedgerRow {
  readonly id: string;
  readonly created_at: string;
}

/** Which window of which extract. */
interface WindowColumns {
  readonly extract: string;
  readonly kind: RunKind;
  readonly window_start: string;
  readonly window_end: string;
}

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
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly created_at: string;
  readonly changed_at: string;
}

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
  readonly runner: string;
  readonly lease_until: string;
  readonly destination: string;
  readonly staging: string;
  readonly plan_hash: string;
  readonly definition_hash: string;
  readonly commit_id: string | null;
  readonly dirty: number | boolean | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly rows: number | null;
  readonly bytes: number | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
}

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
}

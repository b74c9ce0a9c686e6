import type { RecordedError } from "../../ledger/records.ts";
import type { Approved, AttemptState, ObligationState } from "../../ledger/tables.ts";
import type { RunKind, Window } from "../../schedule/window.ts";
import type { OutputView } from "./outputs.ts";
import type { ListQuery } from "./page.ts";

/** Which runs. */
export interface RunQuery extends ListQuery {
  readonly extract?: string;
  readonly states?: readonly AttemptState[];
  readonly requester?: string;
}

/** An attempt, with what it was for. */
export interface RunView {
  readonly id: string;
  readonly obligation: string;
  readonly extract: string;
  readonly kind: RunKind;
  readonly window: Window;
  readonly sequence: number;
  readonly state: AttemptState;
  readonly requester: string;
  readonly reason?: string;
  readonly runner: string;
  readonly definitionHash: string;
  readonly planHash: string;
  readonly commit?: string;
  /** Whether the definition stood on the protected branch when it was claimed. */
  readonly approval?: Approved;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** So far, while it runs. */
  readonly rows?: number;
  readonly bytes?: number;
  readonly error?: RecordedError;
  readonly obligationState: ObligationState;
  /** When the next try is due, where there is one. */
  readonly nextTryAt?: string;
}

/** A line of what a run says. */
export interface LogLine {
  readonly at: string;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

/** How far a run has come at a moment. */
export interface RunProgress {
  readonly at: string;
  readonly state: AttemptState | ObligationState;
  readonly run?: string;
  readonly rows?: number;
  readonly bytes?: number;
  readonly message?: string;
  readonly error?: RecordedError;
  readonly output?: OutputView;
  /** Nothing comes after it. */
  readonly last: boolean;
}

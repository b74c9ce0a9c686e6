import type { RecordedError } from "../../ledger/records.ts";
import type { ObligationState } from "../../ledger/tables.ts";
import type { RunKind, Window } from "../../schedule/window.ts";
import type { ListQuery } from "./page.ts";

/** Which of what is owed. */
export interface OwedQuery extends ListQuery {
  readonly extract?: string;
  readonly states?: readonly ObligationState[];
}

/** An obligation: a window or a request that is to be run. */
export interface OwedView {
  readonly id: string;
  readonly extract: string;
  readonly kind: RunKind;
  readonly window: Window;
  readonly state: ObligationState;
  readonly requester: string;
  readonly reason?: string;
  readonly tries: number;
  readonly dueAt: string;
  readonly nextTryAt: string;
  readonly error?: RecordedError;
  readonly createdAt: string;
}

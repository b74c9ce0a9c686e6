import type { OutputPart, RecordedError } from "../../ledger/records.ts";
import type { OutputState } from "../../ledger/tables.ts";
import type { RunKind, Window } from "../../schedule/window.ts";
import type { ListQuery } from "./page.ts";

/** Which outputs. */
export interface OutputQuery extends ListQuery {
  readonly extract?: string;
  readonly owner?: string;
  readonly product?: string;
  readonly shared?: boolean;
  readonly kind?: RunKind;
  readonly format?: string;
  readonly states?: readonly OutputState[];
  /** Window end after, window start before. */
  readonly from?: string;
  readonly to?: string;
  /** Size in bytes; both ends included. */
  readonly minBytes?: number;
  readonly maxBytes?: number;
  /** Instants (ISO 8601): changed last not before, and not after. */
  readonly modifiedFrom?: string;
  readonly modifiedTo?: string;
}

/** A published output, or one on its way. */
export interface OutputView {
  readonly id: string;
  readonly extract: string;
  /** The file's name without its folders: what the grid shows. */
  readonly name: string;
  readonly path: string;
  /** Where a person finds it: a path, or an address. */
  readonly location: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly kind: RunKind;
  readonly window: Window;
  readonly sequence: number;
  readonly state: OutputState;
  readonly format: string;
  readonly compress: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentSha256: string;
  readonly parts: readonly OutputPart[];
  readonly definitionHash: string;
  readonly planHash: string;
  /** Of its last change of state. */
  readonly modifiedAt: string;
  readonly publishedAt?: string;
  readonly pinned: boolean;
  /** Rows that arrived after publication, as of the last late check. */
  readonly drift?: number;
}

/** What came of the deletion of one output. */
export interface Deleted {
  readonly id: string;
  readonly deleted: boolean;
  readonly error?: RecordedError;
}

/** How outputs are deleted. */
export interface DeleteOptions {
  /** What a date of a daily export is answered by, too (SEEDS 22): for who may supersede it, with a reason. */
  readonly force?: boolean;
  /** For the audit log. */
  readonly reason?: string;
}

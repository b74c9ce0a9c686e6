import type { Readable } from "node:stream";
import type { RecordedError } from "../../ledger/records.ts";
import type { Window } from "../../schedule/window.ts";
import type { OutputView } from "./outputs.ts";

/** Which page of the days. */
export interface ExportDayQuery {
  readonly page?: number;
  /** Default: 10 (SEEDS 26); at most 1000. */
  readonly pageSize?: number;
  /** `date`, or `-date`, which is the default. */
  readonly sort?: string;
}

/**
 * `open`: not closed yet. `owed`, `running`: its document is to come; `paused`: when its schedule goes on. `empty`: there was not
 * a row, and the extract says `empty: skip`. `deleted`: what it was answered by was deleted.
 */
export type ExportDayState = "published" | "open" | "owed" | "paused" | "running" | "failed" | "empty" | "skipped" | "deleted";

/** A day of a daily export. */
export interface ExportDay {
  readonly extract: string;
  /** YYYY-MM-DD, in the zone of the window. */
  readonly date: string;
  readonly window: Window;
  readonly state: ExportDayState;
  /** Of an open day: when its run is due. */
  readonly closesAt?: string;
  /** What answers it, or did before that was deleted; absent where the caller may not know of it. */
  readonly output?: OutputView;
  /** Rows that arrived after publication, as of the last late check. They are not in the document (SEEDS 226). */
  readonly drift?: number;
  /** Of a failed day. */
  readonly error?: RecordedError;
  /** The id of what is owed, of a day whose document is to come or has failed: for `retry`. */
  readonly obligation?: string;
  /** Of a skipped day: why. */
  readonly reason?: string;
  /** An admin has had `output` answer the day. */
  readonly superseded?: Superseded;
}

/** Which output answered a day before, and who changed that. */
export interface Superseded {
  /** The id of the output that answered the day before. */
  readonly from: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** What answers a day from now on, and why. */
export interface SupersedeRequest {
  /** An output's id, or its beginning. */
  readonly output: string;
  readonly reason: string;
}

/** Columns of an extract, each with the texts of which a record's value must be one. */
export type Where = Readonly<Record<string, readonly string[]>>;

/** Records of a document, before they are read. */
export interface ExportRecords {
  readonly fileName: string;
  /** The same for the same records of the same document, and no other; without quotes. */
  readonly tag: string;
  /** Opens it, when the first record is found: what is wrong until then is an error here, later one of the stream. */
  open(): Promise<Readable>;
}

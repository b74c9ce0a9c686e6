import type { Readable } from "node:stream";
import type { OutputPart, RecordedError } from "../ledger/records.ts";
import type { Approved, AttemptState, ExtractKind, ObligationState, OutputState } from "../ledger/tables.ts";
import type { RunKind, Window } from "../schedule/window.ts";

/**
 * Everything that a person or a program can ask of a running Datafeed, in records that go over a wire as they are. Two make it:
 * `localCommands` over the ledger, warehouses and destinations; `remoteCommands` (room client) over HTTP. The API is a door to
 * the first; the command line takes either and prints the same. Errors are DatafeedErrors with the same codes on both ways.
 */
export interface Commands {
  listExtracts(query?: ExtractQuery): Promise<Page<ExtractView>>;
  extract(name: string): Promise<ExtractView>;
  listSchedules(query?: ScheduleQuery): Promise<Page<ScheduleView>>;
  schedule(name: string): Promise<ScheduleView>;
  /** Nothing new is owed until it is resumed. */
  pause(name: string, reason?: string): Promise<ScheduleView>;
  /** What came due meanwhile follows `catchup`; with `skip` it is skipped. */
  resume(name: string, options?: { readonly skip?: boolean }): Promise<ScheduleView>;
  /** Gives up owed or failed windows that lie within the range. Answers with how many. */
  skip(name: string, range: Range, reason?: string): Promise<{ readonly skipped: number }>;
  backfill(request: BackfillRequest): Promise<BackfillView>;

  listRuns(query?: RunQuery): Promise<Page<RunView>>;
  run(id: string): Promise<RunView>;
  /** What is owed and has not begun, or waits for another try. */
  listOwed(query?: OwedQuery): Promise<Page<OwedView>>;
  /** Asks for a run of a reviewed extract; narrowing makes it ad hoc (DESIGN 3). Answers with what is owed. */
  dispatch(request: DispatchRequest): Promise<OwedView>;
  /** Ends a run, or takes back a request that has not begun. `id` of a run, or of what is owed. */
  cancel(id: string, reason?: string): Promise<OwedView>;
  /** Makes a failed window or request owed again, at once. `id` of a run, or of what is owed. */
  retry(id: string): Promise<OwedView>;
  /** Gives up a decided output that can't be completed. */
  abandon(id: string, reason: string): Promise<RunView>;
  /** Of a run, or of the newest run at what is owed. */
  logs(id: string): Promise<readonly LogLine[]>;
  /** What happens to a run from now on, ending with its end. `id` of a run, or of what is owed. */
  follow(id: string, signal: AbortSignal): AsyncIterable<RunProgress>;

  listOutputs(query?: OutputQuery): Promise<Page<OutputView>>;
  output(id: string): Promise<OutputView>;
  latest(extract: string): Promise<OutputView>;
  manifest(id: string): Promise<string>;
  /** A part's bytes, or a stretch of them. */
  content(id: string, options?: ContentOptions): Promise<Content>;
  delete(ids: readonly string[], options?: DeleteOptions): Promise<readonly Deleted[]>;
  pin(id: string, pinned: boolean): Promise<OutputView>;
  verify(id: string, signal: AbortSignal): Promise<{ readonly problems: readonly string[] }>;

  /** The days of a daily export, newest first: those that the ledger knows, and those that are not closed yet. */
  listExportDays(extract: string, query?: ExportDayQuery): Promise<Page<ExportDay>>;
  /** How a day stands; `date` as YYYY-MM-DD. One that never was a day of the export is an error. */
  exportDay(extract: string, date: string): Promise<ExportDay>;
  /** The records of a day's document that `where` names: a JSON array, too. */
  exportRecords(day: ExportDay, where: Where): Promise<ExportRecords>;
  /** Has another output of the day answer its date from now on. */
  supersede(extract: string, date: string, request: SupersedeRequest): Promise<ExportDay>;

  preview(request: PreviewRequest, signal: AbortSignal): Promise<PreviewView>;

  listFeeds(query?: FeedQuery): Promise<Page<FeedView>>;
  feed(name: string): Promise<FeedView>;
  /** It stands still from the next batch on, until it is resumed. */
  pauseFeed(name: string, reason?: string): Promise<FeedView>;
  resumeFeed(name: string): Promise<FeedView>;
  /** Has events of a stretch of time sent once more, beside the new ones, with the ids that they had. */
  replayFeed(request: ReplayRequest): Promise<FeedView>;
  /** Has a paused feed go on from another place. */
  setFeedPosition(name: string, request: PositionRequest): Promise<FeedView>;
  listDeadLetters(feed: string, query?: ListQuery): Promise<Page<DeadLetterView>>;

  listTokens(): Promise<readonly TokenView[]>;
  createToken(request: TokenRequest): Promise<NewToken>;
  revokeToken(id: string): Promise<TokenView>;
  /** Revokes the token at once and makes another for the same user, with the same name. */
  regenerateToken(id: string): Promise<NewToken>;

  status(): Promise<StatusView>;
  listAudit(query?: AuditQuery): Promise<Page<AuditView>>;
}

/** Who asks. On a checkout it is the system's user, with every right: the database role is the boundary there (DESIGN 3). */
export interface Caller {
  readonly user: string;
  readonly role: Role;
  readonly tokenId?: string;
  /** Address of the client; absent on the command line. */
  readonly client?: string;
}

/** What a user may do on a server: viewer lists and downloads, developer also runs, previews and pauses, admin does everything. */
export type Role = "admin" | "developer" | "viewer";

export interface Range {
  /** UTC, ISO 8601; or wall clock of the extract's zone. */
  readonly start: string;
  readonly end: string;
}

/** A page of a list, and how many there are in all. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

/** Which page, in which order; `sort` names a column, with `-` in front for descending. */
export interface ListQuery {
  readonly page?: number;
  /** Default: 10 (SEEDS 26); at most 1000. */
  readonly pageSize?: number;
  readonly sort?: string;
  /** Part of the name, without regard to case. */
  readonly search?: string;
}

export interface ExtractQuery extends ListQuery {
  readonly kind?: ExtractKind;
  readonly owner?: string;
  readonly product?: string;
}

export interface ExtractView {
  readonly name: string;
  readonly description?: string;
  readonly kind: ExtractKind;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: { readonly id: string; readonly name: string };
  readonly template: string;
  readonly file: string;
  readonly format: string;
  readonly compress: string;
  /** Each day's document has an address of its own. */
  readonly export?: "daily";
  /** In which its times without an offset are read. */
  readonly timezone: string;
  /** Its columns, in order. */
  readonly fields: readonly string[];
  /** The same columns, each with the field that it shows: filters name fields. */
  readonly columns: readonly { readonly field: string; readonly as: string }[];
  readonly definitionHash: string;
  readonly commit?: string;
  /** Whether its definition stands on the protected branch. Absent: nobody has named one. */
  readonly approval?: Approved;
  /** Its newest text was refused; what is in force is the last good one. */
  readonly refused?: RecordedError;
  readonly lastRun?: RunView;
  readonly latestOutput?: OutputView;
}

export interface ScheduleQuery extends ListQuery {
  readonly product?: string;
  readonly state?: ScheduleState;
}

export type ScheduleState = "active" | "paused" | "disabled";

export interface ScheduleView {
  readonly extract: string;
  readonly owner: string;
  readonly product: { readonly id: string; readonly name: string };
  readonly file: string;
  /** "every day at 06:00 America/Chicago, for the day before". */
  readonly words: string;
  readonly state: ScheduleState;
  readonly pausedBy?: string;
  readonly pauseReason?: string;
  /** Windows up to here exist. UTC, ISO 8601; absent before the first. */
  readonly frontier?: string;
  readonly coveredFrom?: string;
  readonly nextRuns: readonly { readonly kind: RunKind; readonly window: Window; readonly due: string }[];
  readonly lastRun?: RunView;
  /** Windows that are owed, or failed and wait for a person. */
  readonly owed: number;
  readonly failed: number;
}

export interface BackfillRequest extends Range {
  readonly extract: string;
  /** Only says what it would do. */
  readonly dryRun?: boolean;
  /** Failed and abandoned windows, too. */
  readonly failed?: boolean;
  /** The most windows that are made owed; the same request again goes on. Default: 1000. */
  readonly limit?: number;
}

export interface BackfillView {
  readonly extract: string;
  /** The windows that are missing in the range, in order, up to the limit. */
  readonly windows: readonly {
    readonly kind: RunKind;
    readonly window: Window;
    readonly why: "never made" | ObligationState;
  }[];
  /** How many more are missing beyond the limit. */
  readonly more: number;
  readonly dryRun: boolean;
}

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

export interface OwedQuery extends ListQuery {
  readonly extract?: string;
  readonly states?: readonly ObligationState[];
}

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

export interface DispatchRequest {
  readonly extract: string;
  /** Default: the last closed window, or the immediate one. */
  readonly start?: string;
  readonly end?: string;
  readonly reason?: string;
  readonly narrow?: NarrowRequest;
}

/** Fewer fields, a filter over the extract's own fields, another format. */
export interface NarrowRequest {
  readonly fields?: readonly string[];
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly format?: "csv" | "json" | "ndjson" | "parquet";
}

export interface LogLine {
  readonly at: string;
  readonly level: "info" | "warn" | "error";
  readonly message: string;
}

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

export interface ContentOptions {
  /** Which part, from 1. Default: 1. */
  readonly part?: number;
  /** First byte, and the last one (included). */
  readonly from?: number;
  readonly to?: number;
}

export interface Content {
  readonly fileName: string;
  readonly mediaType: string;
  /** Of the whole part. */
  readonly bytes: number;
  readonly sha256: string;
  readonly stream: Readable;
}

export interface Deleted {
  readonly id: string;
  readonly deleted: boolean;
  readonly error?: RecordedError;
}

export interface DeleteOptions {
  /** What a date of a daily export is answered by, too (SEEDS 22): for who may supersede it, with a reason. */
  readonly force?: boolean;
  /** For the audit log. */
  readonly reason?: string;
}

export interface ExportDayQuery {
  readonly page?: number;
  /** Default: 10 (SEEDS 26); at most 1000. */
  readonly pageSize?: number;
  /** `date`, or `-date`, which is the default. */
  readonly sort?: string;
}

/**
 * `open`: not closed yet. `owed`, `running`: its document is to come; `paused`: when its schedule goes on. `empty`: there was not a row, and the extract says
 * `empty: skip`. `deleted`: what it was answered by was deleted.
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

export interface Superseded {
  /** The id of the output that answered the day before. */
  readonly from: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export interface SupersedeRequest {
  /** An output's id, or its beginning. */
  readonly output: string;
  readonly reason: string;
}

/** Columns of an extract, each with the texts of which a record's value must be one. */
export type Where = Readonly<Record<string, readonly string[]>>;

export interface ExportRecords {
  readonly fileName: string;
  /** The same for the same records of the same document, and no other; without quotes. */
  readonly tag: string;
  /** Opens it, when the first record is found: what is wrong until then is an error here, later one of the stream. */
  open(): Promise<Readable>;
}

export interface PreviewRequest {
  readonly extract: string;
  readonly start?: string;
  readonly end?: string;
  /** Default: 20; at most 1000. */
  readonly rows?: number;
  readonly narrow?: NarrowRequest;
}

export interface PreviewView {
  readonly extract: string;
  readonly window: Window;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly mask?: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly sql: string;
}

export interface FeedQuery extends ListQuery {
  readonly product?: string;
  readonly state?: FeedRunState;
}

/**
 * `running`: a runner has it. `waiting`: no runner has it now. `stopped`: it can't go on until a person acts, see `lastError`.
 * `disabled`: its document says so.
 */
export type FeedRunState = "running" | "waiting" | "paused" | "stopped" | "disabled";

/** A feed and how it stands. */
export interface FeedView {
  readonly name: string;
  readonly description?: string;
  readonly owner: string;
  readonly shared: boolean;
  readonly product: { readonly id: string; readonly name: string };
  readonly file: string;
  /** "changes of datafeed.changes", "looks back 10m every 30s". */
  readonly source: string;
  readonly broker: string;
  readonly topic: string;
  readonly deadLetterTopic: string;
  readonly delivery: "at-least-once" | "transactional";
  readonly events: readonly {
    readonly type: string;
    readonly template: string;
    readonly raise: readonly ("insert" | "update")[];
    readonly after?: string;
  }[];
  readonly definitionHash: string;
  readonly commit?: string;
  readonly approval?: Approved;
  /** Its newest text was refused; what is in force is the last good one. */
  readonly refused?: RecordedError;
  readonly state: FeedRunState;
  readonly runner?: string;
  readonly pausedBy?: string;
  readonly pauseReason?: string;
  /** How far it is behind, as of `at`. */
  readonly lag?: { readonly events?: number; readonly seconds: number; readonly heldUpSince?: string; readonly at: string };
  /** Events a second, over about a minute. */
  readonly rate?: number;
  /** Since the feed was first run, replays and repeats included. */
  readonly sent: number;
  readonly lastEvent?: { readonly type: string; readonly id: string; readonly at: string };
  readonly lastError?: RecordedError & { readonly at: string };
  /** Events that wait for the one before them. */
  readonly held: number;
  readonly deadLetters: number;
  /** JSON of where it stands; absent before its first batch. */
  readonly position?: string;
  /** Snapshot and replays under way. */
  readonly passes: readonly {
    readonly purpose: "snapshot" | "lookback" | "replay";
    readonly from?: string;
    readonly to: string;
    readonly rows: number;
  }[];
}

export interface ReplayRequest {
  readonly feed: string;
  /** UTC, ISO 8601, or with an offset; of the templates' time fields; from included, to not. */
  readonly from: string;
  readonly to: string;
  /** Default: all of the feed. */
  readonly types?: readonly string[];
  readonly reason?: string;
}

export interface PositionRequest {
  /**
   * `end`: what is there now is passed over. `start`: as if it had never run, snapshot included. `keep`: where it stands is right,
   * in the source's new history too. Else a position, as a view shows it.
   */
  readonly to: string;
  readonly reason: string;
}

/** An event that could not be sent, and why; without its payload. */
export interface DeadLetterView {
  readonly id: string;
  readonly type: string;
  readonly externalId?: string;
  readonly code: string;
  readonly message: string;
  readonly at: string;
}

export interface TokenRequest {
  readonly user: string;
  readonly name: string;
  /** Default: 90 days; at most 366. */
  readonly days?: number;
}

export interface TokenView {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt?: string;
  readonly revokedAt?: string;
  readonly state: "active" | "expired" | "revoked";
}

/** Shown once. */
export interface NewToken extends TokenView {
  readonly token: string;
}

export interface StatusView {
  readonly version: string;
  readonly user: string;
  readonly role: Role;
  readonly organization?: string;
  readonly viewer?: string;
  readonly products: readonly { readonly id: string; readonly name: string }[];
  readonly ledger: { readonly id: string; readonly place: string };
  readonly applied?: { readonly commit?: string; readonly source: string; readonly at: string };
  /** Why the newest documents can't be had at all; what was applied last is in force meanwhile. */
  readonly sourceProblem?: SourceProblem;
  /** Documents whose newest text is not in force, and why. */
  readonly refused: readonly Refused[];
  /** How what is in force stands to the protected branch. Absent: nobody has named one. */
  readonly approval?: ApprovalView;
  readonly runners: readonly RunnerView[];
  readonly owed: Readonly<Record<"owed" | "running" | "failed", number>>;
}

/** Approved is what stands on the protected branch, by definition hash. */
export interface ApprovalView {
  readonly protectedBranch: string;
  /** Its commit, when it was looked at last. */
  readonly commit: string;
  /** Nothing runs that is not approved. */
  readonly required: boolean;
  /** Extracts in force whose definition is not approved, by name: those that the caller may know of. */
  readonly unapproved: readonly string[];
  /** Extracts that do not run, since no definition of them is approved. */
  readonly waiting: readonly string[];
}

/** What is wrong with the folder or the repository that is followed. */
export interface SourceProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** UTC, ISO 8601. */
  readonly since: string;
}

export interface Refused {
  readonly file: string;
  readonly line?: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

export interface RunnerView {
  readonly id: string;
  readonly version: string;
  readonly roles: readonly string[];
  readonly alive: boolean;
  readonly startedAt: string;
  readonly seenAt: string;
}

export interface AuditQuery extends ListQuery {
  readonly actor?: string;
  readonly action?: string;
}

export interface AuditView {
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly subject?: string;
  readonly outcome: string;
  readonly client?: string;
}

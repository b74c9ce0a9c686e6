// Generated from schemas/api.schema.json by `npm run generate`. Do not edit.

/**
 * How a window came about.
 */
export type RunKind = "RunOnce" | "Daily" | "Weekly" | "Monthly" | "Cron" | "Transition" | "Adhoc";
/**
 * `scheduled`: by a schedule. `immediate`: one window, run once. `dispatched`: only when somebody asks.
 */
export type ExtractKind = "scheduled" | "immediate" | "dispatched";
/**
 * The state of a run.
 */
export type AttemptState = "running" | "decided" | "published" | "skipped" | "discarded" | "failed" | "cancelled";
/**
 * The state of what is owed.
 */
export type ObligationState = "owed" | "running" | "published" | "skipped" | "failed" | "abandoned" | "cancelled";
/**
 * `decided`: its content is settled, its files are being put in place. `published`: it can be read. `deleted`: its files are gone, its manifest stays.
 */
export type OutputState = "decided" | "published" | "deleted";
/**
 * `paused`: by a person, until resumed. `disabled`: by `enabled: false` in its document.
 */
export type ScheduleState = "active" | "paused" | "disabled";
/**
 * `running`: a runner has it. `waiting`: no runner has it now. `paused`: by a person, until resumed. `stopped`: it can't go on until a person acts; `lastError` says why. `disabled`: by `enabled: false` in its document.
 */
export type FeedRunState = "running" | "waiting" | "paused" | "stopped" | "disabled";
/**
 * What a user may do: a viewer lists and downloads, a developer also runs, previews and pauses, an admin does everything.
 */
export type Role = "admin" | "developer" | "viewer";
/**
 * The format of a file.
 */
export type Format = "csv" | "json" | "ndjson" | "parquet";
/**
 * `open`: not closed yet. `owed`, `running`: its document is to come; `paused`: when its schedule goes on. `empty`: there was not a row, and the extract says `empty: skip`. `deleted`: what answered it was deleted.
 */
export type ExportDayState = "published" | "open" | "owed" | "paused" | "running" | "failed" | "empty" | "skipped" | "deleted";

export interface Api {
  RunKind: RunKind;
  ExtractKind: ExtractKind;
  AttemptState: AttemptState;
  ObligationState: ObligationState;
  OutputState: OutputState;
  ScheduleState: ScheduleState;
  FeedRunState: FeedRunState;
  Role: Role;
  Format: Format;
  Product: Product;
  Window: Window;
  RecordedError: RecordedError;
  OutputPart: OutputPart;
  RunView: RunView;
  OutputView: OutputView;
  ExtractView: ExtractView;
  NextRun: NextRun;
  ScheduleView: ScheduleView;
  MissingWindow: MissingWindow;
  BackfillView: BackfillView;
  OwedView: OwedView;
  LogLine: LogLine;
  RunProgress: RunProgress;
  Deleted: Deleted;
  ExportDayState: ExportDayState;
  Superseded: Superseded;
  ExportDay: ExportDay;
  PreviewColumn: PreviewColumn;
  PreviewView: PreviewView;
  FeedEventType: FeedEventType;
  FeedLag: FeedLag;
  LastEvent: LastEvent;
  FeedError: FeedError;
  FeedPass: FeedPass;
  FeedView: FeedView;
  DeadLetterView: DeadLetterView;
  TokenView: TokenView;
  NewToken: NewToken;
  SourceProblem: SourceProblem;
  Refused: Refused;
  RunnerView: RunnerView;
  LedgerPlace: LedgerPlace;
  Applied: Applied;
  ApprovalView: ApprovalView;
  OwedCounts: OwedCounts;
  StatusView: StatusView;
  FeedsStatus: FeedsStatus;
  AuditView: AuditView;
  ExtractPage: ExtractPage;
  SchedulePage: SchedulePage;
  RunPage: RunPage;
  OwedPage: OwedPage;
  OutputPage: OutputPage;
  ExportDayPage: ExportDayPage;
  FeedPage: FeedPage;
  DeadLetterPage: DeadLetterPage;
  AuditPage: AuditPage;
  TokenList: TokenList;
  LogLines: LogLines;
  DeletedList: DeletedList;
  Skipped: Skipped;
  VerifyView: VerifyView;
  ListQuery: ListQuery;
  ExtractQuery: ExtractQuery;
  ScheduleQuery: ScheduleQuery;
  RunQuery: RunQuery;
  OwedQuery: OwedQuery;
  OutputQuery: OutputQuery;
  ExportDayQuery: ExportDayQuery;
  FeedQuery: FeedQuery;
  AuditQuery: AuditQuery;
  NarrowRequest: NarrowRequest;
  DispatchRequest: DispatchRequest;
  PreviewRequest: PreviewRequest;
  PauseRequest: PauseRequest;
  ResumeRequest: ResumeRequest;
  SkipRequest: SkipRequest;
  BackfillBody: BackfillBody;
  CancelRequest: CancelRequest;
  AbandonRequest: AbandonRequest;
  DeleteRequest: DeleteRequest;
  SupersedeRequest: SupersedeRequest;
  FeedPauseRequest: FeedPauseRequest;
  ReplayBody: ReplayBody;
  PositionRequest: PositionRequest;
  PinRequest: PinRequest;
  TokenRequest: TokenRequest;
  ProblemFault: ProblemFault;
  Problem: Problem;
  Check: Check;
  Readiness: Readiness;
  Health: Health;
  Nudged: Nudged;
}
/**
 * A product of the project.
 */
export interface Product {
  /**
   * Its id in datafeed.yaml.
   */
  id: string;
  /**
   * The name that people see.
   */
  name: string;
}
/**
 * A half-open stretch of time: `start` belongs to it, `end` does not.
 */
export interface Window {
  /**
   * UTC.
   */
  start: string;
  /**
   * UTC.
   */
  end: string;
  /**
   * The IANA zone in which it was computed.
   */
  timezone: string;
}
/**
 * What a run ended with.
 */
export interface RecordedError {
  /**
   * A stable code; docs/errors.md lists them.
   */
  code: string;
  /**
   * What happened, for a person.
   */
  message: string;
}
/**
 * One file of an output.
 */
export interface OutputPart {
  /**
   * Path in the destination.
   */
  path: string;
  /**
   * Size.
   */
  bytes: number;
  /**
   * SHA-256 of the file, hex.
   */
  sha256: string;
  /**
   * Size of what is inside the compression.
   */
  contentBytes?: number;
  /**
   * SHA-256 of what is inside the compression, hex.
   */
  contentSha256: string;
}
/**
 * A run: one attempt at what is owed.
 */
export interface RunView {
  /**
   * Its id.
   */
  id: string;
  /**
   * The id of what it was for.
   */
  obligation: string;
  /**
   * The extract's name.
   */
  extract: string;
  kind: RunKind;
  window: Window;
  /**
   * The number in the file's name.
   */
  sequence: number;
  state: AttemptState;
  /**
   * Who asked, or `schedule`.
   */
  requester: string;
  /**
   * Why.
   */
  reason?: string;
  /**
   * The runner that it ran on.
   */
  runner: string;
  /**
   * What the extract was, as written.
   */
  definitionHash: string;
  /**
   * What was run.
   */
  planHash: string;
  /**
   * The commit of the documents.
   */
  commit?: string;
  /**
   * Whether the definition stood on the protected branch when the run was claimed. `unknown`: nobody has named a branch.
   */
  approval?: "approved" | "unapproved" | "unknown";
  /**
   * When it began.
   */
  startedAt: string;
  /**
   * When it ended.
   */
  endedAt?: string;
  /**
   * Rows, so far while it runs.
   */
  rows?: number;
  /**
   * Bytes, so far while it runs.
   */
  bytes?: number;
  error?: RecordedError;
  obligationState: ObligationState;
  /**
   * When the next try is due, where there is one.
   */
  nextTryAt?: string;
}
/**
 * A published file, or several parts of one.
 */
export interface OutputView {
  /**
   * Its id: that of the run that made it.
   */
  id: string;
  /**
   * The extract's name.
   */
  extract: string;
  /**
   * The file's name without its folders.
   */
  name: string;
  /**
   * Path in the destination.
   */
  path: string;
  /**
   * Where a person finds it: a path, or an address.
   */
  location: string;
  /**
   * The user who owns the extract.
   */
  owner: string;
  /**
   * Whether everybody in the organisation may read it.
   */
  shared: boolean;
  kind: RunKind;
  window: Window;
  /**
   * The number in the file's name.
   */
  sequence: number;
  state: OutputState;
  /**
   * csv, json, ndjson or parquet.
   */
  format: string;
  /**
   * none, zip or gzip.
   */
  compress: string;
  /**
   * Rows of all parts.
   */
  rows: number;
  /**
   * Size of all parts.
   */
  bytes: number;
  /**
   * SHA-256 of the file, hex; of several parts: of their hashes, one a line.
   */
  sha256: string;
  /**
   * SHA-256 of the content, hex.
   */
  contentSha256: string;
  /**
   * The files, in order.
   */
  parts: OutputPart[];
  /**
   * What the extract was, as written.
   */
  definitionHash: string;
  /**
   * What was run.
   */
  planHash: string;
  /**
   * Of its last change of state.
   */
  modifiedAt: string;
  /**
   * When it could first be read.
   */
  publishedAt?: string;
  /**
   * Whether retention leaves it alone.
   */
  pinned: boolean;
  /**
   * Rows that arrived after publication, as of the last late check.
   */
  drift?: number;
}
/**
 * An extract in force.
 */
export interface ExtractView {
  /**
   * Its name.
   */
  name: string;
  /**
   * What it is for.
   */
  description?: string;
  kind: ExtractKind;
  /**
   * The user who owns it.
   */
  owner: string;
  /**
   * Whether everybody in the organisation may read its outputs.
   */
  shared: boolean;
  product: Product;
  /**
   * The template's name.
   */
  template: string;
  /**
   * The file that it is written in.
   */
  file: string;
  /**
   * csv, json, ndjson or parquet.
   */
  format: string;
  /**
   * none, zip or gzip.
   */
  compress: string;
  /**
   * Each day's document has an address of its own: `/v1/exports/{name}/{date}`.
   */
  export?: "daily";
  /**
   * In which its times without an offset are read: a name of the IANA time zone database.
   */
  timezone: string;
  /**
   * Its columns, in order.
   */
  fields: string[];
  /**
   * The same columns, each with the field that it shows: filters name fields.
   */
  columns: {
    /**
     * The field of the template.
     */
    field: string;
    /**
     * The column's name.
     */
    as: string;
  }[];
  /**
   * What it is, as written.
   */
  definitionHash: string;
  /**
   * The commit that is in force.
   */
  commit?: string;
  /**
   * Whether its definition stands on the protected branch. Absent: nobody has named one.
   */
  approval?: "approved" | "unapproved" | "unknown";
  refused?: RecordedError;
  lastRun?: RunView;
  latestOutput?: OutputView;
}
/**
 * A run that a schedule will make.
 */
export interface NextRun {
  kind: RunKind;
  window: Window;
  /**
   * When.
   */
  due: string;
}
/**
 * A scheduled extract, as its schedule goes.
 */
export interface ScheduleView {
  /**
   * The extract's name.
   */
  extract: string;
  /**
   * The user who owns it.
   */
  owner: string;
  product: Product;
  /**
   * The file that it is written in.
   */
  file: string;
  /**
   * What it does, in words.
   */
  words: string;
  state: ScheduleState;
  /**
   * Who paused it.
   */
  pausedBy?: string;
  /**
   * Why.
   */
  pauseReason?: string;
  /**
   * Windows up to here exist; absent before the first.
   */
  frontier?: string;
  /**
   * Where its windows begin.
   */
  coveredFrom?: string;
  /**
   * The next five.
   */
  nextRuns: NextRun[];
  lastRun?: RunView;
  /**
   * Windows that are owed.
   */
  owed: number;
  /**
   * Windows that failed and wait for a person.
   */
  failed: number;
}
/**
 * A window that is not published.
 */
export interface MissingWindow {
  kind: RunKind;
  window: Window;
  /**
   * `never made`, or the state in which it is.
   */
  why: "never made" | "owed" | "running" | "published" | "skipped" | "failed" | "abandoned" | "cancelled";
}
/**
 * What a backfill makes owed, or would.
 */
export interface BackfillView {
  /**
   * The extract's name.
   */
  extract: string;
  /**
   * The windows that are missing in the range, in order, up to the limit.
   */
  windows: MissingWindow[];
  /**
   * How many more are missing beyond the limit.
   */
  more: number;
  /**
   * Whether it only says what it would do.
   */
  dryRun: boolean;
}
/**
 * What is owed: a window, or what somebody asked for.
 */
export interface OwedView {
  /**
   * Its id.
   */
  id: string;
  /**
   * The extract's name.
   */
  extract: string;
  kind: RunKind;
  window: Window;
  state: ObligationState;
  /**
   * Who asked, or `schedule`.
   */
  requester: string;
  /**
   * Why.
   */
  reason?: string;
  /**
   * Tries so far.
   */
  tries: number;
  /**
   * When it was due.
   */
  dueAt: string;
  /**
   * When it is tried next.
   */
  nextTryAt: string;
  error?: RecordedError;
  /**
   * Since when it is owed.
   */
  createdAt: string;
}
/**
 * A line of a run's log.
 */
export interface LogLine {
  /**
   * When.
   */
  at: string;
  /**
   * How grave it is.
   */
  level: "info" | "warn" | "error";
  /**
   * What happened.
   */
  message: string;
}
/**
 * What happens to a run. The event `end` is the last one.
 */
export interface RunProgress {
  /**
   * When.
   */
  at: string;
  /**
   * The state of the run, or of what is owed.
   */
  state: "running" | "decided" | "published" | "skipped" | "discarded" | "failed" | "cancelled" | "owed" | "abandoned";
  /**
   * The run's id, once there is one.
   */
  run?: string;
  /**
   * Rows so far.
   */
  rows?: number;
  /**
   * Bytes so far.
   */
  bytes?: number;
  /**
   * What happened.
   */
  message?: string;
  error?: RecordedError;
  output?: OutputView;
  /**
   * Nothing comes after it.
   */
  last: boolean;
}
/**
 * What became of one output that was to be deleted.
 */
export interface Deleted {
  /**
   * As it was asked for.
   */
  id: string;
  /**
   * Whether its files are gone.
   */
  deleted: boolean;
  error?: RecordedError;
}
/**
 * An admin's word that another output answers a day.
 */
export interface Superseded {
  /**
   * The id of the output that answered it before.
   */
  from: string;
  /**
   * The admin.
   */
  by: string;
  /**
   * Since when.
   */
  at: string;
  /**
   * Why.
   */
  reason: string;
}
/**
 * A day of a daily export, and what its date is answered by.
 */
export interface ExportDay {
  /**
   * The extract's name.
   */
  extract: string;
  /**
   * In the zone of the window.
   */
  date: string;
  window: Window;
  state: ExportDayState;
  /**
   * Of an open day: when its run is due.
   */
  closesAt?: string;
  output?: OutputView;
  /**
   * Rows that arrived after publication less those that went, as of the last late check; they are not in the document. Absent: not known.
   */
  drift?: number;
  error?: RecordedError;
  /**
   * The id of what is owed, of a day whose document is to come or has failed: for `retry`.
   */
  obligation?: string;
  /**
   * Of a skipped day: why.
   */
  reason?: string;
  superseded?: Superseded;
}
/**
 * A column of a preview.
 */
export interface PreviewColumn {
  /**
   * Its name.
   */
  name: string;
  /**
   * Its logical type.
   */
  type: string;
  /**
   * How its values are hidden.
   */
  mask?: string;
}
/**
 * The first rows of an extract, masked, in no order.
 */
export interface PreviewView {
  /**
   * The extract's name.
   */
  extract: string;
  window: Window;
  /**
   * The columns, in order.
   */
  columns: PreviewColumn[];
  /**
   * The rows; values in the order of the columns.
   */
  rows: unknown[][];
  /**
   * The query.
   */
  sql: string;
}
/**
 * An event type of a feed.
 */
export interface FeedEventType {
  /**
   * As readers see it.
   */
  type: string;
  /**
   * The template of its payload.
   */
  template: string;
  /**
   * What raises it: new rows, rows that have changed.
   */
  raise: ("insert" | "update")[];
  /**
   * The event type that comes first.
   */
  after?: string;
}
/**
 * How far a feed is behind.
 */
export interface FeedLag {
  /**
   * Changes that are not read yet; absent where they can't be counted.
   */
  events?: number;
  /**
   * Since the oldest of them, or since the last look.
   */
  seconds: number;
  /**
   * Committed changes wait for an older transaction that is still open: since when.
   */
  heldUpSince?: string;
  /**
   * When it was measured.
   */
  at: string;
}
/**
 * The event that was sent last.
 */
export interface LastEvent {
  /**
   * Its type.
   */
  type: string;
  /**
   * Its event id.
   */
  id: string;
  /**
   * When it was sent.
   */
  at: string;
}
/**
 * What went wrong last.
 */
export interface FeedError {
  /**
   * A stable code; docs/errors.md lists them.
   */
  code: string;
  /**
   * What happened, for a person.
   */
  message: string;
  /**
   * When.
   */
  at: string;
}
/**
 * A way through the rows of a stretch of time that is under way.
 */
export interface FeedPass {
  /**
   * What it is for.
   */
  purpose: "snapshot" | "lookback" | "replay";
  /**
   * From this time on; absent: from the first row on.
   */
  from?: string;
  /**
   * Up to this time, which is not included.
   */
  to: string;
  /**
   * Rows read so far.
   */
  rows: number;
}
/**
 * A feed in force, and how it stands.
 */
export interface FeedView {
  /**
   * Its name.
   */
  name: string;
  /**
   * What it is for.
   */
  description?: string;
  /**
   * The user who owns it.
   */
  owner: string;
  /**
   * Whether everybody in the organisation may see how it stands.
   */
  shared: boolean;
  product: Product;
  /**
   * The file that it is written in.
   */
  file: string;
  /**
   * How changes are found, in words.
   */
  source: string;
  /**
   * The broker of connections.yaml.
   */
  broker: string;
  /**
   * The topic of the events.
   */
  topic: string;
  /**
   * The topic of what could not be sent.
   */
  deadLetterTopic: string;
  /**
   * `at-least-once`: an event may come again, with the same id. `transactional`: readers with `read_committed` see each once.
   */
  delivery: "at-least-once" | "transactional";
  /**
   * Its event types, each after the one that it follows.
   */
  events: FeedEventType[];
  /**
   * What it is, as written.
   */
  definitionHash: string;
  /**
   * The commit that is in force.
   */
  commit?: string;
  /**
   * Whether its definition stands on the protected branch. Absent: nobody has named one.
   */
  approval?: "approved" | "unapproved" | "unknown";
  refused?: RecordedError;
  state: FeedRunState;
  /**
   * The runner that has it.
   */
  runner?: string;
  /**
   * Who paused it.
   */
  pausedBy?: string;
  /**
   * Why.
   */
  pauseReason?: string;
  lag?: FeedLag;
  /**
   * Events a second, over about a minute.
   */
  rate?: number;
  /**
   * Events sent since it was first run, replays and repeats included.
   */
  sent: number;
  lastEvent?: LastEvent;
  lastError?: FeedError;
  mayMiss?: FeedError;
  /**
   * Events that wait for the one before them.
   */
  held: number;
  /**
   * Events that could not be sent.
   */
  deadLetters: number;
  /**
   * JSON of where it stands; absent before its first batch.
   */
  position?: string;
  /**
   * Snapshot and replays under way, the first first.
   */
  passes: FeedPass[];
}
/**
 * An event that could not be sent, and why; without its payload.
 */
export interface DeadLetterView {
  /**
   * Its event id, or that of the row.
   */
  id: string;
  /**
   * Its type.
   */
  type: string;
  /**
   * The record's key; absent where the row could not be read.
   */
  externalId?: string;
  /**
   * The reason: a stable code; docs/errors.md lists them.
   */
  code: string;
  /**
   * What happened, for a person; never a value of the row.
   */
  message: string;
  /**
   * When.
   */
  at: string;
}
/**
 * A token for this API, without its secret.
 */
export interface TokenView {
  /**
   * Public part.
   */
  id: string;
  /**
   * Whose it is.
   */
  user: string;
  /**
   * What it is for.
   */
  name: string;
  /**
   * Who made it.
   */
  createdBy: string;
  /**
   * When.
   */
  createdAt: string;
  /**
   * Until when it is good.
   */
  expiresAt: string;
  /**
   * To the minute.
   */
  lastUsedAt?: string;
  /**
   * When it was revoked.
   */
  revokedAt?: string;
  /**
   * Whether it opens anything.
   */
  state: "active" | "expired" | "revoked";
}
/**
 * A new token. Its text is shown this once.
 */
export interface NewToken {
  /**
   * Public part.
   */
  id: string;
  /**
   * Whose it is.
   */
  user: string;
  /**
   * What it is for.
   */
  name: string;
  /**
   * Who made it.
   */
  createdBy: string;
  /**
   * When.
   */
  createdAt: string;
  /**
   * Until when it is good.
   */
  expiresAt: string;
  /**
   * To the minute.
   */
  lastUsedAt?: string;
  /**
   * When it was revoked.
   */
  revokedAt?: string;
  /**
   * Whether it opens anything.
   */
  state: "active" | "expired" | "revoked";
  /**
   * What to send as `Authorization: Bearer …`.
   */
  token: string;
}
/**
 * Why the newest documents can't be had at all; what was applied last is in force meanwhile.
 */
export interface SourceProblem {
  /**
   * A code of docs/errors.md.
   */
  code: string;
  /**
   * What is wrong.
   */
  message: string;
  /**
   * What to do.
   */
  hint?: string;
  /**
   * Since when. UTC, ISO 8601.
   */
  since: string;
}
/**
 * A document whose newest text is not in force.
 */
export interface Refused {
  /**
   * The file.
   */
  file: string;
  /**
   * The line, from 1.
   */
  line?: number;
  /**
   * A stable code; docs/errors.md lists them.
   */
  code: string;
  /**
   * What is wrong.
   */
  message: string;
  /**
   * What to do.
   */
  hint?: string;
}
/**
 * A runner, living or dead.
 */
export interface RunnerView {
  /**
   * Its id.
   */
  id: string;
  /**
   * Its version of Datafeed.
   */
  version: string;
  /**
   * What it does: scheduler, worker, feeds, api.
   */
  roles: string[];
  /**
   * Whether it was seen of late.
   */
  alive: boolean;
  /**
   * When it began.
   */
  startedAt: string;
  /**
   * When it was last seen.
   */
  seenAt: string;
}
/**
 * The ledger.
 */
export interface LedgerPlace {
  /**
   * Its id.
   */
  id: string;
  /**
   * A path, or a URL without its password.
   */
  place: string;
}
/**
 * What was applied last.
 */
export interface Applied {
  /**
   * The commit.
   */
  commit?: string;
  /**
   * The folder, or the repository and its branch.
   */
  source: string;
  /**
   * When.
   */
  at: string;
}
/**
 * How what is in force stands to the protected branch: approved is what stands there, by definition hash.
 */
export interface ApprovalView {
  /**
   * Its name.
   */
  protectedBranch: string;
  /**
   * Its commit, when it was looked at last.
   */
  commit: string;
  /**
   * Whether nothing runs that is not approved.
   */
  required: boolean;
  /**
   * Extracts in force whose definition is not approved, by name.
   */
  unapproved: string[];
  /**
   * Extracts that do not run, since no definition of them is approved.
   */
  waiting: string[];
}
/**
 * How much is owed.
 */
export interface OwedCounts {
  /**
   * Waiting.
   */
  owed: number;
  /**
   * Under way.
   */
  running: number;
  /**
   * Failed, waiting for a person.
   */
  failed: number;
}
/**
 * How this Datafeed is, and who asks.
 */
export interface StatusView {
  /**
   * The version of Datafeed.
   */
  version: string;
  /**
   * Who asks.
   */
  user: string;
  role: Role;
  /**
   * Whose data these are.
   */
  organization?: string;
  /**
   * Link of the menu's Viewer.
   */
  viewer?: string;
  /**
   * The products of the project.
   */
  products: Product[];
  ledger: LedgerPlace;
  applied?: Applied;
  sourceProblem?: SourceProblem;
  /**
   * Documents whose newest text is not in force, and why.
   */
  refused: Refused[];
  approval?: ApprovalView;
  /**
   * The runners that this ledger knows.
   */
  runners: RunnerView[];
  owed: OwedCounts;
  feeds: FeedsStatus;
}
/**
 * The feeds in force, in short.
 */
export interface FeedsStatus {
  /**
   * How many feeds are in each state.
   */
  states: {
    /**
     * A runner has it.
     */
    running: number;
    /**
     * No runner has it now.
     */
    waiting: number;
    /**
     * By a person, until resumed.
     */
    paused: number;
    /**
     * It can't go on until a person acts.
     */
    stopped: number;
    /**
     * By its document.
     */
    disabled: number;
  };
  /**
   * Of the feeds that are running or waiting, the one that was the most seconds behind when that was measured.
   */
  worstLag?: {
    /**
     * Its name.
     */
    feed: string;
    /**
     * Since the oldest change that was not read.
     */
    seconds: number;
    /**
     * When that was measured.
     */
    at: string;
  };
  /**
   * The feeds that can't go on until a person acts, by name.
   */
  stopped: {
    /**
     * Its name.
     */
    feed: string;
    /**
     * Why.
     */
    code?: string;
    /**
     * Why, in words.
     */
    message?: string;
  }[];
}
/**
 * An entry of the audit log.
 */
export interface AuditView {
  /**
   * When.
   */
  at: string;
  /**
   * User name, `anonymous`, or `runner`.
   */
  actor: string;
  /**
   * What was done, as in `run.dispatch`.
   */
  action: string;
  /**
   * The extract, run, output or token.
   */
  subject?: string;
  /**
   * done, refused or failed.
   */
  outcome: string;
  /**
   * The address that it came from; absent on the command line.
   */
  client?: string;
  /**
   * What was said with it, such as a reason, the code of what went wrong (`error`), and how often the same was done (`times`).
   */
  detail?: {
    [k: string]: string | number | boolean;
  };
}
/**
 * A page of extracts.
 */
export interface ExtractPage {
  /**
   * In the order asked for.
   */
  items: ExtractView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of schedules.
 */
export interface SchedulePage {
  /**
   * In the order asked for.
   */
  items: ScheduleView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of runs.
 */
export interface RunPage {
  /**
   * In the order asked for.
   */
  items: RunView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of what is owed.
 */
export interface OwedPage {
  /**
   * In the order asked for.
   */
  items: OwedView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of outputs.
 */
export interface OutputPage {
  /**
   * In the order asked for.
   */
  items: OutputView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of the days of a daily export.
 */
export interface ExportDayPage {
  /**
   * In the order asked for.
   */
  items: ExportDay[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of feeds.
 */
export interface FeedPage {
  /**
   * In the order asked for.
   */
  items: FeedView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of events that could not be sent.
 */
export interface DeadLetterPage {
  /**
   * In the order asked for.
   */
  items: DeadLetterView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * A page of the audit log.
 */
export interface AuditPage {
  /**
   * In the order asked for.
   */
  items: AuditView[];
  /**
   * How many there are in all.
   */
  total: number;
  /**
   * Which page, from 1.
   */
  page: number;
  /**
   * How many a page has at most.
   */
  pageSize: number;
}
/**
 * All tokens.
 */
export interface TokenList {
  /**
   * Newest first.
   */
  items: TokenView[];
}
/**
 * A run's log.
 */
export interface LogLines {
  /**
   * In the order in which they were written.
   */
  items: LogLine[];
}
/**
 * What became of each output.
 */
export interface DeletedList {
  /**
   * In the order asked for.
   */
  items: Deleted[];
}
/**
 * How many windows were given up.
 */
export interface Skipped {
  /**
   * Windows.
   */
  skipped: number;
}
/**
 * What verify found wrong.
 */
export interface VerifyView {
  /**
   * Nothing, when all is well.
   */
  problems: string[];
}
/**
 * What every list can be asked for.
 */
export interface ListQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
}
/**
 * Which extracts.
 */
export interface ExtractQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  kind?: ExtractKind;
  /**
   * A user's name.
   */
  owner?: string;
  /**
   * A product's id.
   */
  product?: string;
  /**
   * Daily exports alone.
   */
  export?: "daily";
}
/**
 * Which schedules.
 */
export interface ScheduleQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  /**
   * A product's id.
   */
  product?: string;
  state?: ScheduleState;
}
/**
 * Which runs.
 */
export interface RunQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  /**
   * An extract's name.
   */
  extract?: string;
  /**
   * Any of these.
   *
   * @maxItems 7
   */
  states?: AttemptState[];
  /**
   * A user's name.
   */
  requester?: string;
}
/**
 * What of what is owed.
 */
export interface OwedQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  /**
   * An extract's name.
   */
  extract?: string;
  /**
   * Any of these.
   *
   * @maxItems 7
   */
  states?: ObligationState[];
}
/**
 * Which outputs.
 */
export interface OutputQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  /**
   * An extract's name.
   */
  extract?: string;
  /**
   * A user's name.
   */
  owner?: string;
  /**
   * A product's id.
   */
  product?: string;
  /**
   * Whether everybody may read it.
   */
  shared?: boolean;
  kind?: RunKind;
  /**
   * csv, json, ndjson or parquet.
   */
  format?: string;
  /**
   * Any of these. Default: published.
   *
   * @maxItems 3
   */
  states?: OutputState[];
  /**
   * Those whose window ends after it.
   */
  from?: string;
  /**
   * Those whose window starts before it.
   */
  to?: string;
  /**
   * Those of at least so many bytes.
   */
  minBytes?: number;
  /**
   * Those of at most so many bytes.
   */
  maxBytes?: number;
  /**
   * Those whose state did not change last before this instant.
   */
  modifiedFrom?: string;
  /**
   * Those whose state did not change last after this instant.
   */
  modifiedTo?: string;
}
/**
 * Which days.
 */
export interface ExportDayQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * `date`, or `-date` for the newest first. Default: -date.
   */
  sort?: string;
}
/**
 * Which feeds.
 */
export interface FeedQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  /**
   * A product's id.
   */
  product?: string;
  state?: FeedRunState;
}
/**
 * Which entries of the audit log.
 */
export interface AuditQuery {
  /**
   * Which page, from 1. Default: 1.
   */
  page?: number;
  /**
   * How many a page has at most. Default: 10.
   */
  pageSize?: number;
  /**
   * A column to sort by; `-` in front for descending.
   */
  sort?: string;
  /**
   * Part of the name, without regard to case.
   */
  search?: string;
  /**
   * A user's name.
   */
  actor?: string;
  /**
   * An action, as in `run.dispatch`.
   */
  action?: string;
}
/**
 * Less of a reviewed extract: fewer columns, a filter over its own fields, another format. The output is ad hoc.
 */
export interface NarrowRequest {
  /**
   * Some of the extract's columns, in the order wanted.
   *
   * @maxItems 1000
   */
  fields?: string[];
  /**
   * A filter, as an extract has it.
   */
  filter?: {};
  format?: Format;
}
/**
 * A run that is asked for.
 */
export interface DispatchRequest {
  /**
   * An extract's name.
   */
  extract: string;
  /**
   * UTC, or wall clock of the extract's zone. Default: the last closed window, or the immediate one.
   */
  start?: string;
  /**
   * Goes with `start`.
   */
  end?: string;
  /**
   * Why.
   */
  reason?: string;
  narrow?: NarrowRequest;
}
/**
 * First rows that are asked for.
 */
export interface PreviewRequest {
  /**
   * An extract's name.
   */
  extract: string;
  /**
   * UTC, or wall clock of the extract's zone.
   */
  start?: string;
  /**
   * Goes with `start`.
   */
  end?: string;
  /**
   * How many at most. Default: 20.
   */
  rows?: number;
  narrow?: NarrowRequest;
}
/**
 * Why a schedule is paused.
 */
export interface PauseRequest {
  /**
   * For the others.
   */
  reason?: string;
}
/**
 * How a schedule goes on.
 */
export interface ResumeRequest {
  /**
   * Skip what came due meanwhile, whatever `catchup` says. Default: false.
   */
  skip?: boolean;
}
/**
 * The windows that are given up: those that lie within the range.
 */
export interface SkipRequest {
  /**
   * UTC, or wall clock of the extract's zone.
   */
  start: string;
  /**
   * The same.
   */
  end: string;
  /**
   * Why.
   */
  reason?: string;
}
/**
 * The range in which missing windows become owed.
 */
export interface BackfillBody {
  /**
   * UTC, or wall clock of the extract's zone.
   */
  start: string;
  /**
   * The same.
   */
  end: string;
  /**
   * Only say what it would do. Default: false.
   */
  dryRun?: boolean;
  /**
   * Failed and abandoned windows, too. Default: false.
   */
  failed?: boolean;
  /**
   * The most windows that are made owed; the same request again goes on. Default: 1000.
   */
  limit?: number;
}
/**
 * Why a run is cancelled.
 */
export interface CancelRequest {
  /**
   * For the others.
   */
  reason?: string;
}
/**
 * Why a decided output is given up.
 */
export interface AbandonRequest {
  /**
   * For the others.
   */
  reason: string;
}
/**
 * The outputs whose files are removed.
 */
export interface DeleteRequest {
  /**
   * Their ids.
   *
   * @minItems 1
   * @maxItems 1000
   */
  ids: [string, ...string[]];
  /**
   * What dates of daily exports are answered by, too: for admins, with a reason. Default: false.
   */
  force?: boolean;
  /**
   * With `force`: why, for the audit log.
   */
  reason?: string;
}
/**
 * Which output answers a day from now on.
 */
export interface SupersedeRequest {
  /**
   * Its id, or the id's beginning: a published output of the same day.
   */
  output: string;
  /**
   * Why, for those who have the document already.
   */
  reason: string;
}
/**
 * Why a feed is paused.
 */
export interface FeedPauseRequest {
  /**
   * For the others.
   */
  reason?: string;
}
/**
 * Which events are sent once more: those of rows whose time lies in the range.
 */
export interface ReplayBody {
  /**
   * UTC, or with an offset; included.
   */
  from: string;
  /**
   * The same; not included.
   */
  to: string;
  /**
   * Event types of the feed. Default: all.
   *
   * @maxItems 50
   */
  types?: string[];
  /**
   * Why.
   */
  reason?: string;
}
/**
 * From where a paused feed goes on.
 */
export interface PositionRequest {
  /**
   * `end`: what is there now is passed over. `start`: as if it had never run, snapshot included. `keep`: where it stands is right, in the source's new history too. Else a position, as JSON of its view.
   */
  to: string;
  /**
   * Why, for the others.
   */
  reason: string;
}
/**
 * Whether retention leaves an output alone.
 */
export interface PinRequest {
  /**
   * True keeps it.
   */
  pinned: boolean;
}
/**
 * A token that is asked for.
 */
export interface TokenRequest {
  /**
   * A user's name.
   */
  user: string;
  /**
   * What it is for.
   */
  name: string;
  /**
   * Days until it expires. Default: 90.
   */
  days?: number;
}
/**
 * One thing that is wrong with a request.
 */
export interface ProblemFault {
  /**
   * Where, as a JSON pointer into the body, or the parameter's name.
   */
  pointer: string;
  /**
   * What was expected.
   */
  detail: string;
}
/**
 * What went wrong: RFC 9457.
 */
export interface Problem {
  /**
   * A page about this kind of problem.
   */
  type: string;
  /**
   * The kind of problem.
   */
  title: string;
  /**
   * The HTTP status.
   */
  status: number;
  /**
   * What happened this time.
   */
  detail: string;
  /**
   * A stable code; docs/errors.md lists them.
   */
  code: string;
  /**
   * What to do next.
   */
  hint?: string;
  /**
   * This very request; the server's log has it.
   */
  instance: string;
  /**
   * Each fault of the request.
   */
  errors?: ProblemFault[];
}
/**
 * One thing that was looked at.
 */
export interface Check {
  /**
   * What.
   */
  name: string;
  /**
   * Whether it is well.
   */
  ready: boolean;
  /**
   * More about it.
   */
  message?: string;
}
/**
 * Whether this server can do its work.
 */
export interface Readiness {
  /**
   * Whether all is well.
   */
  ready: boolean;
  /**
   * What was looked at.
   */
  checks: Check[];
}
/**
 * That the server answers.
 */
export interface Health {
  status: "ok";
  /**
   * The version of Datafeed.
   */
  version: string;
}
/**
 * Whether the repository is looked at.
 */
export interface Nudged {
  /**
   * False when the push was to another branch.
   */
  nudged: boolean;
}

import type { AuditQuery, AuditView } from "./records/audit.ts";
import type { Content, ContentOptions } from "./records/content.ts";
import type { ExportDay, ExportDayQuery, ExportRecords, SupersedeRequest, Where } from "./records/export-days.ts";
import type { ExtractQuery, ExtractView } from "./records/extracts.ts";
import type { DeadLetterView, FeedQuery, FeedView, PositionRequest, ReplayRequest } from "./records/feeds.ts";
import type { Deleted, DeleteOptions, OutputQuery, OutputView } from "./records/outputs.ts";
import type { OwedQuery, OwedView } from "./records/owed.ts";
import type { ListQuery, Page } from "./records/page.ts";
import type { Range } from "./records/range.ts";
import type { DispatchRequest, PreviewRequest, PreviewView } from "./records/requests.ts";
import type { LogLine, RunProgress, RunQuery, RunView } from "./records/runs.ts";
import type { BackfillRequest, BackfillView, ScheduleQuery, ScheduleView } from "./records/schedules.ts";
import type { StatusView } from "./records/status.ts";
import type { NewToken, TokenRequest, TokenView } from "./records/tokens.ts";

export type * from "./records/audit.ts";
export type * from "./records/caller.ts";
export type * from "./records/content.ts";
export type * from "./records/export-days.ts";
export type * from "./records/extracts.ts";
export type * from "./records/feeds.ts";
export type * from "./records/outputs.ts";
export type * from "./records/owed.ts";
export type * from "./records/page.ts";
export type * from "./records/range.ts";
export type * from "./records/requests.ts";
export type * from "./records/runs.ts";
export type * from "./records/schedules.ts";
export type * from "./records/status.ts";
export type * from "./records/tokens.ts";

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

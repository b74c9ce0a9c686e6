import type { Query } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Moment } from "../../warehouse/warehouse.ts";
import type { ChangePosition } from "../position.ts";
import type { Cells } from "./change-answers.ts";
import { changesCopied, changesDenied, changesMissing, changesTrimmed, sourceRestored } from "./change-table-errors.ts";
import { columnsQuestion, madeColumns, oddColumns } from "./made-columns.ts";
import { stateQuestion } from "./questions/state-question.ts";
import type { ChangeTable } from "./streams.ts";
import { triggersQuestion, wantedTriggers } from "./wanted-triggers.ts";

/** How a change table stands at a moment. */
export interface ChangeState {
  readonly system: string;
  readonly timeline: number;
  /** Changes of this transaction and later ones can't be read yet. */
  readonly fence: string;
  /** Committed changes wait behind the fence. */
  readonly isWaiting: boolean;
  /** The database's clock; UTC, ISO 8601 with microseconds. */
  readonly now: string;
}

/** With what its place is now: when its change was made, how far trimming came. */
interface StateAnswer {
  readonly state: ChangeState;
  readonly next: string;
  readonly changedAt: string | null | undefined;
  readonly trimmed: Cells;
}

/** How often it is seen whether the triggers are there. */
const triggersEveryMs = 60_000;

/** Whether a place in a change table still means what it meant when it was taken, and whether changes are written at all. */
export class ChangeHistory {
  readonly #feed: ResolvedFeed;
  readonly #table: ChangeTable;
  #triggersSeenMs = Number.NEGATIVE_INFINITY;
  /** The same by the database's clock. */
  #triggersSeenAt: string | undefined;
  /** When the change at the position was made. */
  #readUpTo: string | undefined;

  constructor(feed: ResolvedFeed, table: ChangeTable) {
    this.#feed = feed;
    this.#table = table;
  }

  /** Errors: feed-changes-missing, feed-source-denied, feed-source-restored. */
  async look(moment: Moment): Promise<ChangeState> {
    const { state } = await this.#state(moment);
    await this.#seeTriggers(moment, state);
    return state;
  }

  /**
   * What is not as the DDL makes it, column by column; nothing of a table that is not there. Errors: feed-changes-missing,
   * feed-source-denied.
   */
  async oddColumns(moment: Moment): Promise<readonly string[]> {
    const columns = madeColumns(this.#table);
    return oddColumns(columns, await this.#asked(moment, columnsQuestion(columns)));
  }

  /** Errors: those of `look`, feed-source-restored, feed-changes-trimmed. */
  async check(moment: Moment, place: ChangePosition): Promise<ChangeState> {
    this.#readUpTo = place.changedAt;
    const { state, next, changedAt, trimmed } = await this.#state(moment, place);
    if (state.system !== place.system) throw sourceRestored(this.#feed, "it is another database cluster");
    if (state.timeline !== place.timeline) {
      throw sourceRestored(this.#feed, `its timeline is ${state.timeline}, and the position was taken in ${place.timeline}`);
    }
    // A place without a change lies where one may still be written.
    const isReached = place.id === "0" ? BigInt(place.txid) <= BigInt(next) : BigInt(place.txid) < BigInt(next);
    if (!isReached) throw sourceRestored(this.#feed, "it has not come as far as the position");
    if (trimmed[0] != null && isBefore(place, trimmed)) throw changesTrimmed(this.#feed, this.#table);
    const isTrimmed = trimmed[0] === place.txid && trimmed[1] === place.id;
    if (place.changedAt !== undefined && changedAt !== place.changedAt && !isTrimmed) {
      throw sourceRestored(this.#feed, `the change at the position is ${changedAt == null ? "not there" : "another one"}`);
    }
    if (performance.now() - this.#triggersSeenMs > triggersEveryMs) await this.#seeTriggers(moment, state);
    return state;
  }

  async #state(moment: Moment, place?: ChangePosition): Promise<StateAnswer> {
    const [[system, timeline, fence, next, isWaiting, now, isCopied, changedAt, ...trimmed] = []] = await this.#asked(
      moment,
      stateQuestion(this.#table, place),
    );
    if (isCopied === "t") throw changesCopied(this.#feed, this.#table);
    const state = { system: system!, timeline: Number(timeline), fence: fence!, isWaiting: isWaiting === "t", now: now! };
    return { state, next: next!, changedAt, trimmed };
  }

  async #seeTriggers(moment: Moment, { now }: ChangeState): Promise<void> {
    const wanted = wantedTriggers(this.#feed);
    const found = await this.#asked(moment, triggersQuestion(this.#table, wanted));
    const missing = wanted.find((_, at) => found[at]?.[1] !== "t");
    if (missing !== undefined) {
      throw this.#missing(`no trigger tells of ${missing.operation}s into ${missing.stream.table}, or it is disabled`);
    }
    this.#triggersSeenMs = performance.now();
    this.#triggersSeenAt = now;
  }

  /** What a question of ours fails with says what is wrong with the change table. */
  async #asked(moment: Moment, query: Query): Promise<readonly Cells[]> {
    try {
      return await moment.ask(query);
    } catch (error) {
      if (!(error instanceof DatafeedError)) throw error;
      if (error.code === "warehouse-permission") throw changesDenied(this.#feed, error);
      if (error.code === "warehouse-sql-refused") throw this.#missing("it is not there, or is not as it should be", error);
      throw error;
    }
  }

  #missing(why: string, cause?: unknown): DatafeedError {
    return changesMissing(this.#feed, this.#table, why, { since: this.#mayMissSince, cause });
  }

  /**
   * When all triggers were seen last. A run that has not seen them itself knows the change that one before it read: not long before
   * that they were seen.
   */
  get #mayMissSince(): string | undefined {
    if (this.#triggersSeenAt !== undefined || this.#readUpTo === undefined) return this.#triggersSeenAt;
    return new Date(Date.parse(this.#readUpTo) - triggersEveryMs).toISOString();
  }
}

/** Whether the last change that was removed lies behind a place. */
function isBefore({ txid, id }: ChangePosition, [trimmedTxid, trimmedId]: readonly (string | null)[]): boolean {
  const difference = BigInt(txid) - BigInt(trimmedTxid ?? "0");
  return difference === 0n ? BigInt(id) < BigInt(trimmedId ?? "0") : difference < 0n;
}

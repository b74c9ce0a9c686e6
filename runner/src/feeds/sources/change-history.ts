import type { Query } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { ResolvedFeed } from "../../load/project-documents.ts";
import type { Moment } from "../../warehouse/warehouse.ts";
import { feedError } from "../errors.ts";
import type { ChangePosition } from "../position.ts";
import type { Cells } from "./change-answers.ts";
import { columnsQuestion, madeColumns, stateQuestion, triggersQuestion, type WantedTrigger } from "./change-questions.ts";
import { emptyStatement } from "./change-table-ddl.ts";
import { type ChangeTable, streamOf, streamsOf } from "./streams.ts";

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
    const found = await this.#asked(moment, columnsQuestion(columns));
    return columns.flatMap(({ table, name, type, isFilled }, at) => {
      const [isThere, foundType, foundFilled] = found[at] ?? [];
      if (isThere !== "t") return [];
      if (foundType == null) return [`${table} has no column ${name}`];
      if (foundType !== type) return [`the column ${name} of ${table} is ${foundType}, not ${type}`];
      return isFilled && foundFilled !== "t" ? [`the column ${name} of ${table} has no default`] : [];
    });
  }

  /** Errors: those of `look`, feed-source-restored, feed-changes-trimmed. */
  async check(moment: Moment, place: ChangePosition): Promise<ChangeState> {
    this.#readUpTo = place.changedAt;
    const { state, next, changedAt, trimmed } = await this.#state(moment, place);
    if (state.system !== place.system) throw this.#restored("it is another database cluster");
    if (state.timeline !== place.timeline) {
      throw this.#restored(`its timeline is ${state.timeline}, and the position was taken in ${place.timeline}`);
    }
    // A place without a change lies where one may still be written.
    const isReached = place.id === "0" ? BigInt(place.txid) <= BigInt(next) : BigInt(place.txid) < BigInt(next);
    if (!isReached) throw this.#restored("it has not come as far as the position");
    if (trimmed[0] != null && isBefore(place, trimmed)) {
      throw feedError(
        "feed-changes-trimmed",
        `Changes that the feed ${this.#feed.name} has not read were removed from ${this.#table.table}.`,
        {
          hint: `\`datafeed feed position ${this.#feed.name} --set end\` goes on from now; replay the time that is missing, and keep changes for longer.`,
        },
      );
    }
    const isTrimmed = trimmed[0] === place.txid && trimmed[1] === place.id;
    if (place.changedAt !== undefined && changedAt !== place.changedAt && !isTrimmed) {
      throw this.#restored(`the change at the position is ${changedAt == null ? "not there" : "another one"}`);
    }
    if (performance.now() - this.#triggersSeenMs > triggersEveryMs) await this.#seeTriggers(moment, state);
    return state;
  }

  async #state(moment: Moment, place?: ChangePosition): Promise<StateAnswer> {
    const [[system, timeline, fence, next, isWaiting, now, isCopied, changedAt, ...trimmed] = []] = await this.#asked(
      moment,
      stateQuestion(this.#table, place),
    );
    if (isCopied === "t") throw this.#copied();
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
  async #asked(moment: Moment, query: Query): Promise<readonly (readonly (string | null)[])[]> {
    try {
      return await moment.ask(query);
    } catch (error) {
      if (!(error instanceof DatafeedError)) throw error;
      if (error.code === "warehouse-permission") {
        const message = `The feed ${this.#feed.name} may not read what it needs: ${error.message}`;
        throw feedError("feed-source-denied", message, { hint: this.#ddlHint, cause: error });
      }
      if (error.code === "warehouse-sql-refused") throw this.#missing(`it is not there, or is not as it should be`, error);
      throw error;
    }
  }

  #missing(why: string, cause?: unknown): DatafeedError {
    const { name } = this.#feed;
    const since = this.#mayMissSince;
    const table = `The change table ${this.#table.table} does not serve the feed ${name}: ${why}.`;
    if (since === undefined) return feedError("feed-changes-missing", table, { hint: this.#ddlHint, cause });
    const replay = `\`datafeed feed replay ${name} --from ${since} --to …\` sends that time`;
    return feedError("feed-changes-missing", `${table} Changes since ${since} may not have been written down.`, {
      hint: `${this.#ddlHint} Then \`datafeed feed resume ${name}\` goes on, and ${replay}.`,
      cause,
    });
  }

  /**
   * When all triggers were seen last. A run that has not seen them itself knows the change that one before it read: not long before
   * that they were seen.
   */
  get #mayMissSince(): string | undefined {
    if (this.#triggersSeenAt !== undefined || this.#readUpTo === undefined) return this.#triggersSeenAt;
    return new Date(Date.parse(this.#readUpTo) - triggersEveryMs).toISOString();
  }

  get #ddlHint(): string {
    return `\`datafeed feed ddl ${this.#feed.name}\` prints what its owner runs.`;
  }

  /** What they have in common with ours is the table: they would turn up one by one, as the numbers come to theirs. */
  #copied(): DatafeedError {
    const { name } = this.#feed;
    const { table } = this.#table;
    return feedError(
      "feed-source-restored",
      `${table} holds changes of another database cluster, with numbers of transactions that this one has not come to.`,
      {
        hint: `Pause the feed. Who owns the change table empties it: \`${emptyStatement(this.#table)}\`. Then \`datafeed feed position ${name} --set end\` goes on from now, and \`datafeed feed replay ${name}\` sends the time again that may be missing. Then resume it.`,
      },
    );
  }

  #restored(why: string): DatafeedError {
    const { name } = this.#feed;
    return feedError(
      "feed-source-restored",
      `The database is not the one in which the position of the feed ${name} was taken: ${why}.`,
      {
        hint: `Pause it. \`datafeed feed position ${name} --set keep\` says that another server took over with everything; \`--set end\` goes on from now, and \`datafeed feed replay ${name}\` sends the time again that may be missing. Then resume it.`,
      },
    );
  }
}

/** The triggers without which a feed would miss changes. */
export function wantedTriggers(feed: ResolvedFeed): readonly WantedTrigger[] {
  return streamsOf(feed).flatMap((stream) =>
    (["insert", "update"] as const)
      .filter((operation) =>
        feed.events.some(({ extract, raise }) => raise.has(operation) && streamOf(extract.template).label === stream.label),
      )
      .map((operation) => ({ stream, operation })),
  );
}

/** Whether the last change that was removed lies behind a place. */
function isBefore({ txid, id }: ChangePosition, [trimmedTxid, trimmedId]: readonly (string | null)[]): boolean {
  const difference = BigInt(txid) - BigInt(trimmedTxid ?? "0");
  return difference === 0n ? BigInt(id) < BigInt(trimmedId ?? "0") : difference < 0n;
}

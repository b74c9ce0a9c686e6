import { compileEvent, type EventRows } from "../../compile/compile-event.ts";
import type { Query } from "../../compile/plan.ts";
import { DatafeedError } from "../../errors/datafeed-error.ts";
import type { RowBatch } from "../../format/encoder.ts";
import type { ResolvedEvent, ResolvedFeed } from "../../load/project-documents.ts";
import type { Dialect } from "../../load/types.ts";
import type { FeedEvent, PoisonRow } from "../feed-event.ts";
import type { EventRaiser, FoundRow } from "../raise-events.ts";

/** What a source needs to read the rows of a feed's events. */
export interface SourceParts {
  readonly feed: ResolvedFeed;
  readonly raiser: EventRaiser;
  /** YYYY-MM-DD, UTC: on which day grants must hold. */
  readonly today: () => string;
}

/** What became of some rows. */
export interface RaisedRows {
  readonly events: readonly FeedEvent[];
  readonly poison: readonly PoisonRow[];
}

/** Rows that were read. */
export interface ReadRows extends RaisedRows {
  readonly rows: number;
  /** Of the events. */
  readonly bytes: number;
  /** Of the last row: as RowsByTime.after takes it. */
  readonly last?: readonly string[];
  /** Of rows by their keys: what became of each. A key may be that of several rows, where the template's is not unique. */
  readonly asked: readonly FoundRow[];
}

/** Asks one question; its rows as they come. */
export type Ask = (query: Query) => AsyncIterable<RowBatch>;

/** How rows are asked for. */
export interface Asking {
  readonly dialect: Dialect;
  readonly ask: Ask;
}

/** Reads rows of an event type and makes events of them. */
export async function readRows(
  { raiser, today }: SourceParts,
  event: ResolvedEvent,
  rows: EventRows,
  { dialect, ask }: Asking,
): Promise<ReadRows> {
  const plan = compileEvent(event, { dialect, today: today(), rows });
  const events: FeedEvent[] = [];
  const poison: PoisonRow[] = [];
  const asked: FoundRow[] = [];
  let last: readonly string[] | undefined;
  for await (const batch of ask(plan.plan.query)) {
    const raised = raiser.raise(event, plan, batch);
    events.push(...raised.events);
    poison.push(...raised.poison);
    asked.push(...raised.asked);
    last = raised.last ?? last;
  }
  const bytes = events.reduce((sum, { value }) => sum + value.length, 0);
  return { events, poison, rows: events.length + poison.length, bytes, asked, ...(last !== undefined && { last }) };
}

/** FeedEvent.madeOf of what rows of an event type raise today. */
export function madeToday({ raiser, today }: SourceParts, event: ResolvedEvent, dialect: Dialect): string {
  return raiser.madeOf(event, compileEvent(event, { dialect, today: today(), rows: { by: "time", limit: 1 } }));
}

/** Whether a question failed for a value in a row: then other rows can be read without it. */
export function isOfData(error: unknown): error is DatafeedError {
  if (!(error instanceof DatafeedError) || error.code !== "warehouse-query-failed") return false;
  const { cause } = error;
  if (!(cause instanceof Error)) return false;
  const state = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  return statesOfData.test(state) || /^(Conversion|Invalid Input|Out of Range) Error:/.test(cause.message);
}

/**
 * SQLSTATEs that the values of a row lead to (PostgreSQL documentation, appendix A): a subquery with several rows (21), a value
 * that can't be (22) or that a domain refuses (23), what a function raises (38, 39, P0001 to P0004), a value that is too long
 * or too deep (54000, 54001).
 */
const statesOfData = /^((21|22|23|38|39)[0-9A-Z]{3}|5400[01]|P000[1-4])$/;

/** Identifies a row among those of its stream. */
export function rowName(row: readonly string[]): string {
  return JSON.stringify(row);
}

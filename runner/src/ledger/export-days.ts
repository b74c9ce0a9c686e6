import type { Kysely, Transaction } from "kysely";
import type { Window } from "../schedule/window.ts";
import type { Ledger } from "./ledger.ts";
import { type Output, outputOf, type RecordedError } from "./records.ts";
import type { ObligationState, Tables } from "./tables.ts";

/** A stretch of time that the ledger knows of an extract with a schedule of days: one day's window, or days passed over. */
export interface KnownStretch {
  readonly window: Window;
  /** It is no window of a day: whole days within it were passed over. */
  readonly passedOver: boolean;
}

/** An admin's word that another output answers a day. */
export interface Supersession {
  /** Ids of outputs. */
  readonly from: string;
  readonly to: string;
  readonly by: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly reason: string;
}

/** What the ledger knows of one day. */
export interface DayFacts {
  /** What answers it: see `daysOf`. */
  readonly answer?: Output;
  readonly supersession?: Supersession;
  /** Of what is or was owed, without what was taken back: the newest, but what is under way or waits goes before. */
  readonly debt?: {
    readonly id: string;
    readonly state: ObligationState;
    /** It waits while the schedule is paused; what somebody asked for does not. */
    readonly scheduled: boolean;
    readonly reason?: string;
    readonly error?: RecordedError;
    /** It was run, and there was not a row. */
    readonly empty: boolean;
  };
}

/** Days and stretches of an extract that overlap a range (UTC, ISO 8601; default: all), in no order. Errors: ledger-*. */
export async function knownStretches(
  ledger: Ledger,
  extract: string,
  range?: { readonly start: string; readonly end: string },
): Promise<readonly KnownStretch[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .select(["window_start", "window_end", "timezone", "stretch"])
      .distinct()
      .where("extract", "=", extract)
      .where("state", "<>", "cancelled")
      .where((column) => column.or([column("kind", "=", "Daily"), column("stretch", "=", 1)]))
      .where((column) =>
        column.and(range === undefined ? [] : [column("window_start", "<", range.end), column("window_end", ">", range.start)]),
      )
      .execute(),
  );
  return rows.map(({ window_start, window_end, timezone, stretch }) => ({
    window: { start: window_start, end: window_end, timezone },
    passedOver: Boolean(stretch),
  }));
}

/**
 * What is known of days, by `start` of their windows. A day is answered by the output of its window that has the lowest sequence
 * of all that were published, as soon as no run with a lower one can publish any more: sequences are never used again, so that
 * answer stays, whatever is published later. One that was deleted goes on to answer it; only an admin's word (`supersede`)
 * changes it. Errors: ledger-*.
 */
export async function daysOf(
  ledger: Ledger,
  extract: string,
  windows: readonly Pick<Window, "start" | "end">[],
): Promise<ReadonlyMap<string, DayFacts>> {
  if (windows.length === 0) return new Map();
  return ledger.read(async (db) => {
    const starts = windows.map(({ start }) => start);
    const found = await rowsOf(db, extract, starts);
    const answers = await answersOf(db, extract, starts, found.supersessions);
    return new Map(
      windows.map(({ start, end }) => {
        const same = (row: { readonly window_start: string; readonly window_end: string }) =>
          row.window_start === start && row.window_end === end;
        const answer = answers.find(({ window }) => window.start === start && window.end === end);
        const supersession =
          answer === undefined ? undefined : found.supersessions.get(keyOf({ window_start: start, window_end: end }));
        const debt = debtOf(found.obligations.filter(same), found.empty);
        return [
          start,
          {
            ...(answer === undefined ? {} : { answer }),
            ...(supersession === undefined ? {} : { supersession }),
            ...(debt === undefined ? {} : { debt }),
          },
        ];
      }),
    );
  });
}

/** Whether an output is what its day is answered by. Errors: ledger-*. */
export async function answersItsDay(
  ledger: Ledger,
  { id, extract, kind, window }: Pick<Output, "id" | "extract" | "kind" | "window">,
): Promise<boolean> {
  if (kind !== "Daily") return false;
  const days = await daysOf(ledger, extract, [window]);
  return days.get(window.start)?.answer?.id === id;
}

/**
 * The id of the output that a day is answered by, asked within a change. With `yet` also of the one that will answer it when no run
 * with a lower sequence publishes any more.
 */
export async function answerWithin(
  db: Transaction<Tables>,
  { extract, window: { start, end } }: Pick<Output, "extract" | "window">,
  { yet = false } = {},
): Promise<string | undefined> {
  const ids = await answerIds(db, extract, [start], { supersessions: await supersessionsOf(db, extract, [start]), yet });
  return ids.get(keyOf({ window_start: start, window_end: end }));
}

async function rowsOf(db: Kysely<Tables>, extract: string, starts: readonly string[]) {
  const obligations = await db
    .selectFrom("obligations")
    .select(["id", "state", "purpose", "reason", "error_code", "error_message", "window_start", "window_end"])
    .where("extract", "=", extract)
    .where("kind", "=", "Daily")
    .where("state", "<>", "cancelled")
    .where("window_start", "in", starts)
    .orderBy("id", "desc")
    .execute();
  const empty = await db
    .selectFrom("attempts")
    .select("obligation_id")
    .where("extract", "=", extract)
    .where("kind", "=", "Daily")
    .where("state", "=", "skipped")
    .where("window_start", "in", starts)
    .execute();
  return {
    obligations,
    empty: new Set(empty.map(({ obligation_id }) => obligation_id)),
    supersessions: await supersessionsOf(db, extract, starts),
  };
}

async function answersOf(
  db: Kysely<Tables>,
  extract: string,
  starts: readonly string[],
  supersessions: ReadonlyMap<string, Supersession>,
): Promise<readonly Output[]> {
  const ids = await answerIds(db, extract, starts, { supersessions, yet: false });
  if (ids.size === 0) return [];
  const rows = await db
    .selectFrom("outputs")
    .selectAll()
    .where("id", "in", [...ids.values()])
    .execute();
  return rows.map(outputOf);
}

/** The ids of what answers each window. */
async function answerIds(
  db: Kysely<Tables>,
  extract: string,
  starts: readonly string[],
  { supersessions, yet }: { readonly supersessions: ReadonlyMap<string, Supersession>; readonly yet: boolean },
): Promise<ReadonlyMap<string, string>> {
  const published = await db
    .selectFrom("outputs")
    .select(["id", "sequence", "window_start", "window_end"])
    .where("extract", "=", extract)
    .where("kind", "=", "Daily")
    .where("published_at", "is not", null)
    .where("window_start", "in", starts)
    .orderBy("sequence")
    .execute();
  const underWay = await db
    .selectFrom("attempts")
    .select(["sequence", "window_start", "window_end"])
    .where("extract", "=", extract)
    .where("kind", "=", "Daily")
    .where("state", "in", ["running", "decided"])
    .where("window_start", "in", starts)
    .execute();
  const ids = new Map<string, string>();
  for (const row of published) {
    const key = keyOf(row);
    const open = underWay.some((run) => keyOf(run) === key && run.sequence < row.sequence);
    if (!ids.has(key) && (yet || !open)) ids.set(key, row.id);
  }
  for (const [key, { to }] of supersessions) ids.set(key, to);
  return ids;
}

/** Of each window the one that holds. */
async function supersessionsOf(
  db: Kysely<Tables>,
  extract: string,
  starts: readonly string[],
): Promise<ReadonlyMap<string, Supersession>> {
  const rows = await db
    .selectFrom("supersessions")
    .innerJoin("outputs", "outputs.id", "supersessions.output_id")
    .select(["supersessions.output_id", "supersessions.instead_of", "supersessions.username"])
    .select(["supersessions.reason", "supersessions.at", "outputs.window_start", "outputs.window_end"])
    .where("outputs.extract", "=", extract)
    .where("outputs.window_start", "in", starts)
    .orderBy("supersessions.number")
    .orderBy("supersessions.id")
    .execute();
  return new Map(
    rows.map((row) => {
      const { output_id: to, instead_of: from, username: by, reason, at } = row;
      return [keyOf(row), { from, to, by, at, reason }];
    }),
  );
}

function keyOf({ window_start, window_end }: { readonly window_start: string; readonly window_end: string }): string {
  return `${window_start} ${window_end}`;
}

/** Of several at one window what still moves says most. */
const moving: readonly ObligationState[] = ["running", "owed"];

function debtOf(
  rows: Awaited<ReturnType<typeof rowsOf>>["obligations"],
  empty: ReadonlySet<string>,
): DayFacts["debt"] | undefined {
  const row = moving.map((state) => rows.find((each) => each.state === state)).find((found) => found !== undefined) ?? rows[0];
  if (row === undefined) return undefined;
  return {
    id: row.id,
    state: row.state,
    scheduled: row.purpose === "window",
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.error_code === null ? {} : { error: { code: row.error_code, message: row.error_message ?? "" } }),
    empty: empty.has(row.id),
  };
}

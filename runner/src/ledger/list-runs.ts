import { type Kysely, sql } from "kysely";
import type { Ledger } from "./ledger.ts";
import type { Listed, Page } from "./list-outputs.ts";
import { idsOfEach } from "./newest-of-each.ts";
import { type Attempt, attemptOf, type Obligation, obligationOf } from "./records.ts";
import { holdsText } from "./search.ts";
import { type Sight, seesExtract } from "./sight.ts";
import type { AttemptState, ObligationState, Tables } from "./tables.ts";

/** An attempt with who asked for it, and why. */
export interface Run extends Attempt {
  readonly requester: string;
  readonly reason?: string;
  readonly timezone: string;
  readonly obligationState: ObligationState;
  /** When what it was for is tried again, where that is still owed. */
  readonly nextTryAt?: string;
}

/** Which runs. */
export interface RunFilter {
  /** Default: everything. */
  readonly sight?: Sight;
  readonly id?: string;
  readonly obligation?: string;
  readonly extract?: string;
  readonly states?: readonly AttemptState[];
  readonly requester?: string;
  /** Part of the extract's name, without regard to case. */
  readonly search?: string;
}

const runColumns = {
  started: "attempts.started_at",
  ended: "attempts.ended_at",
  extract: "attempts.extract",
  window: "attempts.window_start",
  state: "attempts.state",
  rows: "attempts.rows",
  bytes: "attempts.bytes",
  requester: "obligations.requester",
  /** Of one obligation: the order of its tries. */
  epoch: "attempts.epoch",
} as const;
export type RunSort = keyof typeof runColumns;

/** By which column runs are put in order. */
export interface RunOrder {
  readonly by: RunSort;
  readonly direction: "asc" | "desc";
}

/** Attempts, newest first unless another order is asked for. */
export async function listRuns(
  ledger: Ledger,
  filter: RunFilter = {},
  page: Page = {},
  order: RunOrder = { by: "started", direction: "desc" },
): Promise<Listed<Run>> {
  return ledger.read(async (db) => {
    const matching = narrowed(db, filter);
    const { total } = await matching.select((column) => column.fn.countAll().as("total")).executeTakeFirstOrThrow();
    const rows = await matching
      .innerJoin("obligations", "obligations.id", "attempts.obligation_id")
      .selectAll("attempts")
      .select([...ofObligation])
      .orderBy(runColumns[order.by], order.direction)
      .orderBy("attempts.id", order.direction)
      .limit(page.limit ?? 10)
      .offset(page.offset ?? 0)
      .execute();
    return { items: rows.map(runOf), total: Number(total) };
  });
}

/** What is asked of attempts alone, so that a total needs no look at what they were for. */
function narrowed(db: Kysely<Tables>, filter: RunFilter) {
  let matching = db.selectFrom("attempts").where(seesExtract("attempts.extract", filter.sight ?? "all"));
  if (filter.id !== undefined) matching = matching.where("attempts.id", "=", filter.id);
  if (filter.obligation !== undefined) matching = matching.where("attempts.obligation_id", "=", filter.obligation);
  if (filter.extract !== undefined) matching = matching.where("attempts.extract", "=", filter.extract);
  if (filter.states !== undefined) matching = matching.where("attempts.state", "in", filter.states);
  if (filter.search !== undefined) matching = matching.where(holdsText(filter.search, "attempts.extract"));
  if (filter.requester === undefined) return matching;
  const { requester } = filter;
  return matching.where(({ exists, selectFrom }) =>
    exists(
      selectFrom("obligations as asked")
        .select("asked.id")
        .whereRef("asked.id", "=", "attempts.obligation_id")
        .where("asked.requester", "=", requester),
    ),
  );
}

/** The newest attempt at each of these extracts, in one query; those that never ran are missing from the answer. */
export async function lastRuns(ledger: Ledger, extracts: readonly string[]): Promise<ReadonlyMap<string, Run>> {
  if (extracts.length === 0) return new Map();
  const rows = await ledger.read((db) => {
    const newest = sql`select newest.id from attempts as newest where newest.extract = wanted.column1
      order by newest.started_at desc, newest.id desc limit 1`;
    return db
      .selectFrom("attempts")
      .innerJoin("obligations", "obligations.id", "attempts.obligation_id")
      .selectAll("attempts")
      .select([...ofObligation])
      .where("attempts.id", "in", idsOfEach(extracts, newest))
      .execute();
  });
  return new Map(rows.map((row) => [row.extract, runOf(row)]));
}

const ofObligation = [
  "obligations.requester",
  "obligations.reason",
  "obligations.timezone",
  "obligations.state as obligation_state",
  "obligations.next_try_at as obligation_next_try_at",
] as const;

type RunRow = Parameters<typeof attemptOf>[0] & {
  readonly requester: string;
  readonly reason: string | null;
  readonly timezone: string;
  readonly obligation_state: ObligationState;
  readonly obligation_next_try_at: string;
};

function runOf(row: RunRow): Run {
  return {
    ...attemptOf(row),
    requester: row.requester,
    ...(row.reason === null ? {} : { reason: row.reason }),
    timezone: row.timezone,
    obligationState: row.obligation_state,
    ...(row.obligation_state === "owed" ? { nextTryAt: row.obligation_next_try_at } : {}),
  };
}

/** Which obligations. */
export interface ObligationFilter {
  readonly extract?: string;
  readonly states?: readonly ObligationState[];
}

/** What is or was owed, in order of the windows. */
export async function listObligations(ledger: Ledger, filter: ObligationFilter = {}): Promise<readonly Obligation[]> {
  return ledger.read(async (db) => {
    let query = db.selectFrom("obligations").selectAll();
    if (filter.extract !== undefined) query = query.where("extract", "=", filter.extract);
    if (filter.states !== undefined) query = query.where("state", "in", filter.states);
    const rows = await query.orderBy("extract").orderBy("window_start").orderBy("created_at").orderBy("id").execute();
    return rows.map(obligationOf);
  });
}

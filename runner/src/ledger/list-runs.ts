import type { Ledger } from "./ledger.ts";
import type { Listed, Page } from "./list-outputs.ts";
import { type Attempt, attemptOf, type Obligation, obligationOf } from "./records.ts";
import type { AttemptState, ObligationState } from "./tables.ts";

/** An attempt with who asked for it, and why. */
export interface Run extends Attempt {
  readonly requester: string;
  readonly reason?: string;
  readonly obligationState: ObligationState;
}

export interface RunFilter {
  readonly extract?: string;
  readonly states?: readonly AttemptState[];
  readonly requester?: string;
}

/** Attempts, newest first. */
export async function listRuns(ledger: Ledger, filter: RunFilter = {}, page: Page = {}): Promise<Listed<Run>> {
  return ledger.read(async (db) => {
    let matching = db.selectFrom("attempts").innerJoin("obligations", "obligations.id", "attempts.obligation_id");
    if (filter.extract !== undefined) matching = matching.where("attempts.extract", "=", filter.extract);
    if (filter.states !== undefined) matching = matching.where("attempts.state", "in", filter.states);
    if (filter.requester !== undefined) matching = matching.where("obligations.requester", "=", filter.requester);
    const { total } = await matching.select((column) => column.fn.countAll().as("total")).executeTakeFirstOrThrow();
    const rows = await matching
      .selectAll("attempts")
      .select(["obligations.requester", "obligations.reason", "obligations.state as obligation_state"])
      .orderBy("attempts.started_at", "desc")
      .orderBy("attempts.id", "desc")
      .limit(page.limit ?? 10)
      .offset(page.offset ?? 0)
      .execute();
    const items = rows.map((row) => ({
      ...attemptOf(row),
      requester: row.requester,
      ...(row.reason === null ? {} : { reason: row.reason }),
      obligationState: row.obligation_state,
    }));
    return { items, total: Number(total) };
  });
}

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

import { sql } from "kysely";
import type { Ledger } from "./ledger.ts";

/** An extract with windows that are due and not published. */
export interface LateExtract {
  readonly extract: string;
  /** Such windows. */
  readonly windows: number;
  /** Of the oldest: since when it is late. UTC, ISO 8601. */
  readonly since: string;
}

/**
 * Extracts with windows that have been due for so long, the latest first. A window that the schedule made is late from the time
 * at which it was due, even if no runner was there; but not before its extract was first applied. One that a backfill made is
 * late from when it was asked for.
 */
export async function lateExtracts(ledger: Ledger, lateAfterMs: number, most: number): Promise<readonly LateExtract[]> {
  const known = sql`case when requester = 'schedule' then coalesce(extracts.first_applied_at, due_at) else created_at end`;
  const since = sql<string>`case when due_at > ${known} then due_at else ${known} end`;
  const rows = await ledger.read((db) =>
    db
      .selectFrom("obligations")
      .leftJoin("extracts", "extracts.name", "obligations.extract")
      .select(["obligations.extract", sql<number>`count(*)`.as("windows"), sql<string>`min(${since})`.as("since")])
      .where("purpose", "=", "window")
      .where("state", "in", ["owed", "running", "failed"])
      .where(since, "<", ledger.now(-lateAfterMs))
      .groupBy("obligations.extract")
      .orderBy("since")
      .orderBy("obligations.extract")
      .limit(most)
      .execute(),
  );
  return rows.map((row) => ({ extract: row.extract, windows: Number(row.windows), since: row.since }));
}

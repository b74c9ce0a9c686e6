import { sql } from "kysely";
import type { Ledger } from "../ledger.ts";

/** Whether a feed may go, and who has it. */
export interface FeedControl {
  readonly runner?: string;
  /** A person has paused it, or an error has stopped it. */
  readonly stands: boolean;
}

/** The feeds of these keys by key, those alone that the ledger knows. Cheap: it is asked every second. Errors: ledger-*. */
export async function feedControls(ledger: Ledger, keys: readonly string[]): Promise<ReadonlyMap<string, FeedControl>> {
  if (keys.length === 0) return new Map();
  const rows = await ledger.read((db) =>
    db
      .selectFrom("feeds")
      .select(["key", "paused_at", "stopped_at"])
      .select(({ selectFrom }) =>
        selectFrom("leases")
          .select("holder")
          .where("leases.name", "=", sql<string>`'feed:' || feeds.key`)
          .where("until", ">=", ledger.now())
          .as("holder"),
      )
      .where("key", "in", keys)
      .execute(),
  );
  const controls = rows.map(({ key, paused_at, stopped_at, holder }): [string, FeedControl] => {
    return [key, { stands: paused_at !== null || stopped_at !== null, ...(holder === null ? {} : { runner: holder }) }];
  });
  return new Map(controls);
}

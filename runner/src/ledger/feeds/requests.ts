import type { Ledger } from "../ledger.ts";

/** A replay that is asked for. */
export interface FeedRequest {
  readonly id: string;
  /** UTC, ISO 8601 with microseconds; from included, to not. */
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
}

/** The replays that are asked for and not taken up, the first first. Errors: ledger-*. */
export async function listRequests(ledger: Ledger, key: string): Promise<readonly FeedRequest[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("feed_requests")
      .select(["id", "from_time", "to_time", "types"])
      .where("feed", "=", key)
      .orderBy("at")
      .orderBy("id")
      .execute(),
  );
  return rows.map(({ id, from_time, to_time, types }) => ({
    id,
    from: from_time,
    to: to_time,
    types: JSON.parse(types) as readonly string[],
  }));
}

import type { Ledger } from "../ledger.ts";

/** A replay that is asked for. */
export interface FeedRequest {
  readonly id: string;
  /** UTC, ISO 8601 with microseconds; from included, to not. */
  readonly from: string;
  readonly to: string;
  readonly types: readonly string[];
}

/** The replays of a feed that are asked for and not taken up, the first first. Errors: ledger-*. */
export async function listRequests(ledger: Ledger, key: string): Promise<readonly FeedRequest[]> {
  return (await requestsOf(ledger, [key])).get(key) ?? [];
}

/** Those of several feeds, by key; of a feed without any there is none. Errors: ledger-*. */
export async function requestsOf(
  ledger: Ledger,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly FeedRequest[]>> {
  if (keys.length === 0) return new Map();
  const rows = await ledger.read((db) =>
    db
      .selectFrom("feed_requests")
      .select(["feed", "id", "from_time", "to_time", "types"])
      .where("feed", "in", keys)
      .orderBy("at")
      .orderBy("id")
      .execute(),
  );
  const requests = new Map<string, FeedRequest[]>();
  for (const { feed, id, from_time, to_time, types } of rows) {
    const request = { id, from: from_time, to: to_time, types: JSON.parse(types) as readonly string[] };
    requests.set(feed, [...(requests.get(feed) ?? []), request]);
  }
  return requests;
}

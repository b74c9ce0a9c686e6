import { isOver } from "./expire.ts";
import type { Ledger } from "./ledger.ts";
import { type Attempt, attemptOf } from "./records.ts";

/** Destinations at which decided attempts wait whose runner is gone. */
export async function decidedDestinations(ledger: Ledger): Promise<readonly string[]> {
  const rows = await ledger.read((db) =>
    db
      .selectFrom("attempts")
      .select("destination")
      .distinct()
      .where("state", "=", "decided")
      .where((column) => isOver(ledger, column))
      .execute(),
  );
  return rows.map(({ destination }) => destination);
}

/** Such attempts of one destination, oldest first. */
export async function decidedAttempts(
  ledger: Ledger,
  destination: string,
  { except, most }: { readonly except: readonly string[]; readonly most: number },
): Promise<readonly Attempt[]> {
  const rows = await ledger.read((db) => {
    const query = db
      .selectFrom("attempts")
      .selectAll()
      .where("state", "=", "decided")
      .where("destination", "=", destination)
      .where((column) => isOver(ledger, column));
    return (except.length === 0 ? query : query.where("id", "not in", except))
      .orderBy("started_at")
      .orderBy("id")
      .limit(most)
      .execute();
  });
  return rows.map(attemptOf);
}

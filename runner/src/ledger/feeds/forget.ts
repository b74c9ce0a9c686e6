import { type RawBuilder, sql } from "kysely";
import type { Ledger } from "../ledger.ts";
import { toMilliseconds } from "./commit-batch.ts";

/** Rows in one statement: others write meanwhile. */
const mostRows = 2_000;

/** So long it forgets at a time, in milliseconds. */
const longestMs = 500;

/** Forgets conversations that began before so many milliseconds; answers with how many. Errors: ledger-*. */
export async function forgetSent(ledger: Ledger, key: string, olderThanMs: number): Promise<number> {
  return forget(ledger, key, { table: "feed_sent", columns: ["type", "external_id"], before: ledger.now(-olderThanMs) });
}

/** Forgets ids of events that were raised before a moment; answers with how many. Errors: ledger-*. */
export async function forgetSeen(ledger: Ledger, key: string, before: string): Promise<number> {
  return forget(ledger, key, { table: "feed_seen", columns: ["event"], before: sql`${toMilliseconds(before)}` });
}

/** Forgets dead letters that are older than so many milliseconds; answers with how many. Errors: ledger-*. */
export async function forgetDeadLetters(ledger: Ledger, key: string, olderThanMs: number): Promise<number> {
  return forget(ledger, key, { table: "feed_dead_letters", columns: ["id"], before: ledger.now(-olderThanMs) });
}

interface Old {
  readonly table: "feed_sent" | "feed_seen" | "feed_dead_letters";
  /** What tells its rows apart, beside the feed. */
  readonly columns: readonly string[];
  readonly before: RawBuilder<unknown>;
}

/** A portion after the other, until nothing is old or its time is up: then the next call goes on. */
async function forget(ledger: Ledger, key: string, old: Old): Promise<number> {
  const until = performance.now() + longestMs;
  let forgotten = 0;
  for (let rows = mostRows; rows === mostRows && performance.now() < until; forgotten += rows) {
    rows = await forgetSome(ledger, key, old);
  }
  return forgotten;
}

async function forgetSome(ledger: Ledger, key: string, { table, columns, before }: Old): Promise<number> {
  const names = sql.join(columns.map((name) => sql.ref(name)));
  return ledger.write(async (db) => {
    const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where feed = ${key} and (${names}) in (
      select ${names} from ${sql.table(table)} where feed = ${key} and at < ${before} order by at limit ${mostRows})`.execute(
      db,
    );
    return Number(numAffectedRows);
  });
}

/** Which of these ids were taken in already. Errors: ledger-*. */
export async function seenOf(ledger: Ledger, key: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const given = ledger.given(
    ids.map((id) => [id]),
    { event: "text" },
  );
  const { rows } = await ledger.read((db) =>
    // Not a join: SQLite would go through all that the feed remembers, once for each of these.
    sql<{ event: string }>`select event from feed_seen
      where feed = ${key} and event in (select event from ${given})`.execute(db),
  );
  return new Set(rows.map(({ event }) => event));
}

import { type Kysely, sql } from "kysely";
import type { Tables } from "./tables.ts";

/** Every table with the columns of its key; those that others refer to come first. */
export const tableKeys: Readonly<Record<keyof Tables, readonly string[]>> = {
  ledger: ["id"],
  marks: ["name"],
  obligations: ["id"],
  attempts: ["id"],
  outputs: ["id"],
  supersessions: ["id"],
  texts: ["sha256"],
  extracts: ["name"],
  feed_documents: ["name"],
  applied: ["id"],
  runners: ["id"],
  leases: ["name"],
  run_log: ["attempt_id", "line"],
  late_checks: ["output_id", "step"],
  notices: ["id"],
  tokens: ["id"],
  audit: ["id"],
  idempotency: ["actor", "key"],
  feeds: ["key"],
  feed_holds: ["feed", "type", "row"],
  feed_sent: ["feed", "type", "external_id"],
  feed_seen: ["feed", "event"],
  feed_dead_letters: ["feed", "id"],
  feed_requests: ["id"],
};

type Row = Readonly<Record<string, unknown>>;
/** Tables are named by text here: each is copied as it is, whatever its columns. */
type Any = Kysely<Record<string, Record<string, unknown>>>;

/** Rows that are held at a time; far below what either engine takes in one statement. */
const mostRows = 500;

/** Copies every row of a ledger into an empty one, on whatever engines; answers with how many rows each table has. */
export async function copyTables(from: Kysely<Tables>, to: Kysely<Tables>): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const [table, key] of Object.entries(tableKeys)) {
    counts[table] = 0;
    for await (const rows of pagesOf(from as unknown as Any, table, key)) {
      await (to as unknown as Any).insertInto(table).values(rows.map(portable)).execute();
      counts[table] += rows.length;
    }
  }
  return counts;
}

/** Removes every row. */
export async function emptyTables(db: Kysely<Tables>): Promise<void> {
  for (const table of Object.keys(tableKeys).reverse()) await (db as unknown as Any).deleteFrom(table).execute();
}

/** How many rows each table has. */
export async function countTables(db: Kysely<Tables>): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const table of Object.keys(tableKeys)) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(db);
    counts[table] = Number(rows[0]?.count ?? 0);
  }
  return counts;
}

/** In order of the key, from one page's last row on. */
async function* pagesOf(db: Any, table: string, key: readonly string[]): AsyncIterable<readonly Row[]> {
  for (let last: Row | undefined; ; ) {
    let query = db.selectFrom(table).selectAll();
    const row = last;
    if (row !== undefined) {
      const columns = sql.join(key.map((column) => sql.ref(column)));
      const values = sql.join(key.map((column) => row[column]));
      query = query.where(sql<boolean>`(${columns}) > (${values})`);
    }
    for (const column of key) query = query.orderBy(column);
    const rows = await query.limit(mostRows).execute();
    if (rows.length > 0) yield rows;
    if (rows.length < mostRows) return;
    last = rows.at(-1);
  }
}

/** Either engine takes 0 and 1 for a boolean. */
function portable(row: Row): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [column, typeof value === "boolean" ? Number(value) : value]),
  );
}

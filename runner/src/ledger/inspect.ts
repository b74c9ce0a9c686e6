import { existsSync } from "node:fs";
import { CompiledQuery, Kysely } from "kysely";
import { isPostgres } from "./backup.ts";
import { engineFor } from "./ledger.ts";
import { type TablesState, tablesState } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** What somebody finds who looks at a ledger and leaves it as it is. */
export interface LedgerFindings {
  /** A path, or a URL without its password. */
  readonly place: string;
  /** Absent where there is no ledger yet. */
  readonly found?: {
    readonly id: string;
    readonly tables: TablesState;
    /** So far the ledger's clock is ahead of this machine's; less than 0: behind. */
    readonly clockAheadMs: number;
    readonly bytes: number;
  };
}

/**
 * Looks at a ledger: nothing is made where nothing is, no table is brought up to date. That it can be written to is proven by a
 * change that is undone; in an empty database, by a table. Errors: ledger-*, but for ledger-newer.
 */
export async function inspectLedger(place: string): Promise<LedgerFindings> {
  if (!isPostgres(place) && !existsSync(place)) return { place };
  const engine = await engineFor(place, 10_000);
  const db = new Kysely<Tables>({ dialect: engine.dialect });
  try {
    const tables = await tablesState(db);
    if (tables.state === "none") {
      await tryChange(db, "create table datafeed_doctor (id integer)");
      return { place: engine.place };
    }
    await tryChange(db, "update ledger set id = id");
    const { id } = await db.selectFrom("ledger").select("id").executeTakeFirstOrThrow();
    const { bytes } = await db.selectNoFrom(engine.size.as("bytes")).executeTakeFirstOrThrow();
    const asked = Date.now();
    const { now } = await db.selectNoFrom(engine.now(0).as("now")).executeTakeFirstOrThrow();
    const clockAheadMs = Math.round(Date.parse(now) - (asked + Date.now()) / 2);
    return { place: engine.place, found: { id, tables, clockAheadMs, bytes: Number(bytes) } };
  } catch (error) {
    throw engine.explain(error);
  } finally {
    await db.destroy().catch(() => {});
  }
}

/** Makes a change and undoes it. */
async function tryChange(db: Kysely<Tables>, change: string): Promise<void> {
  const undone = new Error("undone");
  try {
    await db.transaction().execute(async (transaction) => {
      await transaction.executeQuery(CompiledQuery.raw(change));
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
}

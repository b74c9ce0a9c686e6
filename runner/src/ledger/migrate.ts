import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Engine } from "./engine/engine.ts";
import { newId } from "./id.ts";
import { initial } from "./migrations/0001-initial.ts";
import { daemon } from "./migrations/0002-daemon.ts";
import type { Tables } from "./tables.ts";

const table = "datafeed_migrations";

/**
 * Brings a ledger's tables up to this version; a new ledger gets its id. Several processes may do it at once. Errors:
 * ledger-newer, and those of the engine.
 */
export async function migrate(db: Kysely<Tables>, engine: Engine): Promise<void> {
  const migrations = migrationsFor(engine);
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !(name in migrations));
  if (unknown.length > 0) throw newer(engine, unknown);
  if (applied.length === Object.keys(migrations).length) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** In the order of their names. One that was released is never changed. */
function migrationsFor(engine: Engine): Readonly<Record<string, Migration>> {
  return {
    "0001-initial": {
      up: async (db) => {
        await initial(db, engine.columns);
        await db
          .insertInto("ledger")
          .values({ id: newId(), created_at: engine.now(0) })
          .execute();
      },
    },
    "0002-daemon": { up: (db) => daemon(db, engine.columns) },
  };
}

async function appliedMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}

function newer(engine: Engine, unknown: readonly string[]): DatafeedError {
  return new DatafeedError("ledger-newer", `The ledger ${engine.place} has tables of a newer version (${unknown.join(", ")})`, {
    hint: "Use the newest Datafeed that has opened it, or a newer one.",
  });
}

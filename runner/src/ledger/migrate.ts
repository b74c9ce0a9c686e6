import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import { DatafeedError } from "../errors/datafeed-error.ts";
import type { Engine } from "./engine/engine.ts";
import { newId } from "./id.ts";
import { initial } from "./migrations/0001-initial.ts";
import { daemon } from "./migrations/0002-daemon.ts";
import { supersessions } from "./migrations/0003-supersessions.ts";
import { approval } from "./migrations/0004-approval.ts";
import { feeds } from "./migrations/0005-feeds.ts";
import { feedDocuments } from "./migrations/0006-feed-documents.ts";
import { feedHolds } from "./migrations/0007-feed-holds.ts";
import { feedFailures } from "./migrations/0008-feed-failures.ts";
import type { Tables } from "./tables.ts";

const table = "datafeed_migrations";

/** Migrations by name, in the order of their names. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Brings a ledger's tables up to this version; a new ledger gets its id. Several processes may do it at once. A ledger that a
 * newer version has changed is taken as it is, if that version said that older ones can live with it: tables and columns were
 * added (`readable_from`). `later` stands in for what versions to come will do. Errors: ledger-newer, and those of the engine.
 */
export async function migrate(db: Kysely<Tables>, engine: Engine, later: Migrations = {}): Promise<void> {
  const migrations = migrationsFor(engine, later);
  const applied = await appliedMigrations(db);
  const unknown = applied.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    if (await isReadable(db, later)) return;
    throw newer(engine, unknown);
  }
  if (applied.length === Object.keys(migrations).length) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  // A newer version may have been quicker, and gone further.
  if ((await appliedMigrations(db)).some((name) => !(name in migrations))) return migrate(db, engine, later);
  throw error;
}

/** Whether this version can live with the tables as they are now: a newer one may have changed them while this one ran. */
export async function isReadable(db: Kysely<Tables>, later: Migrations = {}): Promise<boolean> {
  const { readable_from } = await db.selectFrom("ledger").select("readable_from").executeTakeFirstOrThrow();
  return known.has(readable_from) || readable_from in later;
}

/** Migrations that this version does not know, as a newer one has made them. */
export async function unknownMigrations(db: Kysely<Tables>): Promise<readonly string[]> {
  return (await appliedMigrations(db)).filter((name) => !known.has(name));
}

/** How the tables of a ledger stand to those of this version. */
export interface TablesState {
  /** `none`: there are none yet. `older`: whoever opens the ledger to work on it brings them up to date. */
  readonly state: "none" | "older" | "same" | "newer" | "unreadable";
  /** The last migration that was applied. */
  readonly last?: string;
}

/** Looks how the tables stand to those of this version, and changes nothing. */
export async function tablesState(db: Kysely<Tables>): Promise<TablesState> {
  const applied = await appliedMigrations(db);
  const last = applied.at(-1);
  if (last === undefined) return { state: "none" };
  if (applied.some((name) => !known.has(name))) return { state: (await isReadable(db)) ? "newer" : "unreadable", last };
  return { state: applied.length < known.size ? "older" : "same", last };
}

const knownNames = [
  "0001-initial",
  "0002-daemon",
  "0003-supersessions",
  "0004-approval",
  "0005-feeds",
  "0006-feed-documents",
  "0007-feed-holds",
  "0008-feed-failures",
] as const;
const known: ReadonlySet<string> = new Set(knownNames);

/**
 * In the order of their names. One that was released is never changed. One that only adds leaves `readable_from` alone; after
 * one that older versions can't live with it has that one's name.
 */
function migrationsFor(engine: Engine, later: Migrations): Migrations {
  const ours: Readonly<Record<(typeof knownNames)[number], Migration>> = {
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
    "0003-supersessions": { up: (db) => supersessions(db, engine.columns) },
    "0004-approval": { up: approval },
    "0005-feeds": { up: (db) => feeds(db, engine.columns) },
    "0006-feed-documents": { up: (db) => feedDocuments(db, engine.columns) },
    "0007-feed-holds": { up: feedHolds },
    "0008-feed-failures": { up: (db) => feedFailures(db, engine.columns) },
  };
  return { ...ours, ...later };
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

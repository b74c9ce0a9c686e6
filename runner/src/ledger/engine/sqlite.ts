import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import Database from "better-sqlite3";
import {
  CompiledQuery,
  type DatabaseConnection,
  SqliteAdapter,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  sql,
} from "kysely";
import { DatafeedError, messageOf } from "../../errors/datafeed-error.ts";
import type { Engine } from "./engine.ts";

/** A ledger in a file of its own: for one machine, several processes. The folder is made when it is missing. */
export function sqliteEngine(file: string, busyTimeoutMs: number): Engine {
  return {
    place: file,
    dialect: new PatientDialect(file, busyTimeoutMs),
    columns: { time: "text", count: "integer", flag: "integer" },
    now: (offsetMs) => sql<string>`strftime('%Y-%m-%dT%H:%M:%fZ', 'now', ${`${offsetMs / 1000} seconds`})`,
    instant: (iso) => sql<string>`${iso}`,
    size: sql<number>`(select c.page_count * s.page_size from pragma_page_count() as c, pragma_page_size() as s)`,
    given: (json, columns) => {
      const cells = Object.keys(columns).map(
        (name, at) => sql`json_extract(value, ${sql.lit(`$[${at}]`)}) as ${sql.ref(name)}`,
      );
      return sql`(select ${sql.join(cells)} from json_each(${json}))`;
    },
    claimLock: undefined,
    isDuplicate: (error) => /^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)$/.test(codeOf(error)),
    // Who waits for a lock is told to try again, and does (`patiently`).
    isConflict: () => false,
    explain: (error) => explain(error, file),
  };
}

/** How long the driver itself waits for a lock, with the whole process standing still. */
const blockingMs = 20;
/** Between two tries; SQLite tells nobody when a lock is free. */
const pauseMs = 10;

function open(file: string): Database.Database {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: blockingMs });
  try {
    database.pragma("journal_mode = wal");
    // A commit that was acknowledged survives a power cut, too.
    database.pragma("synchronous = full");
    database.pragma("foreign_keys = on");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Tries again while the database is locked, for so long; heartbeats and signals are served meanwhile. */
async function patiently<T>(busyTimeoutMs: number, action: () => T | Promise<T>): Promise<T> {
  const deadline = performance.now() + busyTimeoutMs;
  for (;;) {
    try {
      return await action();
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
    }
    await setTimeout(pauseMs);
  }
}

class PatientDialect extends SqliteDialect {
  readonly #busyTimeoutMs: number;
  readonly #config: SqliteDialectConfig;

  constructor(file: string, busyTimeoutMs: number) {
    const config = { database: () => patiently(busyTimeoutMs, () => open(file)) };
    super(config);
    this.#config = config;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  override createDriver(): SqliteDriver {
    return new PatientDriver(this.#config, this.#busyTimeoutMs);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** SQLite can undo DDL, whatever kysely's default says: a migration happens whole or not at all, and once. */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class PatientDriver extends SqliteDriver {
  readonly #busyTimeoutMs: number;

  constructor(config: SqliteDialectConfig, busyTimeoutMs: number) {
    super(config);
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    return {
      executeQuery: <R>(query: CompiledQuery) => patiently(this.#busyTimeoutMs, () => connection.executeQuery<R>(query)),
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize),
    };
  }

  /**
   * Takes the write lock when a transaction begins. A transaction that begins by reading and writes later is refused when
   * another process has written in between, however long it waits.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  /** On a full disk SQLite has undone the transaction by itself; that it can't do so again would hide why. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await super.rollbackTransaction(connection);
    } catch (error) {
      if (!messageOf(error).includes("no transaction is active")) throw error;
    }
  }
}

function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(codeOf(error));
}

function explain(error: unknown, file: string): unknown {
  const code = codeOf(error);
  // The driver's errors and the system's all have one.
  if (error instanceof DatafeedError || error instanceof TypeError || code === "") return error;
  const options = { cause: error };
  if (isBusy(error)) {
    return new DatafeedError("ledger-locked", `Another process holds the ledger ${file} locked`, {
      hint: "End the process that has it open, then try again.",
      ...options,
    });
  }
  if (code === "SQLITE_NOTADB" || code.startsWith("SQLITE_CORRUPT")) {
    return new DatafeedError("ledger-damaged", `The ledger ${file} is damaged or no SQLite database`, {
      hint: "Restore it from a backup; published files and manifests are not affected.",
      ...options,
    });
  }
  if (/^SQLITE_(CANTOPEN|READONLY|PERM|AUTH)/.test(code) || /^(EACCES|EPERM|EROFS|EEXIST|ENOTDIR|EISDIR)$/.test(code)) {
    return new DatafeedError("ledger-denied", `The ledger ${file} can't be opened for writing: ${messageOf(error)}`, {
      hint: "Give the user that runs Datafeed the right to write that file and its folder.",
      ...options,
    });
  }
  if (code === "SQLITE_FULL" || code === "ENOSPC") {
    return new DatafeedError("ledger-full", `No room left for the ledger ${file}`, {
      hint: "Make room and try again.",
      ...options,
    });
  }
  return new DatafeedError("ledger-failed", `The ledger ${file}: ${messageOf(error)}`, options);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

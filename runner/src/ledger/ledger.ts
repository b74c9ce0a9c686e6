import { type AliasedRawBuilder, Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { Engine, GivenType } from "./engine/engine.ts";
import { isReadable, type Migrations, migrate, unknownMigrations } from "./migrate.ts";
import type { Tables } from "./tables.ts";

/** How a ledger is opened. */
export interface LedgerOptions {
  /** Stands in for the ledger's clock: UTC, ISO 8601. For tests. */
  readonly clock?: () => string;
  /** How long to wait for another process's write. Default: 10 s. */
  readonly busyTimeoutMs?: number;
  /** What versions to come will do to the tables. For tests. */
  readonly laterMigrations?: Migrations;
}

/**
 * Opens a ledger, makes its tables when it is new and brings them up to date when it is older. `place` is a path (SQLite) or a
 * postgres:// URL. Errors: ledger-newer, ledger-damaged, ledger-locked, ledger-denied, ledger-unreachable.
 */
export async function openLedger(place: string, options: LedgerOptions = {}): Promise<Ledger> {
  const engine = await engineFor(place, options.busyTimeoutMs ?? 10_000);
  const db = new Kysely<Tables>({ dialect: engine.dialect });
  try {
    await migrate(db, engine, options.laterMigrations);
    const { id } = await db.selectFrom("ledger").select("id").executeTakeFirstOrThrow();
    const urgent = engine.urgentDialect === undefined ? db : new Kysely<Tables>({ dialect: engine.urgentDialect });
    return new Ledger(id, { db, urgent }, engine, options);
  } catch (error) {
    await db.destroy().catch(() => {});
    throw engine.explain(error);
  }
}

/** Loads the one driver that is needed: each takes its time to load. */
export async function engineFor(place: string, busyTimeoutMs: number): Promise<Engine> {
  if (/^postgres(ql)?:\/\//.test(place)) return (await import("./engine/postgres.ts")).postgresEngine(place);
  return (await import("./engine/sqlite.ts")).sqliteEngine(place, busyTimeoutMs);
}

/** A change that meets others again and again is made so often. */
const mostTries = 10;

interface Connected {
  readonly db: Kysely<Tables>;
  readonly urgent: Kysely<Tables>;
}

/**
 * An open ledger: what is owed, what was tried, what came of it. The questions and changes are functions beside this file
 * (claim.ts, decide.ts, …); all of them go through `read` and `write`.
 */
export class Ledger implements AsyncDisposable {
  /** Tells this ledger's staging from another's in one destination. */
  readonly id: string;
  readonly #db: Kysely<Tables>;
  readonly #urgent: Kysely<Tables>;
  readonly #engine: Engine;
  readonly #clock: (() => string) | undefined;
  readonly #laterMigrations: Migrations | undefined;
  readonly #listeners = new Set<() => void>();
  /** Changes under way in which something came to be owed. */
  readonly #wakes = new WeakSet<Transaction<Tables>>();

  constructor(id: string, { db, urgent }: Connected, engine: Engine, { clock, laterMigrations }: LedgerOptions) {
    this.id = id;
    this.#db = db;
    this.#urgent = urgent;
    this.#engine = engine;
    this.#clock = clock;
    this.#laterMigrations = laterMigrations;
  }

  /** What to call it in messages. */
  get place(): string {
    return this.#engine.place;
  }

  /** The lock of a claim; see Engine. */
  get claimLock(): RawBuilder<unknown> | undefined {
    return this.#engine.claimLock;
  }

  /** Expression: the ledger's time, so many milliseconds from now. */
  now(offsetMs = 0): RawBuilder<string> {
    if (this.#clock === undefined) return this.#engine.now(offsetMs);
    return this.#engine.instant(new Date(Date.parse(this.#clock()) + offsetMs).toISOString());
  }

  /**
   * Rows as a table to select from, in one parameter however many they are: its name is `given`. Cells are texts, numbers and
   * instants in ISO 8601; no text holds U+0000.
   */
  given<Name extends string>(
    rows: readonly (readonly (string | number | null)[])[],
    columns: Readonly<Record<Name, GivenType>>,
  ): AliasedRawBuilder<Readonly<Record<Name, string>>, "given"> {
    return sql<Readonly<Record<Name, string>>>`${this.#engine.given(JSON.stringify(rows), columns)}`.as("given");
  }

  /** Whether this version can still live with the tables: false when a newer one has changed them meanwhile. Errors: ledger-*. */
  async isReadable(): Promise<boolean> {
    return this.read((db) => isReadable(db, this.#laterMigrations));
  }

  /** What a newer version has done to the tables that this one does not know. Errors: ledger-*. */
  async unknownMigrations(): Promise<readonly string[]> {
    return this.read((db) => unknownMigrations(db));
  }

  /** Bytes that the ledger takes up. Errors: ledger-*. */
  async size(): Promise<number> {
    const row = await this.read((db) => db.selectNoFrom(this.#engine.size.as("bytes")).executeTakeFirstOrThrow());
    return Number(row.bytes);
  }

  /** The ledger's time now: UTC, ISO 8601 with milliseconds. */
  async time(): Promise<string> {
    const row = await this.read((db) => db.selectNoFrom(this.now().as("now")).executeTakeFirstOrThrow());
    return new Date(row.now).toISOString();
  }

  /** Asks. Errors: ledger-*. */
  async read<T>(question: (db: Kysely<Tables>) => Promise<T>): Promise<T> {
    try {
      return await question(this.#db);
    } catch (error) {
      throw this.#engine.explain(error);
    }
  }

  /**
   * Changes, all or nothing. `change` is made again when the database undid it because another one was in its way. Errors:
   * ledger-*.
   */
  async write<T>(change: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#writeOn(this.#db, change, () => false);
  }

  /** The same for signs of life, which must get through however much else is asked: short, and with one or two rows. */
  async writeUrgent<T>(change: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#writeOn(this.#urgent, change, () => false);
  }

  /** Asks several things of one moment, however long it takes, in PostgreSQL; writing goes on meanwhile. Errors: ledger-*. */
  async snapshot<T>(question: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    try {
      const moment = this.#db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only");
      return await moment.execute(question);
    } catch (error) {
      throw this.#engine.explain(error);
    }
  }

  /** The same; when a unique index refuses a row because somebody was quicker, the change is made again on what is there now. */
  async writeUnique<T>(change: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    return this.#writeOn(this.#db, change, (error) => this.#engine.isDuplicate(error));
  }

  /**
   * Says within a change that something is owed now: once it is committed, whoever listens hears of it, in other processes too
   * where the engine can (PostgreSQL). Others look now and then.
   */
  async notify(db: Transaction<Tables>): Promise<void> {
    this.#wakes.add(db);
    await this.#engine.notify?.(db, this.#channel);
  }

  /**
   * Calls `onWord` whenever something came to be owed, and after each time that word may have been missed; word is a hint, so
   * look now and then, too. Until it is disposed.
   */
  listen(onWord: () => void): AsyncDisposable {
    this.#listeners.add(onWord);
    const remote = this.#engine.listen?.(this.#channel, onWord);
    return {
      [Symbol.asyncDispose]: async () => {
        this.#listeners.delete(onWord);
        await remote?.[Symbol.asyncDispose]();
      },
    };
  }

  get #channel(): string {
    return `datafeed_${this.id}`;
  }

  async #writeOn<T>(
    db: Kysely<Tables>,
    change: (db: Transaction<Tables>) => Promise<T>,
    isWorthRepeating: (error: unknown) => boolean,
  ): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#transaction(db, change);
      } catch (error) {
        if (tries === mostTries || !(this.#engine.isConflict(error) || isWorthRepeating(error)))
          throw this.#engine.explain(error);
      }
    }
  }

  async #transaction<T>(on: Kysely<Tables>, change: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
    let committed: Transaction<Tables> | undefined;
    const result = await on.transaction().execute((db) => {
      committed = db;
      return change(db);
    });
    if (committed !== undefined && this.#wakes.has(committed)) for (const listener of this.#listeners) listener();
    return result;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy();
    if (this.#urgent !== this.#db) await this.#urgent.destroy();
  }
}

import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname, join, sep } from "node:path";
import type { DuckDBInstance } from "@duckdb/node-api";
import type { DuckdbConnection } from "../../../../schemas/generated/documents.ts";
import type { Plan, Query } from "../../compile/plan.ts";
import { duckdbLiteral } from "../../format/duckdb-canonical.ts";
import { type EngineOptions, openEngine } from "../../format/duckdb-engine.ts";
import { rowsInDuckdbPlan } from "../estimated-rows.ts";
import { Slots } from "../slots.ts";
import type { Check, Copied, CopyOptions, Reading, ReadOptions, SourceColumn, Warehouse } from "../warehouse.ts";
import { checkDuckdb } from "./check-duckdb.ts";
import { attachedName, type DuckdbConfig, duckdbConfig } from "./duckdb-config.ts";
import { copyPlan } from "./duckdb-copy.ts";
import { duckdbError } from "./duckdb-errors.ts";
import { DuckdbReading } from "./duckdb-reading.ts";
import { DuckdbSession } from "./duckdb-session.ts";
import { duckdbSnapshot } from "./duckdb-snapshot.ts";
import { Slicer } from "./slices.ts";
import { duckdbAccepts } from "./source-types.ts";

/**
 * Opens a DuckDB warehouse: a file (read only), or memory with views over data files. The engine starts with the first query.
 * One warehouse for a file in a process, since closing a second one would let go of the first one's lock (POSIX).
 */
export function openDuckdb(name: string, connection: DuckdbConnection, projectFolder: string): Warehouse {
  return new DuckdbWarehouse(name, duckdbConfig(name, connection, projectFolder, `${process.pid}-${randomUUID()}@${host}`));
}

/**
 * Opens an engine of its own, in memory, with what `fill` puts into it: tests of extracts run on it. It is locked like any other,
 * and reaches no file but those below `folder`, an empty one.
 */
export function openScratchDuckdb(name: string, folder: string, fill: NonNullable<EngineOptions["fill"]>): Warehouse {
  const spool = join(folder, "spool");
  return new DuckdbWarehouse(name, {
    engine: { folders: [`${spool}${sep}`], fill, threads: 1, temporary: join(folder, "sort") },
    spool,
    statementTimeoutMs: 60_000,
    maxQueries: 2,
  });
}

/** This machine, as it stands in names of folders. */
const host = hostname().replaceAll(/[^A-Za-z0-9.-]/g, "_");

class DuckdbWarehouse implements Warehouse {
  readonly name: string;
  readonly dialect = "duckdb";
  readonly accepts = duckdbAccepts;
  readonly #config: DuckdbConfig;
  readonly #slots: Slots;
  readonly #sessions = new Set<DuckdbSession>();
  #instance: Promise<DuckDBInstance> | undefined;
  #searchPath: string | undefined;
  #copies = 0;

  constructor(name: string, config: DuckdbConfig) {
    this.name = name;
    this.#config = config;
    if (config.searchPath === "file") this.#searchPath = `${attachedName}.main`;
    this.#slots = new Slots(config.maxQueries);
  }

  /** Count, what is asked before, and rows are of one snapshot, as far as the data are in the database; files behind views have none. */
  async read(query: Query, { signal, count, before, slices }: ReadOptions): Promise<Reading> {
    const session = await this.#session(signal);
    try {
      await session.begin();
      const columns = await session.describe(query);
      const counted = count === undefined ? undefined : await session.count(count);
      await before?.(duckdbSnapshot(session, columns));
      const slicer = slices === undefined ? undefined : await Slicer.of(session, slices, query, columns);
      return new DuckdbReading(session, query, columns, { counted, slicer });
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  async describe(query: Query, signal: AbortSignal): Promise<readonly SourceColumn[]> {
    await using session = await this.#session(signal);
    return await session.describe(query);
  }

  async estimate(query: Query, signal: AbortSignal): Promise<number | undefined> {
    await using session = await this.#session(signal);
    await session.describe(query);
    const rows = await session.rows(`EXPLAIN (FORMAT json) ${query.sql}`, query);
    return rowsInDuckdbPlan(String(rows[0]?.[1] ?? "[]"));
  }

  async copyTo(plan: Plan, file: string, options: CopyOptions): Promise<Copied | undefined> {
    const number = ++this.#copies;
    await using session = await this.#session(options.signal);
    if (number === 1) await removeLeftovers(dirname(this.#config.spool));
    return await copyPlan(plan, file, options, {
      session,
      spool: this.#config.spool,
      place: this.#place,
      number,
    });
  }

  check(signal: AbortSignal): Promise<readonly Check[]> {
    return checkDuckdb(this.#config, () => this.#session(signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#sessions].map((session) => session[Symbol.asyncDispose]()));
    const instance = await this.#instance?.catch(() => undefined);
    this.#instance = undefined;
    instance?.closeSync();
    await rm(this.#config.spool, { recursive: true, force: true });
  }

  get #place(): string {
    return `Warehouse ${this.name} (${this.#config.file ?? "DuckDB in memory"})`;
  }

  async #session(signal: AbortSignal): Promise<DuckdbSession> {
    const session = await this.#connect(signal);
    try {
      if (this.#config.searchPath !== undefined) this.#searchPath = await setSearchPath(session, this.#searchPath);
      return session;
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #connect(signal: AbortSignal): Promise<DuckdbSession> {
    await this.#slots.acquire(signal);
    try {
      const connection = await (await this.#engine()).connect();
      const release = (): void => {
        this.#sessions.delete(session);
        this.#slots.release();
      };
      const options = { place: this.#place, signal, timeoutMs: this.#config.statementTimeoutMs, release };
      const session = new DuckdbSession(connection, options);
      this.#sessions.add(session);
      return session;
    } catch (error) {
      this.#slots.release();
      throw duckdbError(error, this.#place, "preparing");
    }
  }

  /** Opens the engine; one that could not be opened is tried again at the next query. */
  async #engine(): Promise<DuckDBInstance> {
    this.#instance ??= openEngine(this.#config.engine);
    try {
      return await this.#instance;
    } catch (error) {
      this.#instance = undefined;
      throw error;
    }
  }
}

const noParameters = { sql: "", parameters: [] } as const;

/** Names are looked up among the views, then in the database file; `main` before other schemas. */
async function setSearchPath(session: DuckdbSession, known: string | undefined): Promise<string> {
  const schemas = `SELECT string_agg('"' || catalog_name || '"."' || schema_name || '"', ',' ORDER BY schema_name <> 'main', catalog_name = '${attachedName}', schema_name)
    FROM information_schema.schemata WHERE catalog_name IN ('memory', '${attachedName}') AND schema_name NOT IN ('information_schema', 'pg_catalog')`;
  const path = known ?? String((await session.rows(schemas, noParameters))[0]?.[0]);
  await session.rows(`SET search_path = ${duckdbLiteral(path)}`, noParameters);
  return path;
}

/**
 * Removes what killed processes left in the spool; their folders are named after them. A project may lie on a disk that several
 * machines share, and the processes of another can't be seen from here: its folders stay.
 */
async function removeLeftovers(spools: string): Promise<void> {
  const names = await readdir(spools).catch(() => []);
  for (const name of names) {
    const [, pid, at] = /^(\d+)-[0-9a-f-]+@(.*)$/.exec(name) ?? [];
    if (pid !== undefined && at === host && !isAlive(Number(pid)))
      await rm(join(spools, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

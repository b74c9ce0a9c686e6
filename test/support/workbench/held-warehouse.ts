import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { stringify } from "yaml";
import { createTestDatabase, type TestDatabase } from "../test-database.ts";
import type { Files } from "./workspace.ts";

/** Any number that nobody else locks. */
const gate = 4711;

/** A PostgreSQL whose one extract, `held`, waits in its query until it is let go: nothing in a test depends on how long. */
export class HeldWarehouse implements AsyncDisposable {
  readonly #database: TestDatabase;
  readonly #client: pg.Client;
  /** Credentials do not belong into a project. */
  readonly #folder = mkdtempSync(join(tmpdir(), "datafeed-held-"));

  private constructor(database: TestDatabase, client: pg.Client) {
    this.#database = database;
    this.#client = client;
  }

  static async create(): Promise<HeldWarehouse> {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query("select pg_advisory_lock($1)", [gate]);
    return new HeldWarehouse(database, client);
  }

  /** Documents to add to the example project, and settings that name the connections. */
  get files(): Files {
    const { host, port, database, user, password } = this.#database;
    const held = { type: "postgres", host, port, database, user, password, ssl: "disable" };
    const connections = { warehouses: { sample: held }, destinations: { local: { type: "file", path: "out" } } };
    const file = join(this.#folder, "connections.yaml");
    writeFileSync(file, stringify({ kind: "Connections", ...connections }));
    const sql = `select number, :window_start::timestamptz as begun from generate_series(1, 5) as number,
      (select pg_advisory_xact_lock_shared(${gate})) as gate where :window_start < :window_end`;
    const fields = { Number: { column: "number", type: "integer" }, Begun: { column: "begun", type: "instant" } };
    const template = { name: "Held", source: { sql: { postgres: sql } }, time: { field: "Begun" }, key: ["Number"], fields };
    const who = { product: "ixhello-customer-v1", owner: "amy" };
    const window = { start: "2026-03-01", end: "2026-04-01" };
    const extract = {
      name: "held",
      ...who,
      template: "Held",
      fields: "all",
      window,
      output: { format: "csv", compress: "none" },
    };
    return {
      "templates/Held.template.yaml": stringify({ kind: "Template", ...template }),
      "extracts/held.extract.yaml": stringify({ kind: "Extract", ...extract }),
      ".vscode/settings.json": JSON.stringify({ "datafeed.connections": file }),
    };
  }

  /** How many queries wait to be let go. */
  async waiting(): Promise<number> {
    const sql = `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and wait_event = 'advisory'`;
    const { rows } = await this.#client.query<{ count: number }>(sql);
    return rows[0]?.count ?? 0;
  }

  /** Connections other than this one that are in a query or a transaction. */
  async busy(): Promise<number> {
    const sql = `select count(*)::int as count from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`;
    const { rows } = await this.#client.query<{ count: number }>(sql);
    return rows[0]?.count ?? 0;
  }

  async letGo(): Promise<void> {
    await this.#client.query("select pg_advisory_unlock_all()");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#folder, { recursive: true });
    await this.#client.end();
    await this.#database.drop();
  }
}

import pg from "pg";
import { vi } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";
import { withLongExtract } from "../long-query.ts";
import { TestProject } from "../test-project.ts";

/** Rows of the extract `long` behind a gate. */
export const gatedRows = 5_000;

const sql = `select number, :window_start::timestamptz as contact_start
  from (select pg_advisory_lock_shared(1)) gate, generate_series(1, ${gatedRows}) number where :window_start < :window_end`;

/** A PostgreSQL whose queries of the extract `long` give no row before the gate is opened: nothing depends on how long they take. */
export class Gate implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly #client: pg.Client;

  private constructor(database: TestDatabase, client: pg.Client) {
    this.database = database;
    this.#client = client;
  }

  static async closed(): Promise<Gate> {
    const database = await createTestDatabase();
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const gate = new Gate(database, client);
    await gate.close();
    return gate;
  }

  /** A project with the extract; its connections are the operator's own file, named here. */
  project(): { readonly project: TestProject; readonly connections: string } {
    const project = withLongExtract(TestProject.withDocuments(), { postgres: sql });
    return { project, connections: project.postgres(this.database) };
  }

  async open(): Promise<void> {
    await this.#client.query("select pg_advisory_unlock(1)");
  }

  async close(): Promise<void> {
    await this.#client.query("select pg_advisory_lock(1)");
  }

  /** Queries of ours that the server is busy with; each waits at the gate. */
  async queries(): Promise<number> {
    const ours = "datname = current_database() and application_name = 'datafeed' and state = 'active'";
    return (await this.#client.query(`select from pg_stat_activity where ${ours}`)).rowCount ?? 0;
  }

  /** Waits until the server is busy with so many. */
  async hasQueries(wanted: number, withinMs = 20_000): Promise<void> {
    await vi.waitFor(
      async () => {
        const now = await this.queries();
        if (now !== wanted) throw new Error(`${now} queries, not ${wanted}`);
      },
      { timeout: withinMs, interval: 20 },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
    await this.database.drop();
  }
}

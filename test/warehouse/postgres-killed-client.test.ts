import { spawn } from "node:child_process";
import { once } from "node:events";
import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../support/test-database.ts";

/** Runs a query that sends nothing for an hour, in a process of its own. */
const script = `
  const [openPostgres, config] = [(await import(process.argv[1])).openPostgres, JSON.parse(process.argv[2])];
  const warehouse = openPostgres("w", config);
  const sql = "select pg_sleep(3600), 'orphan'";
  const reading = await warehouse.read({ sql, parameters: [] }, { signal: new AbortController().signal });
  for await (const _ of reading.batches);
`;

test("the query of a client that was killed ends in the server", { timeout: 120_000 }, async () => {
  const database = await createTestDatabase();
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  const queries = async (): Promise<number> => {
    const { rows } = await admin.query<{ count: number }>(
      "select count(*)::int as count from pg_stat_activity where query like '%orphan%' and state = 'active' and pid <> pg_backend_pid() and datname = current_database()",
    );
    return rows[0]?.count ?? -1;
  };
  const { host, port, user, password } = database;
  const config = {
    host,
    port,
    database: database.database,
    user,
    password,
    ssl: "disable",
    statementTimeoutMs: 3_600_000,
    maxQueries: 1,
  };
  const module = new URL("../../runner/src/warehouse/postgres/open-postgres.ts", import.meta.url).href;
  const client = spawn(process.execPath, ["--input-type=module", "-e", script, module, JSON.stringify(config)], {
    stdio: "inherit",
  });
  try {
    await expect.poll(queries, { timeout: 60_000 }).toBe(1);
    client.kill("SIGKILL");
    await once(client, "exit");
    await expect.poll(queries, { timeout: 60_000, interval: 200 }).toBe(0);
  } finally {
    client.kill("SIGKILL");
    await admin.end();
    await database.drop();
  }
});

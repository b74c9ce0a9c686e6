import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";
import { builtCli, connectionsText } from "./project.ts";
import type { BenchContext, Command } from "./variant.ts";

/** Messages of a thread. */
const children = 10;

/**
 * Fills PostgreSQL and the DuckDB file with the same threads, ten messages each, which lie in the order of their time; `lines`
 * of 30 letters in each message.
 */
export async function fillNested(url: string, duckdbFile: string, messages: number, lines = 1): Promise<void> {
  const threads = Math.ceil(messages / children);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("set timezone = 'UTC'");
    for (const statement of tables(threads, lines, "generate_series(1, $) as", "interval '1 microsecond' *"))
      await client.query(statement);
    await client.query("create unique index on threads (id)");
    await client.query("create index on messages (thread_id)");
    await client.query("vacuum analyze threads");
    await client.query("vacuum analyze messages");
  } finally {
    await client.end();
  }
  const instance = await DuckDBInstance.create(duckdbFile, { memory_limit: "4GB" });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  for (const statement of tables(threads, lines, "range(1, $ + 1) as", "to_microseconds")) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

function tables(threads: number, lines: number, series: string, microseconds: string): readonly string[] {
  const numbers = (count: number, alias: string): string => `${series.replace("$", String(count))} ${alias}`;
  const step = Math.floor((30 * 86_400_000_000) / threads);
  const start = "timestamptz '2026-01-01 00:00:00+00'";
  return [
    `create table threads as
     select md5(i::text)::uuid as id, ${start} + ${microseconds} (i::bigint * ${step}) as started_at, 'thread ' || i as name
     from ${numbers(threads, "t(i)")}`,
    `create table messages as
     select md5(i::text)::uuid as thread_id, p::integer as position, ${start} + ${microseconds} (i::bigint * ${step} + p * 31337000) as at,
       ((i::bigint * p * 7919) % 100000)::integer as amount, 'Good morning "' || md5((i * 10 + p)::text) || '"' as subject,
       'Line ' || p || ' of ' || repeat(substr(md5((i * 31 + p)::text), 1, 30), ${lines}) as body
     from ${numbers(threads, "t(i)")}, ${numbers(children, "u(p)")} order by 3`,
  ];
}

/** The same by hand; times as the engine writes them. `object` is the engine's function. */
export function nestedSql(array: (object: string, order: string) => string): string {
  const object = ["position", "at", "amount", "subject", "body"].map((name) => `'${name}', "${name}"`).join(", ");
  const messages = `select ${array(object, "position")} from messages where thread_id = threads.id`;
  return `select id, started_at, name, (${messages}) as messages from threads order by id`;
}

/** `datafeed run` of all threads with their messages, as one JSON array. */
export function runNested(context: Omit<BenchContext, "manyExtracts">, warehouse: "postgres" | "duckdb"): Command {
  const project = join(context.folder, "project");
  for (const folder of ["templates", "extracts"]) mkdirSync(join(project, folder), { recursive: true });
  for (const [path, text] of Object.entries(documents(warehouse))) writeFileSync(join(project, path), text);
  const connections = join(project, "warehouse.yaml");
  writeFileSync(connections, connectionsText(context));
  return [process.execPath, builtCli, "run", "bench", "--project", project, "--connections", connections, "--format", "json"];
}

function documents(warehouse: string): Readonly<Record<string, string>> {
  return {
    "datafeed.yaml": `kind: Project
version: 1
organization: Bench
users: { bench: { role: admin } }
products: { bench: { name: Bench, warehouse: ${warehouse} } }
`,
    "templates/Threads.template.yaml": `kind: Template
name: Threads
source: { table: threads }
time: { field: started_at }
key: [id]
fields:
  id: { column: id, type: uuid }
  started_at: { column: started_at, type: instant }
  name: { column: name, type: string }
  messages:
    nested:
      table: messages
      match: { thread_id: id }
      order: [position]
      fields:
        position: { column: position, type: integer }
        at: { column: at, type: instant }
        amount: { column: amount, type: integer }
        subject: { column: subject, type: string }
        body: { column: body, type: string }
`,
    "extracts/bench.extract.yaml": `kind: Extract
name: bench
product: bench
owner: bench
template: Threads
window: { start: "2025-01-01T00:00Z", end: "2027-01-01T00:00Z", timezone: UTC }
output: { format: json, compress: none }
`,
  };
}

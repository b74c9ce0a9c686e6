import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import pg from "pg";

/** What a scene is made of. */
export interface SceneOptions {
  /** Undefined: SQLite beside the project. */
  readonly ledgerUrl?: string;
  /** The destination's entry of connections.yaml. */
  readonly destination: Readonly<Record<string, unknown>>;
  /** A database to fill as the warehouse; undefined: DuckDB. */
  readonly warehouseUrl?: string;
  /** So many minutes of windows are owed when it begins. */
  readonly minutes: number;
}

/** A project whose schedules owe many windows at once, with data of which every row is known. */
export interface Scene extends AsyncDisposable {
  readonly project: string;
  readonly connections: string;
  /** Path or URL. */
  readonly ledger: string;
  readonly extracts: readonly string[];
  /** How many rows lie in [start, end), both UTC, ISO 8601. */
  rowsIn(start: string, end: string): number;
}

const tickMs = 3_000;
const dayMs = 86_400_000;

/** Each with another form of output; the first three owe a window a minute, the last whole days, which take their time. */
const outputs: Readonly<Record<string, string>> = {
  "soak zip": "schedule: { cron: '* * * * *', start: START }\noutput: { format: csv, compress: zip }",
  "soak json": "schedule: { cron: '* * * * *', start: START }\noutput: { format: json, compress: none }",
  "soak parallel": "schedule: { cron: '*/2 * * * *', start: START, overlap: parallel }\noutput: { format: ndjson }",
  "soak split":
    "schedule: { cron: '*/10 * * * *', start: START }\noutput: { format: csv, compress: gzip, split: { rows: 40 } }",
  "soak parquet": "schedule: { cron: '*/15 * * * *', start: START }\noutput: { format: parquet }",
  "soak days": "schedule: { every: day, start: DAYS }\noutput: { format: csv, compress: zip, path: '{year}/{month}' }",
};

export async function makeScene(options: SceneOptions): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-soak-"));
  const project = join(folder, "project");
  const now = Date.now();
  const firstDay = Math.floor(now / dayMs) * dayMs - 3 * dayMs;
  const start = now - options.minutes * 60_000;
  for (const name of ["extracts", "templates", "data"]) await mkdir(join(project, name), { recursive: true });
  await writeFile(join(project, "datafeed.yaml"), projectText);
  await writeFile(join(project, "templates/ticks.template.yaml"), templateText);
  for (const [name, rest] of Object.entries(outputs)) {
    const text = rest.replace("START", quoted(start)).replace("DAYS", quoted(firstDay));
    await writeFile(join(project, `extracts/${name}.extract.yaml`), extractText(name, text));
  }
  const warehouse = await fill(project, options.warehouseUrl, firstDay);
  const connections = join(folder, "connections.yaml");
  const document = { kind: "Connections", warehouses: { main: warehouse }, destinations: { local: options.destination } };
  await writeFile(connections, JSON.stringify(document));
  return {
    project,
    connections,
    ledger: options.ledgerUrl ?? join(project, ".datafeed", "ledger.sqlite"),
    extracts: Object.keys(outputs),
    rowsIn: (from, to) => ticksBefore(Date.parse(to) - firstDay) - ticksBefore(Date.parse(from) - firstDay),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function ticksBefore(ms: number): number {
  return Math.max(0, Math.ceil(ms / tickMs));
}

function quoted(ms: number): string {
  return JSON.stringify(new Date(ms).toISOString());
}

const projectText = `kind: Project
version: 1
organization: Soak
users: { amy: { role: developer }, dana: { role: admin } }
products: { soak: { name: Soak, warehouse: main } }
defaults: { timezone: UTC }
`;

const templateText = `kind: Template
name: Ticks
source: { table: ticks }
time: { field: At }
key: [Tick]
fields:
  Tick: { column: id, type: integer }
  At: { column: at, type: instant }
  Value: { column: value, type: string }
`;

function extractText(name: string, rest: string): string {
  // The nemesis makes runs fail many times over; what it leaves is to be published all the same.
  return `kind: Extract
name: ${name}
product: soak
owner: amy
shared: true
template: Ticks
retries: { max: 100, backoff: 1s }
${rest}
`;
}

const rowsSql = (from: string) => `select i as id, ${from} as at, 'tick ' || i as value`;
const tickCount = (4 * dayMs) / tickMs;

async function fill(project: string, url: string | undefined, firstDayMs: number): Promise<Record<string, unknown>> {
  if (url === undefined) {
    const database = await DuckDBInstance.create(":memory:");
    const connection = await database.connect();
    const at = `make_timestamptz(${firstDayMs}::bigint * 1000 + i * ${tickMs}::bigint * 1000)`;
    await connection.run(
      `copy (${rowsSql(at)} from range(${tickCount}) t(i)) to '${join(project, "data/ticks.parquet")}' (format parquet)`,
    );
    connection.closeSync();
    database.closeSync();
    return { type: "duckdb", views: { ticks: { files: "data/ticks.parquet", format: "parquet" } } };
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const at = `timestamptz 'epoch' + (${firstDayMs}::bigint + i * ${tickMs}) * interval '1 millisecond'`;
  await client.query(
    `create table ticks as ${rowsSql(at)} from generate_series(0, ${tickCount - 1}) t(i); alter table ticks add primary key (id)`,
  );
  await client.end();
  const { hostname: host, port, username: user, password, pathname } = new URL(url);
  return { type: "postgres", host, port: Number(port), user, password, database: pathname.slice(1), ssl: "disable" };
}

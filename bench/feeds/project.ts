import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a bench's feed reads and where it writes. */
export interface BenchFeed {
  readonly name: string;
  readonly postgresUrl: string;
  readonly servers: readonly string[];
  readonly topic: string;
  /** `conversations`: the shipped template of the first event. `ticks`: rows of three short columns. */
  readonly rows: "conversations" | "ticks";
  readonly delivery?: "at-least-once" | "transactional";
}

/** Writes a project with one feed and its connections.yaml into a folder. */
export async function writeBenchFeed(folder: string, feed: BenchFeed): Promise<void> {
  for (const part of ["templates", "extracts"]) await mkdir(join(folder, part), { recursive: true });
  const shipped = join(import.meta.dirname, "../../templates/ConversationCreated.template.yaml");
  await cp(shipped, join(folder, "templates/conversations.template.yaml"));
  await writeFile(join(folder, "templates/ticks.template.yaml"), ticks);
  await writeFile(join(folder, "datafeed.yaml"), project);
  await writeFile(join(folder, "extracts/bench.feed.yaml"), feedText(feed));
  await writeFile(join(folder, "connections.yaml"), connections(feed));
}

const project = `kind: Project
version: 1
organization: Bench
users: { bench: { role: admin } }
products: { bench: { name: Bench, warehouse: main } }
`;

/** Rows with as little as an event can have: many of them fit on a small machine. */
const ticks = `kind: Template
name: Ticks
source: { table: reporting.ticks }
time: { field: At }
key: [Id]
fields:
  Id: { column: id, type: integer, nullable: false }
  Call: { column: call, type: string, nullable: false }
  At: { column: at, type: instant, nullable: false, hidden: true }
`;

export const ticksTable = "create table reporting.ticks (id bigint primary key, call text not null, at timestamptz not null)";

function feedText({ name, topic, rows, delivery = "at-least-once" }: BenchFeed): string {
  const [template, key] = rows === "ticks" ? ["Ticks", "Call"] : ["ConversationCreated", "ExternalId"];
  return `kind: Feed
name: ${name}
product: bench
owner: bench
source: { changes: datafeed.changes }
to: { broker: main, topic: ${topic} }
key: ${key}
delivery: ${delivery}
events:
  ConversationCreatedForDataFeeder: { template: ${template}, raise: insert }
`;
}

function connections({ postgresUrl, servers }: BenchFeed): string {
  const { hostname: host, port, username: user, password, pathname } = new URL(postgresUrl);
  const main = { type: "postgres", host, port: Number(port), user, password, database: pathname.slice(1), ssl: "disable" };
  const broker = { type: "kafka", servers, tls: "disable" };
  return `${JSON.stringify({ kind: "Connections", warehouses: { main }, destinations: {}, brokers: { main: broker } })}\n`;
}

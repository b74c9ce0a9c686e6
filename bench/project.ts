import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BenchContext, Command } from "./variant.ts";

/** The built command line, as the package ships it. */
export const builtCli = fileURLToPath(new URL("../runner/dist/cli.js", import.meta.url));

export interface BenchExtract {
  readonly warehouse: "postgres" | "duckdb";
  readonly format: "csv" | "json" | "ndjson" | "parquet";
  readonly compress: "none" | "zip" | "gzip";
  readonly order: "key" | "none";
}

/** `datafeed run` of a project with this one extract of all 24 columns: ledger, hash and manifest included. */
export function runExtract(context: BenchContext, extract: BenchExtract): Command {
  const project = join(context.folder, "project");
  writeProject(project, context, extract);
  const connections = join(project, "warehouse.yaml");
  return [process.execPath, builtCli, "run", "bench", "--project", project, "--connections", connections, "--format", "json"];
}

/** The same rows in the same order by hand: what psql and DuckDB's shell would be given. */
export function interactionsSql(order: BenchExtract["order"]): string {
  const names = fields.map(([name]) => name).join(", ");
  const ordered = order === "key" ? " order by interaction_id" : "";
  return `select ${names} from interactions where started_at >= '2025-01-01 00:00:00+00' and started_at < '2027-01-01 00:00:00+00'${ordered}`;
}

const fields = [
  ["interaction_id", "type: uuid"],
  ["tenant_id", "type: integer"],
  ["started_at", "type: instant"],
  ["ended_at", "type: instant"],
  ["channel", "type: string"],
  ["direction", "type: string"],
  ["queue_id", "type: integer"],
  ["queue_name", "type: string"],
  ["agent_id", "type: integer"],
  ["agent_name", "type: string"],
  ["customer_id", "type: integer"],
  ["ani", "type: string"],
  ["dnis", "type: string"],
  ["wait_seconds", "type: integer"],
  ["talk_seconds", "type: integer"],
  ["hold_seconds", "type: integer"],
  ["wrap_up_seconds", "type: integer"],
  ["transfers", "type: integer"],
  ["abandoned", "type: boolean"],
  ["satisfaction", "type: decimal, precision: 3, scale: 1"],
  ["disposition", "type: string"],
  ["subject", "type: string"],
  ["notes", "type: string"],
  ["cost", "type: decimal, precision: 10, scale: 4"],
] as const;

function writeProject(folder: string, context: BenchContext, extract: BenchExtract): void {
  for (const { path, text } of benchDocuments(extract)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  writeFileSync(join(folder, "warehouse.yaml"), connectionsText(context));
}

/** The documents of a project with one extract. */
export function benchDocuments(extract: BenchExtract): readonly { readonly path: string; readonly text: string }[] {
  return [
    { path: "datafeed.yaml", text: projectText(extract) },
    { path: "templates/Interactions.template.yaml", text: templateText() },
    { path: "extracts/bench.extract.yaml", text: extractText(extract) },
  ];
}

function projectText({ warehouse }: BenchExtract): string {
  return `kind: Project
version: 1
organization: Bench
users: { bench: { role: admin } }
products: { bench: { name: Bench, warehouse: ${warehouse} } }
`;
}

/** Where the bench's warehouses are. */
export function connectionsText({ postgresUrl, duckdbFile, folder }: Omit<BenchContext, "manyExtracts">): string {
  const { hostname, port, pathname, username, password } = new URL(postgresUrl);
  return `kind: Connections
warehouses:
  postgres: { type: postgres, host: ${hostname}, port: ${port}, database: ${pathname.slice(1)}, user: ${username}, password: ${password}, ssl: disable }
  duckdb: { type: duckdb, path: ${duckdbFile} }
destinations:
  local: { type: file, path: ${folder} }
`;
}

function templateText(): string {
  const lines = fields.map(([name, type]) => `  ${name}: { column: ${name}, ${type} }`);
  return `kind: Template
name: Interactions
source: { table: interactions }
time: { field: started_at }
key: [interaction_id]
fields:
${lines.join("\n")}
`;
}

function extractText({ format, compress, order }: BenchExtract): string {
  return `kind: Extract
name: bench
product: bench
owner: bench
template: Interactions
window: { start: "2025-01-01T00:00Z", end: "2027-01-01T00:00Z", timezone: UTC }
output: { format: ${format}, compress: ${compress}, order: ${order} }
`;
}

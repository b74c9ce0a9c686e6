import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchDocuments } from "./project.ts";

export const manyExtracts = 10_000;

/** Makes a project of 10,000 extracts of 33 lines, as long as a careful author's. */
export function writeManyExtracts(folder: string): void {
  for (const name of ["extracts", "templates"]) mkdirSync(join(folder, name), { recursive: true });
  for (const { path, text } of benchDocuments({ warehouse: "duckdb", format: "csv", compress: "zip", order: "key" })) {
    if (!path.startsWith("extracts/")) writeFileSync(join(folder, path), text);
  }
  const connections =
    "kind: Connections\nwarehouses: { duckdb: { type: duckdb, path: warehouse.duckdb } }\ndestinations: { local: { type: file, path: out } }\n";
  writeFileSync(join(folder, "connections.yaml"), connections);
  for (let number = 0; number < manyExtracts; number++) {
    writeFileSync(join(folder, `extracts/extract-${number}.extract.yaml`), extractText(number));
  }
}

function extractText(number: number): string {
  return `# yaml-language-server: $schema=../schemas/extract.schema.json
# Calls of one queue, for the team that works on it.
kind: Extract
name: extract ${number}
description: Calls of queue ${number}
product: bench
owner: bench
shared: ${number % 2 === 0}
template: Interactions
fields:
  - interaction_id
  - started_at
  - ended_at
  - channel
  - field: queue_name
    as: Queue
  - wait_seconds
  - talk_seconds
  - disposition
filter:
  all:
    - queue_id: { eq: ${number} }
    - channel: { in: [voice, chat] }
    - any:
        - wait_seconds: { gte: 10 }
        - talk_seconds: { gt: 0 }
schedule:
  every: week
  day: monday
  at: "06:00"
  timezone: America/Chicago
output:
  format: csv
  compress: zip
`;
}

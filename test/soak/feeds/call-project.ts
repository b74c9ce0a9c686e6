import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { types } from "./truth.ts";

/** The feed of the proof, and where it reads and writes. */
export interface CallFeed {
  readonly warehouseUrl: string;
  readonly servers: readonly string[];
  readonly topic: string;
  readonly delivery: "at-least-once" | "transactional";
  /** So long a follower waits for the one that comes first, such as `30s`. */
  readonly hold: string;
  readonly snapshot?: "none" | "all";
  readonly lateAfter?: string;
}

export const feedName = "calls";
export const deadLetterTopic = (topic: string): string => `${topic}.dead-letter`;

const shipped = join(import.meta.dirname, "../../../templates");

/** Writes a project with the shipped templates of events, one feed of them, and its connections.yaml into a folder. */
export async function writeCallProject(folder: string, feed: CallFeed): Promise<void> {
  for (const part of ["templates", "extracts"]) await mkdir(join(folder, part), { recursive: true });
  for (const name of ["ConversationCreated", "ConversationAnalyzed", "CategoryMatch"]) {
    await cp(join(shipped, `${name}.template.yaml`), join(folder, `templates/${name}.template.yaml`));
  }
  await writeFile(join(folder, "datafeed.yaml"), project);
  await writeFile(join(folder, "extracts/calls.feed.yaml"), feedText(feed));
  await writeFile(join(folder, "connections.yaml"), connections(feed));
}

// Callers' numbers stay masked; what was said is compared with what was written.
const project = `kind: Project
version: 1
organization: Soak
users: { amy: { role: developer }, dana: { role: admin } }
products: { calls: { name: Calls, warehouse: main } }
defaults: { timezone: UTC }
masking: { phone: last4, free-text: redact }
grants:
  - template: ConversationAnalyzed
    fields: [Transcripts, AiInsights]
    extracts: [${feedName}]
    approvedBy: dana
    reason: The tests compare what was read with what was written.
    until: "2099-12-31"
`;

function feedText({ topic, delivery, hold, snapshot = "none", lateAfter }: CallFeed): string {
  return `kind: Feed
name: ${feedName}
product: calls
owner: amy
source: { changes: datafeed.changes }
snapshot: ${snapshot}
to: { broker: main, topic: ${topic} }
key: ExternalId
delivery: ${delivery}
${lateAfter === undefined ? "" : `lateAfter: ${lateAfter}\n`}events:
  ${types.created}: { template: ConversationCreated, raise: insert }
  ${types.analysed}: { template: ConversationAnalyzed, raise: [insert, update], version: AnalyzedAt, after: ${types.created}, hold: ${hold} }
  ${types.match}: { template: CategoryMatch, raise: insert, after: ${types.analysed}, hold: ${hold} }
`;
}

function connections({ warehouseUrl, servers }: CallFeed): string {
  const { hostname: host, port, username: user, password, pathname } = new URL(warehouseUrl);
  const warehouse = { type: "postgres", host, port: Number(port), user, password, database: pathname.slice(1), ssl: "disable" };
  const broker = { type: "kafka", servers, tls: "disable" };
  return `${JSON.stringify({ kind: "Connections", warehouses: { main: warehouse }, destinations: {}, brokers: { main: broker } })}\n`;
}

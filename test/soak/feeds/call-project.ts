import { mkdir, writeFile } from "node:fs/promises";
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

/** Writes the project's documents and its connections.yaml into a folder. */
export async function writeCallProject(folder: string, feed: CallFeed): Promise<void> {
  await mkdir(join(folder, "templates"), { recursive: true });
  await mkdir(join(folder, "extracts"), { recursive: true });
  const files = {
    "datafeed.yaml": project,
    "templates/calls.template.yaml": templates,
    "extracts/calls.feed.yaml": feedText(feed),
    "connections.yaml": connections(feed),
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
}

const project = `kind: Project
version: 1
organization: Soak
users: { amy: { role: developer }, dana: { role: admin } }
products: { calls: { name: Calls, warehouse: main } }
defaults: { timezone: UTC }
`;

function feedText({ topic, delivery, hold, snapshot = "none", lateAfter }: CallFeed): string {
  return `kind: Feed
name: ${feedName}
product: calls
owner: amy
source: { changes: datafeed.changes }
snapshot: ${snapshot}
to: { broker: main, topic: ${topic} }
key: ConversationExternalId
delivery: ${delivery}
${lateAfter === undefined ? "" : `lateAfter: ${lateAfter}\n`}events:
  ${types.created}: { template: Created, raise: insert, key: Id }
  ${types.analysed}: { template: Analysed, raise: [insert, update], after: ${types.created}, hold: ${hold} }
  ${types.match}: { template: CategoryMatch, raise: insert, after: ${types.analysed}, hold: ${hold} }
`;
}

function connections({ warehouseUrl, servers }: CallFeed): string {
  const { hostname: host, port, username: user, password, pathname } = new URL(warehouseUrl);
  const warehouse = { type: "postgres", host, port: Number(port), user, password, database: pathname.slice(1), ssl: "disable" };
  const broker = { type: "kafka", servers, tls: "disable" };
  return `${JSON.stringify({ kind: "Connections", warehouses: { main: warehouse }, brokers: { main: broker } })}\n`;
}

const templates = `kind: Template
name: Created
source: { table: calls.conversations }
time: { field: ReceivedAt }
key: [Id]
fields:
  Id: { column: external_id, type: string, hidden: true }
  ReceivedAt: { column: received_at, type: instant, hidden: true }
  Conversation:
    object:
      ConversationId: { column: conversation_id, type: integer, nullable: false }
      DepartmentId: { column: department_id, type: integer, nullable: false }
      AgentId: { column: agent_id, type: uuid, nullable: false }
      RatingForCSAT: { column: rating, type: integer }
      StartTime: { column: started_at, type: instant, nullable: false }
      EndTime: { column: ended_at, type: instant, nullable: false }
      Duration: { column: duration, type: integer, unit: s }
      ExternalId: { column: external_id, type: string, nullable: false }
      LanguageCode: { column: language_code, type: string }
      Call:
        object:
          CallerNumber: { column: caller_number, type: string, pii: phone }
          HoldCount: { column: hold_count, type: integer, nullable: false }
  TenantId: { constant: 3a1e7c51-62d8-95c8-852e-2b5c7b042376, type: uuid }
---
kind: Template
name: Analysed
source: { table: calls.analyses }
time: { field: AnalysedAt }
key: [ConversationExternalId]
fields:
  ConversationExternalId: { column: external_id, type: string }
  AnalysedAt: { column: analysed_at, type: instant, hidden: true }
  Transcripts:
    nullable: false
    nested:
      table: calls.transcripts
      match: { external_id: external_id }
      order: [part]
      fields:
        Channel: { column: channel, type: integer, nullable: false }
        Text: { column: words, type: string, nullable: false, pii: none }
        Times: { column: times, type: string, nullable: false }
        StartTime: { column: start_ms, type: integer, nullable: false }
        EndTime: { column: end_ms, type: integer, nullable: false }
  AgentTensionRatio: { column: agent_tension, type: integer, nullable: false }
  CustomerTensionRatio: { column: customer_tension, type: integer, nullable: false }
  AiInsights:
    when: topic
    object:
      topic: { column: topic, type: string }
      summary: { column: summary, type: string }
---
kind: Template
name: CategoryMatch
source: { table: calls.category_matches }
time: { field: MatchedAt }
key: [CategoryMatchId]
fields:
  ConversationExternalId: { column: external_id, type: string, nullable: false }
  CategoryMatchId: { column: id, type: integer }
  Category: { column: category, type: string, nullable: false }
  MatchedAt: { column: matched_at, type: instant, hidden: true }
`;

/** Templates of calls and their analyses, as feeds use them. */
export const callTemplates = [
  {
    path: "templates/Calls.template.yaml",
    text: `kind: Template
name: Calls
source: { table: reporting.calls }
time: { field: createdAt }
key: [id]
fields:
  id: { column: id, type: integer, hidden: true, nullable: false }
  ExternalId: { column: external_id, type: uuid, hidden: true, nullable: false }
  createdAt: { column: created_at, type: instant, hidden: true }
  Duration: { column: seconds, type: integer, hidden: true }
  TenantId: { column: tenant_id, type: string }
  Call:
    object:
      CallerNumber: { column: caller, type: string, pii: phone }
      StartTime: { column: started_at, type: instant }
`,
  },
  {
    path: "templates/Analysis.template.yaml",
    text: `kind: Template
name: Analysis
source: { table: reporting.analyses }
time: { field: analyzedAt }
key: [id]
fields:
  id: { column: id, type: integer, hidden: true, nullable: false }
  analyzedAt: { column: analyzed_at, type: instant, hidden: true }
  ConversationExternalId: { column: external_id, type: uuid, nullable: false }
  Transcripts:
    nested:
      table: reporting.transcripts
      match: { analysis_id: id }
      order: [line]
      fields:
        StartTime: { column: started_at, type: instant }
  Insights:
    object:
      externalId: { column: external_id, type: uuid }
      tenantId: { column: tenant_id, type: string }
`,
  },
] as const;

/** An event that follows the one of `feedText`. */
export const analyzed = "  Analyzed: { template: Analysis, raise: insert, after: Created, key: ConversationExternalId }";

/** A sound feed with one event; lines that are indented are more events, the others keys of the feed. */
export function feedText(...lines: readonly string[]): string {
  const events = lines.filter((line) => line.startsWith(" "));
  return [
    "kind: Feed",
    "name: calls",
    "product: customer",
    "owner: amy",
    ...(lines.some((line) => line.startsWith("source:")) ? [] : ["source: { lookback: 10m }"]),
    "to: { broker: main, topic: calls }",
    "key: ExternalId",
    ...lines.filter((line) => !line.startsWith(" ")),
    "events:",
    "  Created: { template: Calls, raise: insert }",
    ...events,
    "",
  ].join("\n");
}

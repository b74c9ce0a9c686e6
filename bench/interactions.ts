import type { Column, Plan } from "../runner/src/compile/plan.ts";
import type { ResolvedOutput } from "../runner/src/load/project-documents.ts";
import type { LogicalType } from "../runner/src/load/types.ts";

const types: Readonly<Record<string, LogicalType>> = {
  interaction_id: { type: "uuid" },
  tenant_id: { type: "integer" },
  started_at: { type: "instant", precision: 6 },
  ended_at: { type: "instant", precision: 6 },
  channel: { type: "string" },
  direction: { type: "string" },
  queue_id: { type: "integer" },
  queue_name: { type: "string" },
  agent_id: { type: "integer" },
  agent_name: { type: "string" },
  customer_id: { type: "integer" },
  ani: { type: "string" },
  dnis: { type: "string" },
  wait_seconds: { type: "integer" },
  talk_seconds: { type: "integer" },
  hold_seconds: { type: "integer" },
  wrap_up_seconds: { type: "integer" },
  transfers: { type: "integer" },
  abandoned: { type: "boolean" },
  satisfaction: { type: "decimal", precision: 3, scale: 1 },
  disposition: { type: "string" },
  subject: { type: "string" },
  notes: { type: "string" },
  cost: { type: "decimal", precision: 10, scale: 4 },
};

export type Order = "key" | "none";

/** The query that every variant runs. */
export function interactionsSql(order: Order): string {
  return `select ${Object.keys(types).join(", ")} from interactions${order === "key" ? " order by interaction_id" : ""}`;
}

/** The plan of an extract of all 24 columns. */
export function interactionsPlan(order: Order, output: Pick<ResolvedOutput, "format" | "compress">): Plan {
  const columns: readonly Column[] = Object.entries(types).map(([name, type]) => ({ name, field: name, type }));
  return {
    extract: "bench",
    product: "bench",
    owner: "bench",
    shared: false,
    template: "Interactions",
    warehouse: "bench",
    dialect: "postgres",
    kind: "RunOnce",
    window: { start: "2025-01-01T00:00:00.000Z", end: "2026-01-01T00:00:00.000Z", timezone: "UTC" },
    query: { sql: interactionsSql(order), parameters: [] },
    columns,
    hiddenKey: [],
    key: order === "key" ? [0] : [],
    count: { sql: "select count(*) from interactions", parameters: [] },
    output: {
      to: "local",
      order,
      empty: "publish",
      reconcile: "none",
      delimiter: ",",
      header: true,
      bom: false,
      formulas: "raw",
      pretty: false,
      ...output,
    },
    definitionHash: "",
    planHash: "",
  };
}

import { type CellKind, contactCounts, contacts, interactionInputs, interactions, sampleSchema, type Table } from "./tables.ts";

/** The engines that hold the sample. */
export type Engine = "duckdb" | "postgres";

const types: Readonly<Record<CellKind, string>> = {
  uuid: "uuid",
  text: "text",
  integer: "integer",
  bigint: "bigint",
  float64: "double precision",
  boolean: "boolean",
  cents: "decimal(12,2)",
  instant: "timestamptz",
  "utc-naive": "timestamp",
  json: "jsonb",
};

/** A table's name with its schema; the staged inputs are a temporary table. */
export function qualified(table: Table): string {
  return table === interactionInputs ? table.name : `${sampleSchema}.${table.name}`;
}

/** `create table`, in words that both engines know. */
export function createTable(table: Table, engine: Engine): string {
  const columns = table.columns.map(({ name, kind, nullable }) => {
    const type = kind === "json" && engine === "duckdb" ? "json" : types[kind];
    return `${name} ${type}${nullable ? "" : " not null"}`;
  });
  return `create ${table === interactionInputs ? "temp " : ""}table ${qualified(table)} (${columns.join(", ")})`;
}

/** Gives each input the columns of its contact, as reporting warehouses do. */
export const fillInteractions = `insert into ${qualified(interactions)}
select ${interactions.columns
  .map(({ name }) => `${interactionInputs.columns.some((column) => column.name === name) ? "i" : "c"}.${name}`)
  .join(", ")}
from ${interactionInputs.name} i join ${qualified(contacts)} c on c.contact_id = i.contact_id`;

/** Counts the contacts of each hour (UTC). The session's time zone must be UTC. */
export const fillContactCounts = `insert into ${qualified(contactCounts)}
select date_trunc('hour', contact_start), service, channel, direction, stage,
  count(*),
  count(*) filter (where service_disposition = 'Contained'),
  count(*) filter (where service_disposition = 'Transferred'),
  count(*) filter (where service_disposition = 'Abandoned'),
  cast(coalesce(sum(duration_ms), 0) as bigint)
from ${qualified(contacts)}
group by 1, 2, 3, 4, 5`;

/** The primary key and the index on time that PostgreSQL reads by; DuckDB gains nothing from them. */
export function createIndexes(table: Table): readonly string[] {
  const key = `alter table ${qualified(table)} add primary key (${table.key.join(", ")})`;
  return table.time === undefined ? [key] : [key, `create index on ${qualified(table)} (${table.time})`];
}

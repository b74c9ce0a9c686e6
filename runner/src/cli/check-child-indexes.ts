import { quoteTable } from "../compile/dialects/identifier.ts";
import { fieldOf, itemsOf } from "../load/field-types.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/** Gives a row for a table (no view) of more than a megabyte that no index finds by one of the columns first. */
const unindexed = `SELECT 1 FROM pg_catalog.pg_class c
WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'm') AND pg_catalog.pg_relation_size(c.oid) > 1048576
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
    WHERE i.indrelid = c.oid AND i.indisvalid AND a.attname = ANY (pg_catalog.string_to_array($2, E'\\x01'))
  )`;

/**
 * The child tables of the template's fields in which PostgreSQL would look for the children of each row from end to end
 * (docs/decisions/0013), in words; undefined where there is none.
 */
export async function slowChildren(
  warehouse: Warehouse,
  { template, fields }: ResolvedExtract,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (warehouse.dialect !== "postgres") return undefined;
  const matches = fields.flatMap(({ field }) => {
    const written = fieldOf(template, field);
    if (written === undefined) return [];
    return [written.nested, ...itemsOf(written).map(({ item }) => item.nested)].filter((nested) => nested !== undefined);
  });
  const found = new Set<string>();
  for (const { table, match } of matches) {
    const columns = Object.keys(match);
    const text = `${table} (${columns.join(", ")})`;
    if (!found.has(text) && (await isUnindexed(warehouse, table, columns, signal))) found.add(text);
  }
  return found.size === 0
    ? undefined
    : `no index finds children in ${[...found].join(", ")}: a run reads the whole table for each row. Make one that begins with these columns`;
}

async function isUnindexed(
  warehouse: Warehouse,
  table: string,
  columns: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const values = [quoteTable(table), columns.join("\u0001")];
  const parameters = values.map((value) => ({ value, type: "text", pii: false }));
  await using reading = await warehouse.read({ sql: unindexed, parameters }, { signal });
  for await (const _ of reading.batches);
  return reading.rows() > 0;
}

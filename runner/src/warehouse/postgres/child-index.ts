import { quoteTable } from "../../compile/dialects/identifier.ts";
import type { ChildTable, Warehouse } from "../warehouse.ts";

/**
 * Gives a row for a table (no view) of more than a megabyte that no index finds by the columns. An index does whose first
 * columns, as many as are looked for or as it has, are among them; one of a part of the rows does not.
 */
const unindexed = `SELECT 1
FROM pg_catalog.pg_class c, pg_catalog.string_to_array($2, E'\\x01') AS looked(for_columns)
WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'm') AND pg_catalog.pg_relation_size(c.oid) > 1048576
  AND NOT EXISTS (
    SELECT FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class named ON named.oid = i.indexrelid
    JOIN pg_catalog.pg_am method ON method.oid = named.relam AND method.amname IN ('btree', 'hash')
    WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL AND (
      SELECT pg_catalog.bool_and(coalesce(a.attname = ANY (for_columns), false))
      FROM pg_catalog.generate_series(0, least(i.indnkeyatts, pg_catalog.cardinality(for_columns)) - 1) AS k
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[k]
    )
  )`;

/** Whether PostgreSQL would look for the children of each row from end to end (docs/decisions/0013). */
export async function lacksIndex(warehouse: Warehouse, { table, columns }: ChildTable, signal: AbortSignal): Promise<boolean> {
  const values = [quoteTable(table), columns.join("\u0001")];
  const parameters = values.map((value) => ({ value, type: "text", pii: false }));
  await using reading = await warehouse.read({ sql: unindexed, parameters }, { signal });
  for await (const _ of reading.batches);
  return reading.rows() > 0;
}

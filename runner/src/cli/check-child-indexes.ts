import { fieldOf, itemsOf } from "../load/field-types.ts";
import type { ResolvedExtract } from "../load/project-documents.ts";
import type { Warehouse } from "../warehouse/warehouse.ts";

/**
 * The child tables of the template's fields in which the warehouse would look for the children of each row from end to end
 * (docs/decisions/0013), in words; undefined where there is none.
 */
export async function slowChildren(
  warehouse: Warehouse,
  { template, fields }: ResolvedExtract,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (warehouse.lacksIndex === undefined) return undefined;
  const matches = fields.flatMap(({ field }) => {
    const written = fieldOf(template, field);
    if (written === undefined) return [];
    return [written.nested, ...itemsOf(written).map(({ item }) => item.nested)].filter((nested) => nested !== undefined);
  });
  const found = new Set<string>();
  for (const { table, match } of matches) {
    const columns = Object.keys(match);
    const text = `${table} (${columns.join(", ")})`;
    if (!found.has(text) && (await warehouse.lacksIndex({ table, columns }, signal))) found.add(text);
  }
  return found.size === 0
    ? undefined
    : `no index finds children in ${[...found].join(", ")}: a run reads the whole table for each row. Make one that begins with these columns`;
}

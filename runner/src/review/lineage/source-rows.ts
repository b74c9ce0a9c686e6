import type { Template } from "../../../../schemas/generated/documents.ts";
import { columnKey } from "../../load/read-columns.ts";
import type { Dialect } from "../../load/types.ts";
import { type ReadOrigins, unknownOrigins } from "./origin.ts";

/** The rows that a template reads: where each of their columns comes from. */
export type SourceRows = (column: string) => ReadOrigins;

/** The rows of a table or a view. */
export function tableRows(table: string): SourceRows {
  return (column) => ({ columns: [{ relation: columnKey(table), column: columnKey(column) }] });
}

/** The rows of a template's source. */
export async function sourceRows({ source }: Template, _dialect: Dialect): Promise<SourceRows> {
  if (source.table !== undefined) return tableRows(source.table);
  return () => unknownOrigins("the source is a query");
}

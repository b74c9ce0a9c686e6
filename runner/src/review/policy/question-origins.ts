import { DatafeedError } from "../../errors/datafeed-error.ts";
import { scanSql } from "../../load/scan-sql.ts";
import type { Dialect } from "../../load/types.ts";
import type { ClassifiedColumn } from "../exposure/origins-of.ts";
import { allOf } from "../lineage/columns.ts";
import { allOrigins, type ReadOrigins, unknownOrigins } from "../lineage/origin.ts";
import { queryColumns } from "../lineage/source-rows.ts";

/**
 * The columns of the warehouse that the answer to a query depends on: those that it shows, those by which it chooses rows, and
 * every personal one that it names beside its relation, in whatever clause. Unknown where nobody can say.
 *
 * @param personal The columns that hold personal data.
 */
export async function questionOrigins(
  sql: string,
  dialect: Dialect,
  personal: readonly ClassifiedColumn[],
): Promise<ReadOrigins> {
  try {
    const shown = await queryColumns(sql, dialect);
    // Whether there are rows is decided by what chooses them. A comment must not end the parenthesis.
    const chosen = await queryColumns(`select exists (${sql}\n)`, dialect);
    return allOrigins([allOf(shown), allOf(chosen), namedOrigins(sql, dialect, personal)]);
  } catch (error) {
    if (!(error instanceof DatafeedError)) throw error;
    return unknownOrigins(error.message);
  }
}

function namedOrigins(sql: string, dialect: Dialect, personal: readonly ClassifiedColumn[]): ReadOrigins {
  const { words } = scanSql(sql, [dialect]);
  const named = personal.filter(({ origin: { relation, column } }) => {
    return words.has(column) && words.has(relation.slice(relation.lastIndexOf(".") + 1));
  });
  return { columns: named.map(({ origin }) => origin) };
}

import type { Transaction } from "kysely";
import { type ExtractRecord, extractOf } from "./extracts.ts";
import type { Tables } from "./tables.ts";

/**
 * Reads an extract within a change; until that ends nobody else moves its frontiers. An update which changes nothing is the
 * lock that both engines know. Undefined when the ledger has never seen it.
 */
export async function lockExtract(db: Transaction<Tables>, name: string): Promise<ExtractRecord | undefined> {
  const row = await db
    .updateTable("extracts")
    .set((column) => ({ name: column.ref("name") }))
    .where("name", "=", name)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? undefined : extractOf(row);
}

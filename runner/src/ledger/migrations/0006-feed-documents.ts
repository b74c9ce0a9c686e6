import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../engine/engine.ts";

/** The feeds that were applied last, with their last good texts. Older versions can live with it. */
export async function feedDocuments(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const flag = sql.raw<boolean>(types.flag);
  await db.schema
    .createTable("feed_documents")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("document_id", "text")
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("shared", flag, (column) => column.notNull())
    .addColumn("product", "text", (column) => column.notNull())
    .addColumn("definition_hash", "text", (column) => column.notNull())
    .addColumn("texts", "text", (column) => column.notNull())
    .addColumn("commit_id", "text")
    .addColumn("refused", "text")
    .addColumn("enabled", flag, (column) => column.notNull())
    .addColumn("applied_at", sql.raw<string>(types.time), (column) => column.notNull())
    .execute();
}

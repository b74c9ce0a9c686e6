import { type Kysely, sql } from "kysely";

/** What held events were made of, which topic's partitions were counted. Older versions can live with it. */
export async function feedHolds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable("feed_holds")
    .addColumn("made_of", "text", (column) => column.notNull().defaultTo(sql.raw("''")))
    .execute();
  await db.schema.alterTable("feeds").addColumn("partitions_of", "text").execute();
  await db.schema.createIndex("feed_holds_order").on("feed_holds").columns(["feed", "batch", "ordinal"]).execute();
}

import type { Kysely } from "kysely";

/** Whether what an attempt ran stood on the protected branch. Older versions can live with it. */
export async function approval(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable("attempts").addColumn("approval", "text").execute();
}

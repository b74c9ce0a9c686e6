import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../engine/engine.ts";

/** Which output a day of a daily export is answered by, where an admin has said so. Older versions can live with it. */
export async function supersessions(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable("supersessions")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("output_id", "text", (column) => column.notNull().references("outputs.id"))
    .addColumn("instead_of", "text", (column) => column.notNull().references("outputs.id"))
    .addColumn("number", "integer", (column) => column.notNull())
    .addColumn("username", "text", (column) => column.notNull())
    .addColumn("reason", "text", (column) => column.notNull())
    .addColumn("at", sql.raw<string>(types.time), (column) => column.notNull())
    .execute();
  await db.schema.createIndex("supersessions_output").on("supersessions").column("output_id").execute();
}

import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../engine/engine.ts";

/** Since when a feed fails, be it that its runners come and go. Older versions can live with it. */
export async function feedFailures(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema.alterTable("feeds").addColumn("failing_since", sql.raw<string>(types.time)).execute();
}

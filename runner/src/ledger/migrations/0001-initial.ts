import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../engine/engine.ts";
import { attemptStates, obligationStates, outputStates, purposes } from "../tables.ts";

/** Obligations, attempts, outputs. */
export async function initial(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const time = sql.raw<string>(types.time);
  const count = sql.raw<number>(types.count);
  const flag = sql.raw<boolean>(types.flag);

  await db.schema
    .createTable("ledger")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("created_at", time, (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("obligations")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("purpose", "text", (column) => column.notNull().check(oneOf("purpose", purposes)))
    .addColumn("extract", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("window_start", time, (column) => column.notNull())
    .addColumn("window_end", time, (column) => column.notNull())
    .addColumn("timezone", "text", (column) => column.notNull())
    .addColumn("requester", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("definition_hash", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().check(oneOf("state", obligationStates)))
    .addColumn("epoch", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("tries", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("next_try_at", time, (column) => column.notNull())
    .addColumn("error_code", "text")
    .addColumn("error_message", "text")
    .addColumn("created_at", time, (column) => column.notNull())
    .addColumn("changed_at", time, (column) => column.notNull())
    .addCheckConstraint("obligations_window", sql`window_start < window_end`)
    .execute();
  // A schedule owes a window once.
  await db.schema
    .createIndex("obligations_once")
    .unique()
    .on("obligations")
    .columns(["extract", "kind", "window_start", "window_end"])
    .where(sql.ref("purpose"), "=", sql.lit("window"))
    .execute();
  await db.schema.createIndex("obligations_due").on("obligations").columns(["state", "next_try_at"]).execute();

  await db.schema
    .createTable("attempts")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("obligation_id", "text", (column) => column.notNull().references("obligations.id"))
    .addColumn("extract", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("window_start", time, (column) => column.notNull())
    .addColumn("window_end", time, (column) => column.notNull())
    .addColumn("sequence", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().check(oneOf("state", attemptStates)))
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("exclusive", "text")
    .addColumn("runner", "text", (column) => column.notNull())
    .addColumn("lease_until", time, (column) => column.notNull())
    .addColumn("destination", "text", (column) => column.notNull())
    .addColumn("staging", "text", (column) => column.notNull().unique())
    .addColumn("plan_hash", "text", (column) => column.notNull())
    .addColumn("definition_hash", "text", (column) => column.notNull())
    .addColumn("commit_id", "text")
    .addColumn("dirty", flag)
    .addColumn("started_at", time, (column) => column.notNull())
    .addColumn("ended_at", time)
    .addColumn("rows", count)
    .addColumn("bytes", count)
    .addColumn("error_code", "text")
    .addColumn("error_message", "text")
    .execute();
  // A sequence is reserved by one attempt and never used again.
  await db.schema
    .createIndex("attempts_sequence")
    .unique()
    .on("attempts")
    .columns(["extract", "kind", "window_start", "window_end", "sequence"])
    .execute();
  // An obligation is under way once and published once.
  await db.schema
    .createIndex("attempts_once")
    .unique()
    .on("attempts")
    .column("obligation_id")
    .where(sql<boolean>`state in ('running', 'decided', 'published', 'skipped')`)
    .execute();
  // Of an extract that does not allow more, one attempt runs at a time.
  await db.schema
    .createIndex("attempts_exclusive")
    .unique()
    .on("attempts")
    .column("exclusive")
    .where(sql.ref("state"), "=", sql.lit("running"))
    .execute();
  await db.schema.createIndex("attempts_state").on("attempts").columns(["state", "lease_until"]).execute();
  await db.schema.createIndex("attempts_started").on("attempts").column("started_at").execute();

  await db.schema
    .createTable("outputs")
    .addColumn("id", "text", (column) => column.notNull().primaryKey().references("attempts.id"))
    .addColumn("extract", "text", (column) => column.notNull())
    .addColumn("kind", "text", (column) => column.notNull())
    .addColumn("window_start", time, (column) => column.notNull())
    .addColumn("window_end", time, (column) => column.notNull())
    .addColumn("timezone", "text", (column) => column.notNull())
    .addColumn("sequence", "integer", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull().check(oneOf("state", outputStates)))
    .addColumn("owner", "text", (column) => column.notNull())
    .addColumn("shared", flag, (column) => column.notNull())
    .addColumn("format", "text", (column) => column.notNull())
    .addColumn("compress", "text", (column) => column.notNull())
    .addColumn("destination", "text", (column) => column.notNull())
    .addColumn("path", "text", (column) => column.notNull())
    .addColumn("parts", "text", (column) => column.notNull())
    .addColumn("manifest_path", "text", (column) => column.notNull())
    .addColumn("manifest", "text", (column) => column.notNull())
    .addColumn("sha256", "text", (column) => column.notNull())
    .addColumn("content_sha256", "text", (column) => column.notNull())
    .addColumn("bytes", count, (column) => column.notNull())
    .addColumn("rows", count, (column) => column.notNull())
    .addColumn("definition_hash", "text", (column) => column.notNull())
    .addColumn("plan_hash", "text", (column) => column.notNull())
    .addColumn("created_at", time, (column) => column.notNull())
    .addColumn("published_at", time)
    .addColumn("deleted_at", time)
    .addUniqueConstraint("outputs_sequence", ["extract", "kind", "window_start", "window_end", "sequence"])
    .execute();
  await db.schema.createIndex("outputs_latest").on("outputs").columns(["extract", "window_end", "sequence"]).execute();
}

function oneOf(column: string, values: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} in (${sql.join(values.map((value) => sql.lit(value)))})`;
}

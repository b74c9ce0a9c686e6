import { type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../engine/engine.ts";
import { extractKinds } from "../tables.ts";

/**
 * The grid's orders over outputs, each with what decides who sees a row: a page and its total are read from one of them, without
 * a look at the rows, which carry their manifests. Upkeep asks for what was `published` since it last looked.
 */
const gridIndexes = [
  // The order that nobody asks for: what is searched for by name is found in it, too.
  ["created", "created_at", "extract", "path"],
  ["published", "published_at"],
  ["window", "window_start", "window_end"],
  ["name", "extract", "path"],
  ["owner", "owner"],
  ["size", "bytes"],
  ["rows", "rows"],
  ["kind", "kind"],
  ["shared", "shared"],
  ["format", "format"],
] as const;

/** What the daemon needs: documents in force with their frontiers, urgency, places at warehouses, runners, tokens, audit. */
export async function daemon(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const time = sql.raw<string>(types.time);
  const count = sql.raw<number>(types.count);
  const flag = sql.raw<boolean>(types.flag);

  await db.schema
    .alterTable("ledger")
    .addColumn("readable_from", "text", (column) => column.notNull().defaultTo("0002-daemon"))
    .execute();

  for (const name of ["due_at", "urgent_at", "ready_at"]) {
    await db.schema.alterTable("obligations").addColumn(name, time).execute();
  }
  await db.schema.alterTable("obligations").addColumn("narrowing", "text").execute();
  await db.schema.alterTable("obligations").addColumn("stretch", flag).execute();
  await sql`update obligations set due_at = created_at, urgent_at = created_at`.execute(db);
  await db.schema.createIndex("obligations_urgent").on("obligations").columns(["state", "urgent_at", "id"]).execute();
  // For those who look for one extract's work past the backlog of others, and past what it holds back itself.
  await db.schema
    .createIndex("obligations_owed")
    .on("obligations")
    .columns(["purpose", "extract", "urgent_at", "id"])
    .where(sql.ref("state"), "=", sql.lit("owed"))
    .execute();
  await db.schema.createIndex("obligations_extract").on("obligations").columns(["extract", "window_start"]).execute();

  await db.schema.alterTable("attempts").addColumn("warehouse", "text").execute();
  await db.schema.alterTable("attempts").addColumn("slot", "integer").execute();
  // Tells a lease that was given before the ledger's clock was set back.
  await db.schema.alterTable("attempts").addColumn("leased_at", time).execute();
  await db.schema.alterTable("attempts").addColumn("most_tries", "integer").execute();
  await db.schema.alterTable("attempts").addColumn("progress_rows", count).execute();
  await db.schema.alterTable("attempts").addColumn("progress_bytes", count).execute();
  // A warehouse's cap holds across runners: each running attempt takes up one of its places.
  await db.schema
    .createIndex("attempts_slot")
    .unique()
    .on("attempts")
    .columns(["warehouse", "slot"])
    .where(sql.ref("state"), "=", sql.lit("running"))
    .execute();
  // The last run of an extract, and what it owes, among all that it ever ran.
  await db.schema.createIndex("attempts_extract").on("attempts").columns(["extract", "started_at", "id"]).execute();
  await db.schema.createIndex("obligations_states").on("obligations").columns(["extract", "state"]).execute();
  await db.schema.createIndex("attempts_obligation").on("attempts").column("obligation_id").execute();

  await db.schema.alterTable("outputs").addColumn("pinned_at", time).execute();
  await db.schema.alterTable("outputs").addColumn("pinned_by", "text").execute();
  for (const [name, column, ...more] of gridIndexes) {
    const columns = new Set(["state", column, "id", "owner", "shared", ...more]);
    await db.schema
      .createIndex(`outputs_${name}`)
      .on("outputs")
      .columns([...columns])
      .execute();
  }
  // What upkeep looks through: what was published, and what failed, since it last looked.
  await db.schema.createIndex("obligations_changed").on("obligations").columns(["state", "changed_at"]).execute();

  await db.schema
    .createTable("extracts")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("document_id", "text", (column) => column.unique())
    .addColumn("kind", "text", (column) => column.notNull().check(oneOf("kind", extractKinds)))
    .addColumn("owner", "text", (column) => column.notNull())
    // Private until said otherwise.
    .addColumn("shared", flag, (column) =>
      column.notNull().defaultTo(sql`${sql.raw(types.flag === "boolean" ? "false" : "0")}`),
    )
    .addColumn("product", "text", (column) => column.notNull())
    .addColumn("warehouse", "text", (column) => column.notNull())
    .addColumn("definition_hash", "text", (column) => column.notNull())
    .addColumn("document_hash", "text", (column) => column.notNull().defaultTo(""))
    .addColumn("texts", "text", (column) => column.notNull())
    .addColumn("commit_id", "text")
    .addColumn("refused", "text")
    .addColumn("frontier", time)
    .addColumn("covered_from", time)
    .addColumn("next_due_at", time)
    .addColumn("enabled", flag, (column) => column.notNull())
    .addColumn("paused_at", time)
    .addColumn("paused_by", "text")
    .addColumn("pause_reason", "text")
    .addColumn("first_applied_at", time, (column) => column.notNull())
    .addColumn("applied_at", time, (column) => column.notNull())
    .addColumn("removed_at", time)
    .execute();
  await db.schema.createIndex("extracts_due").on("extracts").column("next_due_at").execute();

  await db.schema
    .createTable("texts")
    .addColumn("sha256", "text", (column) => column.notNull().primaryKey())
    .addColumn("text", "text", (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("applied")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("commit_id", "text")
    .addColumn("source", "text", (column) => column.notNull())
    .addColumn("refused", "text", (column) => column.notNull())
    .addColumn("policy", "text", (column) => column.notNull().defaultTo(""))
    .addColumn("runner", "text", (column) => column.notNull())
    .addColumn("applied_at", time, (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("runners")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("version", "text", (column) => column.notNull())
    .addColumn("roles", "text", (column) => column.notNull())
    .addColumn("address", "text")
    .addColumn("commit_id", "text")
    .addColumn("started_at", time, (column) => column.notNull())
    .addColumn("seen_at", time, (column) => column.notNull())
    .addColumn("stopped_at", time)
    .execute();

  await db.schema
    .createTable("leases")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("holder", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull())
    .addColumn("until", time, (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("marks")
    .addColumn("name", "text", (column) => column.notNull().primaryKey())
    .addColumn("value", "text", (column) => column.notNull())
    .execute();

  await db.schema
    .createTable("run_log")
    .addColumn("attempt_id", "text", (column) => column.notNull().references("attempts.id"))
    .addColumn("line", "integer", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("level", "text", (column) => column.notNull())
    .addColumn("message", "text", (column) => column.notNull())
    .addPrimaryKeyConstraint("run_log_lines", ["attempt_id", "line"])
    .execute();

  await db.schema
    .createTable("late_checks")
    .addColumn("output_id", "text", (column) => column.notNull().references("outputs.id"))
    .addColumn("step", "text", (column) => column.notNull())
    .addColumn("due_at", time, (column) => column.notNull())
    .addColumn("checked_at", time)
    .addColumn("drift", count)
    .addColumn("error", "text")
    .addPrimaryKeyConstraint("late_checks_steps", ["output_id", "step"])
    .execute();
  await db.schema.createIndex("late_checks_due").on("late_checks").columns(["checked_at", "due_at"]).execute();

  await db.schema
    .createTable("notices")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("event", "text", (column) => column.notNull())
    .addColumn("extract", "text", (column) => column.notNull())
    .addColumn("notifier", "text", (column) => column.notNull())
    .addColumn("body", "text", (column) => column.notNull())
    .addColumn("state", "text", (column) => column.notNull())
    .addColumn("tries", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("next_try_at", time, (column) => column.notNull())
    .addColumn("error", "text")
    .addColumn("created_at", time, (column) => column.notNull())
    .addColumn("sent_at", time)
    .addColumn("over_at", time)
    .addUniqueConstraint("notices_once", ["key", "notifier"])
    .execute();
  await db.schema.createIndex("notices_open").on("notices").columns(["event", "over_at"]).execute();
  await db.schema.createIndex("notices_waiting").on("notices").columns(["state", "next_try_at"]).execute();

  await db.schema
    .createTable("tokens")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("sha256", "text", (column) => column.notNull().unique())
    .addColumn("username", "text", (column) => column.notNull())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("created_by", "text", (column) => column.notNull())
    .addColumn("created_at", time, (column) => column.notNull())
    .addColumn("expires_at", time, (column) => column.notNull())
    .addColumn("revoked_at", time)
    .addColumn("revoked_by", "text")
    .addColumn("last_used_at", time)
    .execute();

  await db.schema
    .createTable("audit")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("at", time, (column) => column.notNull())
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("token_id", "text")
    .addColumn("client", "text")
    .addColumn("action", "text", (column) => column.notNull())
    .addColumn("subject", "text")
    .addColumn("outcome", "text", (column) => column.notNull())
    .addColumn("detail", "text")
    .execute();
  await db.schema.createIndex("audit_at").on("audit").column("at").execute();

  await db.schema
    .createTable("idempotency")
    .addColumn("actor", "text", (column) => column.notNull())
    .addColumn("key", "text", (column) => column.notNull())
    .addColumn("request_sha256", "text", (column) => column.notNull())
    .addColumn("status", "integer")
    .addColumn("body", "text")
    .addColumn("created_at", time, (column) => column.notNull())
    .addPrimaryKeyConstraint("idempotency_keys", ["actor", "key"])
    .execute();
}

function oneOf(column: string, values: readonly string[]) {
  return sql<boolean>`${sql.ref(column)} in (${sql.join(values.map((value) => sql.lit(value)))})`;
}

import { type CreateTableBuilder, type Kysely, sql } from "kysely";
import type { ColumnTypes } from "../engine/engine.ts";

/** How event feeds stand. Older versions can live with it. */
export async function feeds(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const time = sql.raw<string>(types.time);
  const count = sql.raw<number>(types.count);

  let table: Table = db.schema
    .createTable("feeds")
    .addColumn("key", "text", (column) => column.notNull().primaryKey())
    .addColumn("name", "text", (column) => column.notNull())
    .addColumn("epoch", "integer", (column) => column.notNull().defaultTo(0))
    .addColumn("position", "text")
    .addColumn("position_given", sql.raw<boolean>(types.flag), (column) =>
      column.notNull().defaultTo(sql.raw(types.flag === "boolean" ? "false" : "0")),
    )
    .addColumn("batch", count, (column) => column.notNull().defaultTo(0))
    .addColumn("partitions", "integer")
    .addColumn("prepared", "text")
    .addColumn("definition_hash", "text");
  table = texts(table.addColumn("paused_at", time), ["paused_by", "pause_reason"]).addColumn("stopped_at", time);
  table = texts(table, ["error_code", "error_message"]).addColumn("error_at", time);
  await texts(
    table.addColumn("sent", count, (column) => column.notNull().defaultTo(0)),
    ["last_type", "last_event"],
  )
    .addColumn("last_at", time)
    .addColumn("lag_events", count)
    .addColumn("lag_seconds", "double precision")
    .addColumn("lag_at", time)
    .addColumn("held_up_since", time)
    .addColumn("rate", "double precision")
    .addColumn("changed_at", time, (column) => column.notNull())
    .execute();

  await needed(db.schema.createTable("feed_holds"), ["feed", "type", "row", "external_id", "after", "event"])
    .addColumn("raised_at", "text", (column) => column.notNull())
    .addColumn("value", "text", (column) => column.notNull())
    .addColumn("deadline", time, (column) => column.notNull())
    .addColumn("batch", count, (column) => column.notNull())
    .addColumn("ordinal", "integer", (column) => column.notNull())
    .addPrimaryKeyConstraint("feed_holds_key", ["feed", "type", "row"])
    .execute();
  await db.schema.createIndex("feed_holds_external_id").on("feed_holds").columns(["feed", "external_id"]).execute();
  await db.schema.createIndex("feed_holds_deadline").on("feed_holds").columns(["feed", "deadline"]).execute();

  await needed(db.schema.createTable("feed_sent"), ["feed", "type", "external_id"])
    .addColumn("at", time, (column) => column.notNull())
    .addPrimaryKeyConstraint("feed_sent_key", ["feed", "type", "external_id"])
    .execute();
  await db.schema.createIndex("feed_sent_at").on("feed_sent").columns(["feed", "at"]).execute();

  await needed(db.schema.createTable("feed_seen"), ["feed", "event"])
    .addColumn("at", time, (column) => column.notNull())
    .addPrimaryKeyConstraint("feed_seen_key", ["feed", "event"])
    .execute();
  await db.schema.createIndex("feed_seen_at").on("feed_seen").columns(["feed", "at"]).execute();

  await needed(db.schema.createTable("feed_dead_letters"), ["feed", "id", "type"])
    .addColumn("external_id", "text")
    .addColumn("code", "text", (column) => column.notNull())
    .addColumn("message", "text", (column) => column.notNull())
    .addColumn("at", time, (column) => column.notNull())
    .addPrimaryKeyConstraint("feed_dead_letters_key", ["feed", "id"])
    .execute();
  await db.schema.createIndex("feed_dead_letters_at").on("feed_dead_letters").columns(["feed", "at", "id"]).execute();

  await db.schema
    .createTable("feed_requests")
    .addColumn("id", "text", (column) => column.notNull().primaryKey())
    .addColumn("feed", "text", (column) => column.notNull())
    .addColumn("from_time", "text", (column) => column.notNull())
    .addColumn("to_time", "text", (column) => column.notNull())
    .addColumn("types", "text", (column) => column.notNull())
    .addColumn("username", "text", (column) => column.notNull())
    .addColumn("reason", "text")
    .addColumn("at", time, (column) => column.notNull())
    .execute();
  await db.schema.createIndex("feed_requests_feed").on("feed_requests").columns(["feed", "id"]).execute();
}

type Table = CreateTableBuilder<string, string>;

function texts(table: Table, names: readonly string[]): Table {
  return names.reduce((made, name) => made.addColumn(name, "text"), table);
}

function needed(table: Table, names: readonly string[]): Table {
  return names.reduce((made, name) => made.addColumn(name, "text", (column) => column.notNull()), table);
}

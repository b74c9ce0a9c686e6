import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { ClientBase } from "pg";

/** An event as it comes from Kafka or from a file. */
export interface Message {
  /** Its JSON. */
  readonly text: string;
  /** Of the record's headers: ce_id, the event's id, and ce_time, when it was raised (UTC, ISO 8601, microseconds). */
  readonly id?: string | undefined;
  readonly time?: string | undefined;
}

/** What became of an event: `known` is a repeat, `other` a type that this reader has no table for. */
export type Applied = "taken" | "known" | "other";

const upserts: ReadonlyMap<string, string> = new Map([
  ["ConversationCreatedForDataFeeder", sql("created.sql")],
  ["ConversationAnalyzedForDataFeeder", sql("analyzed.sql")],
  ["CategoryMatchForDataFeeder", sql("category-match.sql")],
]);

/** Creates what is missing of the tables. */
export async function createTables(client: ClientBase): Promise<void> {
  await client.query(sql("tables.sql"));
}

/**
 * Takes an event, in any order and however often it comes: its id and what it says are written in one transaction, so that
 * either both are there or it can come again.
 */
export async function applyEvent(client: ClientBase, { text, id = hash(text), time }: Message): Promise<Applied> {
  const { timestampOfMessage, eventType, payload } = JSON.parse(text);
  const upsert = upserts.get(eventType);
  // A type that this reader does not know: the feed may have more.
  if (upsert === undefined) return "other";
  await client.query("begin");
  try {
    const taken = await client.query("insert into received_events (id) values ($1) on conflict do nothing", [id]);
    if (taken.rowCount === 1) await client.query(upsert, [time ?? isoTime(timestampOfMessage), JSON.stringify(payload)]);
    await client.query("commit");
    return taken.rowCount === 1 ? "taken" : "known";
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}

/** How many events there were of each sort, for people. */
export class Count {
  readonly #of: Record<Applied, number> = { taken: 0, known: 0, other: 0 };

  add(applied: Applied): void {
    this.#of[applied] += 1;
  }

  toString(): string {
    const { taken, known, other } = this.#of;
    return `${taken} taken, ${known} repeated, ${other} of types without a table`;
  }
}

/** `01/22/2026 08:32:04`, UTC, as ISO 8601. */
function isoTime(text: string): string {
  const [month, day, year, clock] = text.split(/[/ ]/);
  return year === undefined ? text : `${year}-${month}-${day}T${clock}Z`;
}

/** Stands for the id where the headers are not there: a repeat has the same bytes. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

function sql(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

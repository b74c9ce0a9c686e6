import pg from "pg";
import { openFeedSource } from "../../../runner/src/feeds/open-feed-source.ts";
import type { FeedPosition } from "../../../runner/src/feeds/position.ts";
import { changeTableDdl } from "../../../runner/src/feeds/sources/change-table-ddl.ts";
import type { FeedBatch, FeedSource } from "../../../runner/src/feeds/sources/source.ts";
import type { RaisedBy, ResolvedEvent, ResolvedFeed, Template } from "../../../runner/src/load/project-documents.ts";
import { openPostgres } from "../../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../../runner/src/warehouse/warehouse.ts";
import { resolvedExtract } from "../../compile/extracts.ts";
import { createOwnDatabase, type TestDatabase } from "../../support/test-database.ts";
import { configOf } from "../../warehouse/postgres-support.ts";

/** Calls, which raise `Created` when they are there, and `Rated` whenever they change. */
export const callsTable = `create schema reporting;
  create table reporting.calls (
    id bigint primary key, external_id text not null, created_at timestamptz not null default clock_timestamp(),
    rating integer, changed_at timestamptz not null default clock_timestamp(), note text);`;

function template(name: string, table: string, more: Template["fields"] = {}): Template {
  return {
    kind: "Template",
    name,
    source: { table },
    time: { field: "At" },
    key: ["Id"],
    fields: {
      Id: { column: "id", type: "integer" },
      ExternalId: { column: "external_id", type: "string" },
      At: { column: "created_at", type: "instant" },
      ...more,
    },
  };
}

export function eventOf(
  type: string,
  raise: readonly RaisedBy[],
  written: Template,
  more: Partial<ResolvedEvent> & { readonly filter?: ResolvedEvent["extract"]["filter"] } = {},
): ResolvedEvent {
  const { filter, ...rest } = more;
  return {
    type,
    extract: resolvedExtract({
      name: "calls",
      template: written,
      timezone: "UTC",
      output: { format: "ndjson", order: "none" },
      ...(filter !== undefined && { filter }),
    }),
    raise: new Set(raise),
    key: "ExternalId",
    ...(raise.includes("update") && { version: "ChangedAt" }),
    holdMs: 3_600_000,
    ...rest,
  };
}

const rating: Template["fields"] = {
  Rating: { column: "rating", type: "integer" },
  ChangedAt: { column: "changed_at", type: "instant" },
};

export const created = eventOf("Created", ["insert"], template("Calls", "reporting.calls"));
export const rated = eventOf("Rated", ["insert", "update"], template("Ratings", "reporting.calls", rating), {
  after: "Created",
});

export { rating as ratingFields, template as callTemplate };

export function feedOf(more: Partial<ResolvedFeed> = {}): ResolvedFeed {
  const { project, product, owner } = created.extract;
  return {
    name: "calls",
    file: "extracts/calls.feed.yaml",
    product,
    owner,
    shared: false,
    enabled: true,
    source: { changes: "datafeed.changes" },
    snapshot: "none",
    broker: "main",
    topic: "calls",
    deadLetterTopic: "calls.dead-letter",
    tenant: "acme",
    delivery: "at-least-once",
    timestampFormat: "us",
    rememberMs: 1e9,
    lateAfterMs: 300_000,
    notify: [],
    events: [created, rated],
    project,
    ...more,
  };
}

/** A database with calls and a change table, on a server of its own, and somebody who writes. */
export class Calls implements AsyncDisposable {
  readonly database: TestDatabase;
  readonly warehouse: Warehouse;
  readonly admin: pg.Client;
  readonly #clients: pg.Client[] = [];

  private constructor(database: TestDatabase, admin: pg.Client) {
    this.database = database;
    this.admin = admin;
    this.warehouse = openPostgres("w", configOf(database));
  }

  static async open(feed = feedOf()): Promise<Calls> {
    const database = await createOwnDatabase();
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(callsTable);
    if ("changes" in feed.source) await admin.query(changeTableDdl(feed));
    return new Calls(database, admin);
  }

  /** A connection of its own, which `empty` ends. */
  async client(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.database.url });
    client.on("error", () => {});
    await client.connect();
    this.#clients.push(client);
    return client;
  }

  async source(feed = feedOf()): Promise<FeedSource> {
    return await openFeedSource(feed, this.warehouse, never);
  }

  /** As it was opened, for the next test. What a test that failed left open would hold changes back. */
  async empty(): Promise<void> {
    await this.#endClients();
    await this.admin.query("truncate reporting.calls; truncate datafeed.changes; truncate datafeed.trimmed");
  }

  async #endClients(): Promise<void> {
    for (const client of this.#clients.splice(0)) await client.end().catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#endClients();
    await this.warehouse[Symbol.asyncDispose]();
    await this.admin.end();
    await this.database.drop();
  }
}

export const never = new AbortController().signal;

/** An event in short: type, row, and what of the payload tells versions apart. */
export function short({ events }: Pick<FeedBatch, "events">): readonly string[] {
  return events.map(({ type, row, value }) => {
    const { payload } = JSON.parse(Buffer.from(value).toString()) as { readonly payload: { readonly Rating?: number | null } };
    return `${type} ${row.join()}${payload.Rating === undefined ? "" : ` ${payload.Rating}`}`;
  });
}

/** Reads on until nothing is new, and until `isDone`: changes wait for transactions that are open. */
export async function readAll(
  source: FeedSource,
  from: FeedPosition,
  isDone: (batches: readonly FeedBatch[]) => boolean | Promise<boolean> = () => true,
): Promise<{ readonly batches: readonly FeedBatch[]; readonly events: readonly string[]; readonly position: FeedPosition }> {
  const batches: FeedBatch[] = [];
  let position = from;
  for (;;) {
    const batch = await source.next(position, never);
    if (batch !== undefined) {
      batches.push(batch);
      position = batch.position;
    } else if (await isDone(batches)) break;
    else await source.wait(AbortSignal.timeout(20_000));
  }
  return { batches, events: batches.flatMap(short), position };
}

/** Until so many events have come, and none is left. */
export function events(count: number): (batches: readonly FeedBatch[]) => boolean {
  return (batches) => batches.flatMap((batch) => batch.events).length >= count;
}

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileEvent } from "../../runner/src/compile/compile-event.ts";
import type { FeedEvent } from "../../runner/src/feeds/feed-event.ts";
import { EventRaiser } from "../../runner/src/feeds/raise-events.ts";
import { loadProject } from "../../runner/src/load/load-project.ts";
import type { ResolvedFeed } from "../../runner/src/load/project-documents.ts";
import { openWriter } from "../../runner/src/sample/generate-sample.ts";
import type { Rows } from "../../runner/src/sample/rows.ts";
import { openDuckdb } from "../../runner/src/warehouse/duckdb/open-duckdb.ts";
import { openPostgres } from "../../runner/src/warehouse/postgres/open-postgres.ts";
import type { Warehouse } from "../../runner/src/warehouse/warehouse.ts";
import { createTestDatabase } from "../support/test-database.ts";
import { configOf } from "../warehouse/postgres-support.ts";

const root = join(import.meta.dirname, "../..");

/** The day on which the events are read. */
export const today = "2026-11-21";

/** Reads all personal data of the three templates in the clear, with the feed's name. */
const inTheClear = ["ConversationCreated", "ConversationAnalyzed"].map((template) => ({
  template,
  fields: template === "ConversationCreated" ? ["Conversation"] : ["Transcripts", "AiInsights"],
  extracts: ["conversation-events"],
  approvedBy: "dana",
  reason: "The tests compare what was said.",
  until: "2027-06-30",
}));

/** The example feed of the repository: under its policy, or in the clear. `change` edits its text. */
export function exampleFeed(masked: boolean, change: (text: string) => string = (text) => text): ResolvedFeed {
  const project = text("datafeed.yaml");
  const grants = inTheClear.map((grant) => `  - ${JSON.stringify(grant)}\n`).join("");
  const feed = text("extracts/conversation-events.feed.yaml");
  const templates = ["ConversationCreated", "ConversationAnalyzed", "CategoryMatch"].map((name) =>
    text(`templates/${name}.template.yaml`),
  );
  const loaded = loadProject(
    {
      files: [
        masked ? project : { ...project, text: project.text.replace("grants:\n", `grants:\n${grants}`) },
        { ...feed, text: change(feed.text) },
        ...templates,
      ],
      connections: { ...text("connections.yaml"), trusted: false },
    },
    { today },
  );
  const found = loaded.feeds.get("conversation-events");
  if (found === undefined) throw new Error(loaded.diagnostics.map(({ message }) => message).join("\n"));
  return found;
}

/** A real warehouse with the sample's tables, filled with some rows. */
export interface Scene extends AsyncDisposable {
  readonly warehouse: Warehouse;
}

export async function openScene(dialect: "duckdb" | "postgres", rows: Rows): Promise<Scene> {
  return dialect === "duckdb" ? duckdbScene(rows) : postgresScene(rows);
}

async function duckdbScene(rows: Rows): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), "datafeed-events-"));
  await fill({ type: "duckdb", file: join(folder, "sample.duckdb") }, rows);
  const warehouse = openDuckdb("sample", { type: "duckdb", path: "sample.duckdb" }, folder);
  return {
    warehouse,
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function postgresScene(rows: Rows): Promise<Scene> {
  const database = await createTestDatabase();
  await fill({ type: "postgres", connection: { connectionString: database.url } }, rows);
  const warehouse = openPostgres("sample", configOf(database));
  return {
    warehouse,
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

async function fill(target: Parameters<typeof openWriter>[0], rows: Rows): Promise<void> {
  await using writer = await openWriter(target, { force: false, signal: new AbortController().signal });
  await writer.write(rows);
  await writer.finish();
}

/** All events of a feed, type by type in the order of time. A row that can't be one fails. */
export async function eventsOf(feed: ResolvedFeed, warehouse: Warehouse): Promise<readonly FeedEvent[]> {
  const raiser = new EventRaiser(feed);
  const events: FeedEvent[] = [];
  for (const event of feed.events) {
    const plan = compileEvent(event, { dialect: warehouse.dialect, today, rows: { by: "time", limit: 100_000 } });
    await using reading = await warehouse.read(plan.plan.query, { signal: new AbortController().signal });
    for await (const batch of reading.batches) {
      const raised = raiser.raise(event, plan, batch);
      if (raised.poison.length > 0) throw new Error(JSON.stringify(raised.poison));
      events.push(...raised.events);
    }
  }
  return events;
}

function text(path: string) {
  return { path, text: readFileSync(join(root, path), "utf8") };
}

import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkValues } from "./check-values.ts";
import type { DocumentSource, ReadableDocument } from "./document-source.ts";
import {
  type Figures,
  figureNames,
  intentColumns,
  type MetricsGroup,
  type MetricsReport,
  type MetricsRequest,
  type MetricsStage,
} from "./figures.ts";
import { MetricsEngine, type Row } from "./metrics-engine.ts";
import { missingBots } from "./missing-bots.ts";
import { prepareDocument } from "./prepare-document.ts";
import { sqlText } from "./sql-file.ts";

/**
 * The popular metrics over documents of the daily conversation export (SEEDS 209 to 219). A conversation of several records
 * counts once: the record that ended last counts, of those the one in the last source. Memory does not grow with the documents;
 * what does not fit goes to the folder for temporary files. `onStage` hears what is begun. Errors: metrics-*; the signal's reason.
 */
export async function conversationMetrics(
  sources: readonly DocumentSource[],
  request: MetricsRequest,
  signal: AbortSignal,
  onStage: (stage: MetricsStage) => void = () => {},
): Promise<MetricsReport> {
  const folder = await mkdtemp(join(tmpdir(), "datafeed-metrics-"));
  try {
    const documents: ReadableDocument[] = [];
    for (const [number, source] of sources.entries()) documents.push(await prepareDocument(source, number, folder, signal));
    await using engine = await MetricsEngine.open(documents, folder, signal);
    onStage({ name: "reading", bytes: await sizeOf(documents) });
    await load(engine, documents, request);
    onStage({ name: "counting" });
    return await report(engine, documents.length, request);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sizeOf(documents: readonly ReadableDocument[]): Promise<number> {
  let bytes = 0;
  for (const { file } of documents) bytes += (await stat(file)).size;
  return bytes;
}

async function load(engine: MetricsEngine, documents: readonly ReadableDocument[], request: MetricsRequest): Promise<void> {
  await engine.set(
    "files",
    documents.map(({ file }) => file),
  );
  await engine.rows(sqlText("conversations"));
  await checkValues(engine, documents);
  await engine.set("bot_ids", request.botIds.length === 0 ? undefined : request.botIds);
  await engine.set("exclude_suggestions", request.excludeSuggestions);
  await engine.set("excluded_intents", request.excludedIntents);
}

async function report(engine: MetricsEngine, files: number, request: MetricsRequest): Promise<MetricsReport> {
  const [all] = await engine.rows(
    "SELECT sum(records)::BIGINT AS records, count(*) AS conversations FROM exported_conversations",
  );
  const [long] = await engine.rows(sqlText("long-conversations"));
  const missing = await missingBots(engine, request.botIds);
  return {
    files,
    records: Number(all?.["records"] ?? 0),
    conversations: Number(all?.["conversations"]),
    longConversations: Number(long?.["long_conversations"]),
    ...(missing === undefined ? {} : { missingBots: missing }),
    groups: await groups(engine, request),
  };
}

async function groups(engine: MetricsEngine, { by, days }: MetricsRequest): Promise<readonly MetricsGroup[]> {
  const intents = async (): Promise<readonly MetricsGroup[]> => {
    if (by === undefined) return (await engine.rows(sqlText("metrics"))).map((row) => ({ figures: figuresOf(row) }));
    const rows = await engine.rows(sqlText(`metrics-by-${by}`));
    return rows.map((row) => ({ intent: row[intentColumns[by]] as string | null, figures: figuresOf(row) }));
  };
  if (!days) return intents();
  const found = (await engine.rows(sqlText("metrics-by-day"))).map((row) => ({
    day: row["day"] as string | null,
    figures: figuresOf(row),
  }));
  if (by === undefined) return found;
  const each: MetricsGroup[] = [];
  for (const { day } of found) {
    await engine.set("day", day ?? "");
    each.push(...(await intents()).map((group) => ({ day, ...group })));
  }
  return each;
}

function figuresOf(row: Row): Figures {
  const figures = figureNames.map((name) => [name, row[name] === null ? null : Number(row[name])]);
  return Object.fromEntries(figures) as Figures;
}

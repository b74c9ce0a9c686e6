import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conversationMetrics } from "../../runner/src/conversation-metrics/conversation-metrics.ts";
import type { MetricsReport, MetricsRequest, MetricsStage } from "../../runner/src/conversation-metrics/figures.ts";

/** An intent of a conversation, as documents have it. */
export interface Intent {
  readonly intent_name: string | null;
  readonly intent_timestamp?: string | null;
  readonly not_meaningful?: boolean | null;
  readonly intent_id?: string;
}

/** A record of the daily document: the 24 keys of SEEDS 197, of which some may be others. */
export function conversation(id: string, others: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return {
    bot_id: "bot-a",
    bot_name: "Ann",
    conversation_id: id,
    platform_conversation_id: null,
    conversation_start_time: "2026-03-17T10:00:00.000Z",
    conversation_end_time: "2026-03-17T10:10:00.000Z",
    language: "en-US",
    channel: "chat",
    labels: ["new"],
    conversations_data: '{"order":"A1"}',
    test_mode: false,
    conversation_status: "botHandled",
    last_resolution: "informed",
    triggered_replies: [],
    triggered_intent_replies: [],
    is_llm_conversation: false,
    llm_notUnderstood_count: "0",
    llm_responseGenerated_count: "0",
    llm_errorOccurred_count: "0",
    llm_escalationRequired_count: "0",
    llm_fallback_count: "0",
    bot_messages_count: "1",
    visitor_messages_count: "1",
    not_understood_messages_count: "0",
    ...others,
  };
}

/** A folder for documents of one test file. */
export class DocumentFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "datafeed-metrics-test-"));

  /** Writes a file; answers its path. Records become an array with one object a line. */
  write(name: string, content: string | Uint8Array | readonly object[]): string {
    const path = join(this.path, name);
    const lines = (records: readonly object[]): string => `[\n${records.map((each) => JSON.stringify(each)).join(",\n")}\n]\n`;
    writeFileSync(path, Array.isArray(content) ? lines(content) : (content as string | Uint8Array));
    return path;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The metrics of files, all conversations of which count unless it is said otherwise. */
export function metricsOf(
  files: readonly string[],
  request: Partial<MetricsRequest> = {},
  signal: AbortSignal = new AbortController().signal,
  onStage?: (stage: MetricsStage) => void,
): Promise<MetricsReport> {
  const sources = files.map((path) => ({ name: path, path }));
  const all = { days: false, excludedIntents: [], excludeSuggestions: false, botIds: [] };
  return conversationMetrics(sources, { ...all, ...request }, signal, onStage);
}

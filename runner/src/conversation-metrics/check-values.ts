import type { ReadableDocument } from "./document-source.ts";
import { metricsError } from "./errors.ts";
import type { MetricsEngine } from "./metrics-engine.ts";

const counts = ["bot_messages_count", "visitor_messages_count", "not_understood_messages_count"];
const times = ["conversation_start_time", "conversation_end_time"];

const wrongValues = `
  SELECT file, CASE
    WHEN conversation_id IS NULL THEN 'no conversation_id'
    ${counts.map((key) => `WHEN ${isNoCount(key)} THEN 'a ${key} that is no whole number'`).join("\n    ")}
    ${times.map((key) => `WHEN ${isNoTime(key)} THEN 'a ${key} that is no time'`).join("\n    ")}
    WHEN list_bool_or(list_transform(
      triggered_intent_replies,
      lambda intent: ${isNoTime("intent.intent_timestamp")}
    )) THEN 'an intent_timestamp that is no time'
  END AS wrong
  FROM exported_conversations
  WHERE wrong IS NOT NULL
  ORDER BY file, wrong
  LIMIT 1`;

/**
 * Says a value that the metrics could not work with, before anything is counted. The value itself stays where it is: people may
 * have written it. Errors: metrics-document-form.
 */
export async function checkValues(engine: MetricsEngine, documents: readonly ReadableDocument[]): Promise<void> {
  const [found] = await engine.rows(wrongValues);
  if (found === undefined) return;
  const name = documents[Number(found["file"]) - 1]?.name;
  throw metricsError("metrics-document-form", `${name} is no document of conversations: a record has ${found["wrong"]}.`);
}

/** A cast would round fractions and pass over white space. */
function isNoCount(value: string): string {
  return `NOT regexp_full_match(${value}, '[0-9]{1,18}')`;
}

function isNoTime(value: string): string {
  return `${value} IS NOT NULL AND NOT coalesce(isfinite(TRY_CAST(${value} AS TIMESTAMPTZ)), false)`;
}

/** A conversation of the daily document, as far as tests read it by name. */
export interface BotRecord {
  readonly conversation_id: string;
  readonly conversation_start_time: string;
  readonly conversation_end_time: string;
  readonly conversations_data: string;
  readonly conversation_status: string | null;
  readonly last_resolution: string;
  readonly triggered_replies: readonly { readonly reply_timestamp: string }[];
  readonly triggered_intent_replies: readonly { readonly intent_timestamp: string }[];
  readonly llm_responseGenerated_count: string;
  readonly bot_messages_count: string;
}

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const flag: Check = (value) => typeof value === "boolean";
const counted: Check = (value) => typeof value === "string" && /^(0|[1-9]\d*)$/.test(value);
const moment: Check = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);
const objectOf =
  (checks: Readonly<Record<string, Check>>): Check =>
  (value) =>
    wrongKeys(value, checks).length === 0;

/** The 24 properties by the seed's names, in its order, with what each may be (SEEDS 197 to 208). */
const properties: Readonly<Record<string, Check>> = {
  bot_id: text,
  bot_name: text,
  conversation_id: text,
  platform_conversation_id: orNull(text),
  conversation_start_time: moment,
  conversation_end_time: moment,
  language: text,
  channel: oneOf("chat", "ticket"),
  labels: listOf(text),
  conversations_data: isData,
  test_mode: flag,
  conversation_status: oneOf("botHandled", "email", "agent", "customEscalation", "failedEscalation", null),
  last_resolution: oneOf("informed", "resolved", "escalated", "undefined"),
  triggered_replies: listOf(
    objectOf({
      reply_timestamp: moment,
      reply_id: text,
      reply_language: text,
      reply_name: text,
      reply_type: text,
      intent_id: orNull(text),
    }),
  ),
  triggered_intent_replies: listOf(
    objectOf({ intent_name: text, intent_timestamp: moment, not_meaningful: orNull(flag), intent_id: text }),
  ),
  is_llm_conversation: flag,
  llm_notUnderstood_count: counted,
  llm_responseGenerated_count: counted,
  llm_errorOccurred_count: counted,
  llm_escalationRequired_count: counted,
  llm_fallback_count: counted,
  bot_messages_count: counted,
  visitor_messages_count: counted,
  not_understood_messages_count: counted,
};

/** What is wrong with a record: its keys, their order and types, and what they say of each other. */
export function problemsOf(record: BotRecord & { readonly is_llm_conversation?: boolean }): readonly string[] {
  const inOrder = (times: readonly string[]) => times.every((time, index) => index === 0 || (times[index - 1] ?? "") <= time);
  const rules: readonly (readonly [string, boolean])[] = [
    ["replies out of order", inOrder(record.triggered_replies.map(({ reply_timestamp }) => reply_timestamp))],
    ["intents out of order", inOrder(record.triggered_intent_replies.map(({ intent_timestamp }) => intent_timestamp))],
    ["ends before it begins", record.conversation_start_time <= record.conversation_end_time],
    ["a language model's flag", record.is_llm_conversation === (record.llm_responseGenerated_count !== "0")],
  ];
  return [...wrongKeys(record, properties), ...rules.flatMap(([name, holds]) => (holds ? [] : [name]))];
}

function wrongKeys(value: unknown, checks: Readonly<Record<string, Check>>): readonly string[] {
  if (typeof value !== "object" || value === null) return ["not an object"];
  const [found, expected] = [Object.keys(value), Object.keys(checks)];
  if (found.join() !== expected.join()) return [`keys ${found.join()}`];
  return Object.entries(value).flatMap(([key, each]) => (checks[key]?.(each) ? [] : [`${key}: ${JSON.stringify(each)}`]));
}

/** A text that holds one object of texts: no blanks between, keys by code points. */
function isData(value: unknown): boolean {
  if (typeof value !== "string") return false;
  const data = JSON.parse(value) as Record<string, unknown>;
  const keys = Object.keys(data);
  const sorted = keys.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  return JSON.stringify(data) === value && keys.join("\n") === sorted.join("\n") && Object.values(data).every(text);
}

import { columns, type Table } from "./table.ts";

/** A conversation as it was received: the source of the event ConversationCreatedForDataFeeder. */
export const eventConversations: Table = {
  name: "conversations",
  columns: columns({
    external_id: "text",
    conversation_id: "bigint",
    tenant_id: "uuid",
    department_id: "integer",
    agent_id: "uuid",
    rating_csat: "integer?",
    rating_nps: "integer?",
    start_time: "instant",
    end_time: "instant",
    duration_s: "integer?",
    language_code: "text?",
    direction_id: "integer",
    caller_number: "text?",
    called_number: "text?",
    releasing_party_id: "integer",
    hold_count: "integer",
    total_hold_s: "integer?",
    max_hold_s: "integer?",
    received_at: "instant",
  }),
  key: ["external_id"],
  time: "received_at",
};

/** What the recording system says of a conversation beside the columns. */
export const eventAttachedData: Table = {
  name: "conversation_attached_data",
  columns: columns({ external_id: "text", key: "text", value: "text?" }),
  key: ["external_id", "key"],
};

/** What the analysis found in a conversation. Analysed again, the row is changed. */
export const eventAnalyses: Table = {
  name: "conversation_analyses",
  columns: columns({
    external_id: "text",
    conversation_id: "bigint",
    analyzed_at: "instant",
    agent_tension_ratio: "integer",
    agent_monotonicity_ratio: "integer",
    customer_tension_ratio: "integer",
    customer_sentiment: "integer",
    agent_sentiment: "integer",
    // NULL where no language model has looked at it.
    insights_at: "instant?",
    topic: "text?",
    summary: "text?",
    actions: "text?",
    conversation_result: "text?",
    non_resolution_risk: "text?",
    churn_risk: "text?",
  }),
  key: ["external_id"],
  time: "analyzed_at",
};

/** An utterance or a message. Times are milliseconds from the conversation's start. */
export const eventSegments: Table = {
  name: "conversation_segments",
  columns: columns({
    external_id: "text",
    segment_no: "integer",
    channel: "integer",
    text: "text",
    start_ms: "integer",
    end_ms: "integer",
  }),
  key: ["external_id", "segment_no"],
};

/** A spoken word of an utterance; messages have none. */
export const eventWords: Table = {
  name: "conversation_words",
  columns: columns({ external_id: "text", segment_no: "integer", word_no: "integer", from_ms: "integer", to_ms: "integer" }),
  key: ["external_id", "segment_no", "word_no"],
};

/** A category that one side matches: the source of the event CategoryMatchForDataFeeder. */
export const eventMatches: Table = {
  name: "conversation_category_matches",
  columns: columns({ external_id: "text", full_path: "text", channel: "integer", matched_at: "instant" }),
  key: ["external_id", "full_path", "channel"],
  time: "matched_at",
};

/** A dataset that uses the category. */
export const eventMatchDatasets: Table = {
  name: "conversation_match_datasets",
  columns: columns({ external_id: "text", full_path: "text", channel: "integer", dataset_id: "integer" }),
  key: ["external_id", "full_path", "channel", "dataset_id"],
};

/** The tables of the event feed. */
export const eventTables: readonly Table[] = [
  eventConversations,
  eventAttachedData,
  eventAnalyses,
  eventSegments,
  eventWords,
  eventMatches,
  eventMatchDatasets,
];

import { columns, type Table } from "./table.ts";

/** A conversation with a bot. It belongs to the day on which it ended; one that goes on has no end. */
export const botConversations: Table = {
  name: "bot_conversations",
  columns: columns({
    conversation_id: "text",
    contact_id: "uuid",
    bot_id: "text",
    bot_name: "text",
    platform_conversation_id: "text?",
    conversation_start: "instant",
    conversation_end: "instant?",
    language: "text",
    channel: "text",
    test_mode: "boolean",
    conversation_status: "text?",
    last_resolution: "text?",
    is_llm_conversation: "boolean",
    llm_not_understood_count: "integer",
    llm_response_generated_count: "integer",
    llm_error_occurred_count: "integer",
    llm_escalation_required_count: "integer",
    llm_fallback_count: "integer",
    bot_messages_count: "integer",
    visitor_messages_count: "integer",
    not_understood_messages_count: "integer",
    // When the row came into the warehouse: a few come days after the conversation's end.
    loaded_at: "instant",
  }),
  key: ["conversation_id"],
  time: "conversation_end",
};

/** A label of a conversation. */
export const botConversationLabels: Table = {
  name: "bot_conversation_labels",
  columns: columns({ conversation_id: "text", label_no: "integer", label: "text" }),
  key: ["conversation_id", "label_no"],
};

/** A session parameter of a conversation; NULL where it was declared and never set. */
export const botConversationParameters: Table = {
  name: "bot_conversation_parameters",
  columns: columns({ conversation_id: "text", key: "text", value: "text?" }),
  key: ["conversation_id", "key"],
};

/** Something that the bot said. */
export const botReplies: Table = {
  name: "bot_replies",
  columns: columns({
    conversation_id: "text",
    reply_no: "integer",
    reply_timestamp: "instant",
    reply_id: "text",
    reply_language: "text",
    reply_name: "text",
    reply_type: "text",
    intent_id: "text?",
  }),
  key: ["conversation_id", "reply_no"],
};

/** Something that the visitor wanted. `not_meaningful` is NULL where nobody has said which it is. */
export const botIntentReplies: Table = {
  name: "bot_intent_replies",
  columns: columns({
    conversation_id: "text",
    intent_no: "integer",
    intent_name: "text",
    intent_timestamp: "instant",
    not_meaningful: "boolean?",
    intent_id: "text",
  }),
  key: ["conversation_id", "intent_no"],
};

export const botTables: readonly Table[] = [
  botConversations,
  botConversationLabels,
  botConversationParameters,
  botReplies,
  botIntentReplies,
];

# What is wrong with the records of a daily conversation document: nothing, or a list of [conversation_id, property].
def moment: type == "string" and test("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$");
def counted: type == "string" and test("^(0|[1-9][0-9]*)$");
def text: type == "string";
def text_or_null: text or . == null;
def flag: type == "boolean";
def among(values): . as $value | any(values; . == $value);
def sorted_by(key): map(key) as $times | $times == ($times | sort);

def properties: [
  "bot_id", "bot_name", "conversation_id", "platform_conversation_id", "conversation_start_time", "conversation_end_time",
  "language", "channel", "labels", "conversations_data", "test_mode", "conversation_status", "last_resolution",
  "triggered_replies", "triggered_intent_replies", "is_llm_conversation", "llm_notUnderstood_count",
  "llm_responseGenerated_count", "llm_errorOccurred_count", "llm_escalationRequired_count", "llm_fallback_count",
  "bot_messages_count", "visitor_messages_count", "not_understood_messages_count"
];

def reply:
  keys_unsorted == ["reply_timestamp", "reply_id", "reply_language", "reply_name", "reply_type", "intent_id"]
  and (.reply_timestamp | moment)
  and all(.reply_id, .reply_language, .reply_name, .reply_type; text)
  and (.intent_id | text_or_null);

def intent:
  keys_unsorted == ["intent_name", "intent_timestamp", "not_meaningful", "intent_id"]
  and (.intent_timestamp | moment)
  and all(.intent_name, .intent_id; text)
  and (.not_meaningful | among(true, false, null));

# An object of texts, its keys by code points, written without blanks.
def data: . as $text | fromjson | type == "object" and all(.[]; text) and keys_unsorted == keys and tojson == $text;

def checks: {
  order: (keys_unsorted == properties),
  texts: all(.bot_id, .bot_name, .conversation_id, .language; text),
  platform_conversation_id: (.platform_conversation_id | text_or_null),
  times: (all(.conversation_start_time, .conversation_end_time; moment) and .conversation_start_time <= .conversation_end_time),
  channel: (.channel | among("chat", "ticket")),
  labels: (.labels | type == "array" and all(.[]; text)),
  conversations_data: (.conversations_data | text and data),
  conversation_status:
    (.conversation_status | among("botHandled", "email", "agent", "customEscalation", "failedEscalation", null)),
  last_resolution: (.last_resolution | among("informed", "resolved", "escalated", "undefined")),
  triggered_replies: (.triggered_replies | type == "array" and all(.[]; reply) and sorted_by(.reply_timestamp)),
  triggered_intent_replies:
    (.triggered_intent_replies | type == "array" and all(.[]; intent) and sorted_by(.intent_timestamp)),
  flags: all(.test_mode, .is_llm_conversation; flag),
  is_llm_conversation: (.is_llm_conversation == (.llm_responseGenerated_count != "0")),
  counts: ([to_entries[] | select(.key | endswith("_count"))] | length == 8 and all(.[]; .value | counted))
};

[.[] | .conversation_id as $id | checks | to_entries[] | select(.value | not) | [$id, .key]]

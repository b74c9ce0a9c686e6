SELECT
  "source"."bot_id" AS "bot_id",
  "source"."bot_name" AS "bot_name",
  "source"."conversation_id" AS "conversation_id",
  "source"."platform_conversation_id" AS "platform_conversation_id",
  "source"."conversation_start" AS "conversation_start_time",
  "source"."conversation_end" AS "conversation_end_time",
  "source"."language" AS "language",
  "source"."channel" AS "channel",
  "source"."labels" AS "labels",
  "source"."conversations_data" AS "conversations_data",
  "source"."test_mode" AS "test_mode",
  "source"."conversation_status" AS "conversation_status",
  (coalesce(last_resolution, 'undefined')) AS "last_resolution",
  "source"."triggered_replies" AS "triggered_replies",
  "source"."triggered_intent_replies" AS "triggered_intent_replies",
  "source"."is_llm_conversation" AS "is_llm_conversation",
  "source"."llm_not_understood_count" AS "llm_notUnderstood_count",
  "source"."llm_response_generated_count" AS "llm_responseGenerated_count",
  "source"."llm_error_occurred_count" AS "llm_errorOccurred_count",
  "source"."llm_escalation_required_count" AS "llm_escalationRequired_count",
  "source"."llm_fallback_count" AS "llm_fallback_count",
  "source"."bot_messages_count" AS "bot_messages_count",
  "source"."visitor_messages_count" AS "visitor_messages_count",
  "source"."not_understood_messages_count" AS "not_understood_messages_count"
FROM "reporting"."bot_conversations" AS "source"
WHERE "source"."conversation_end" >= $1::timestamptz
  AND "source"."conversation_end" < $2::timestamptz
ORDER BY
  "source"."conversation_id"

SELECT
  "source"."bot_id" AS "bot_id",
  "source"."bot_name" AS "bot_name",
  "source"."conversation_id" AS "conversation_id",
  "source"."platform_conversation_id" AS "platform_conversation_id",
  "source"."conversation_start" AS "conversation_start_time",
  "source"."conversation_end" AS "conversation_end_time",
  "source"."language" AS "language",
  "source"."channel" AS "channel",
  coalesce((
    SELECT to_json(list("item"."label" ORDER BY "item"."label_no"))
    FROM "reporting"."bot_conversation_labels" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id"
  ), '[]'::json) AS "labels",
  coalesce((
    SELECT json_group_object("item"."key", "item"."value")
    FROM "reporting"."bot_conversation_parameters" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id" AND "item"."key" IS NOT NULL AND "item"."value" IS NOT NULL
  ), '{}'::json) AS "conversations_data",
  "source"."test_mode" AS "test_mode",
  "source"."conversation_status" AS "conversation_status",
  (coalesce(last_resolution, 'undefined')) AS "last_resolution",
  coalesce((
    SELECT to_json(list(json_object(
      'reply_timestamp', "item"."reply_timestamp"::varchar,
      'reply_id', "item"."reply_id",
      'reply_language', "item"."reply_language",
      'reply_name', "item"."reply_name",
      'reply_type', "item"."reply_type",
      'intent_id', "item"."intent_id"
    ) ORDER BY "item"."reply_timestamp", "item"."reply_no"))
    FROM "reporting"."bot_replies" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id"
  ), '[]'::json) AS "triggered_replies",
  coalesce((
    SELECT to_json(list(json_object(
      'intent_name', "item"."intent_name",
      'intent_timestamp', "item"."intent_timestamp"::varchar,
      'not_meaningful', "item"."not_meaningful",
      'intent_id', "item"."intent_id"
    ) ORDER BY "item"."intent_timestamp", "item"."intent_no"))
    FROM "reporting"."bot_intent_replies" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id"
  ), '[]'::json) AS "triggered_intent_replies",
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

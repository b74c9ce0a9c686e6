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
    SELECT json_agg("item"."label" ORDER BY CASE WHEN pg_typeof("item"."label_no") IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN "item"."label_no"::text COLLATE "C" END, "item"."label_no")
    FROM "reporting"."bot_conversation_labels" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id"
  ), '[]'::json) AS "labels",
  coalesce((
    SELECT json_object_agg("item"."key", "item"."value")
    FROM "reporting"."bot_conversation_parameters" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id" AND "item"."key" IS NOT NULL AND "item"."value" IS NOT NULL
  ), '{}'::json) AS "conversations_data",
  "source"."test_mode" AS "test_mode",
  "source"."conversation_status" AS "conversation_status",
  (coalesce(last_resolution, 'undefined')) AS "last_resolution",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."reply_timestamp"::text AS "reply_timestamp",
      "item"."reply_id" AS "reply_id",
      "item"."reply_language" AS "reply_language",
      "item"."reply_name" AS "reply_name",
      "item"."reply_type" AS "reply_type",
      "item"."intent_id" AS "intent_id"
    ) AS "object") ORDER BY "item"."reply_timestamp", CASE WHEN pg_typeof("item"."reply_no") IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN "item"."reply_no"::text COLLATE "C" END, "item"."reply_no")
    FROM "reporting"."bot_replies" AS "item"
    WHERE "item"."conversation_id" = "source"."conversation_id"
  ), '[]'::json) AS "triggered_replies",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."intent_name" AS "intent_name",
      "item"."intent_timestamp"::text AS "intent_timestamp",
      "item"."not_meaningful" AS "not_meaningful",
      "item"."intent_id" AS "intent_id"
    ) AS "object") ORDER BY "item"."intent_timestamp", CASE WHEN pg_typeof("item"."intent_no") IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN "item"."intent_no"::text COLLATE "C" END, "item"."intent_no")
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
FROM (
SELECT "source".*
FROM "reporting"."bot_conversations" AS "source"
WHERE "source"."conversation_end" >= $1::timestamptz
  AND "source"."conversation_end" < $2::timestamptz
ORDER BY
  "source"."conversation_id" COLLATE "C"
) AS "source"
ORDER BY
  "source"."conversation_id" COLLATE "C"

-- The popular metrics by the first meaningful intent of each conversation, by the time at which it was triggered.
-- Meaningful is what has `not_meaningful` false; where it is NULL nobody has said so, and it is passed over.
-- A conversation without such an intent is left out. Further intents to be passed over:
--   SET VARIABLE excluded_intents = ['Greeting', 'Talk to a human/agent'];
-- `/` divides as fractions in DuckDB; PostgreSQL and Redshift need a cast to double precision before it.

WITH intents AS (
  SELECT
    conversation_id,
    unnest(triggered_intent_replies) AS intent,
    generate_subscripts(triggered_intent_replies, 1) AS position
  FROM conversations
),
ranked AS (
  SELECT
    conversation_id,
    intent.intent_name AS intent_name,
    row_number() OVER (
      PARTITION BY conversation_id
      ORDER BY CAST(intent.intent_timestamp AS TIMESTAMPTZ) ASC NULLS FIRST, position ASC
    ) AS place
  FROM intents
  WHERE intent.not_meaningful = false
    AND intent.intent_name IS NOT NULL
    AND NOT coalesce(list_contains(getvariable('excluded_intents'), intent.intent_name), false)
),
first_meaningful_intents AS (
  SELECT conversation_id, intent_name AS first_meaningful_intent FROM ranked WHERE place = 1
),
counted AS (
  SELECT
    first_meaningful_intent,
    count(DISTINCT conversation_id) AS total,
    count(DISTINCT CASE WHEN conversation_status IN ('botHandled', 'bot_handled') THEN conversation_id END) AS bot_handled,
    -- Whatever was not handed over is deflected, a failed escalation too; without a status it is neither.
    count(DISTINCT CASE
      WHEN conversation_status NOT IN ('email', 'agent', 'customEscalation', 'custom_escalation') THEN conversation_id
    END) AS deflected,
    count(DISTINCT CASE
      WHEN conversation_status IN ('email', 'agent', 'customEscalation', 'custom_escalation') THEN conversation_id
    END) AS escalated,
    count(DISTINCT CASE
      WHEN conversation_status IN ('failedEscalation', 'failed_escalation') THEN conversation_id
    END) AS failed_escalations,
    count(DISTINCT CASE WHEN last_resolution = 'informed' THEN conversation_id END) AS informed,
    count(DISTINCT CASE WHEN last_resolution IN ('informed', 'resolved') THEN conversation_id END) AS automated,
    -- Counts are texts in the documents.
    sum(CAST(visitor_messages_count AS BIGINT)) AS visitor_messages,
    sum(CAST(not_understood_messages_count AS BIGINT)) AS not_understood_messages
  FROM conversations
  JOIN first_meaningful_intents USING (conversation_id)
  GROUP BY first_meaningful_intent
)
SELECT
  first_meaningful_intent,
  total AS total_conversations,
  bot_handled AS bot_handled_conversations,
  bot_handled / nullif(total, 0) AS bot_handled_rate,
  deflected / nullif(total, 0) AS deflection_rate,
  escalated / nullif(total, 0) AS escalation_rate,
  failed_escalations / nullif(total, 0) AS failed_escalation_rate,
  informed / nullif(total, 0) AS informed_rate,
  automated / nullif(total, 0) AS automation_rate,
  (visitor_messages - not_understood_messages) / nullif(visitor_messages, 0) AS messages_understood_rate
FROM counted
ORDER BY total_conversations DESC, first_meaningful_intent;

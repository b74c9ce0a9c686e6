-- The popular metrics by the UTC day on which conversations ended: that of the document which holds them.
-- A conversation without an end has no day.
-- `/` divides as fractions in DuckDB; PostgreSQL and Redshift need a cast to double precision before it.

WITH counted AS (
  SELECT
    CAST(CAST(conversation_end_time AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS DATE) AS day,
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
  GROUP BY day
)
SELECT
  day,
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
ORDER BY day NULLS LAST;

-- BigQuery. The popular metrics over all conversations of a table into which daily documents were loaded as they are.
-- Mended: line breaks, of which the printed query has lost those behind comments; counts are STRING and are cast before they
-- are summed; SAFE_DIVIDE answers NULL where there is nothing to divide by; both spellings of statuses.

SELECT
  -- Total conversations
  COUNT(DISTINCT conversation_id) AS total_conversations,
  -- Bot handled rate
  COUNT(DISTINCT CASE WHEN conversation_status IN ('botHandled', 'bot_handled') THEN conversation_id END)
    AS bot_handled_conversations,
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE WHEN conversation_status IN ('botHandled', 'bot_handled') THEN conversation_id END),
    COUNT(DISTINCT conversation_id)
  ) AS bot_handled_rate,
  -- Deflection rate: a conversation without a status is neither deflected nor escalated
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE
      WHEN conversation_status NOT IN ('email', 'agent', 'customEscalation', 'custom_escalation') THEN conversation_id
    END),
    COUNT(DISTINCT conversation_id)
  ) AS deflection_rate,
  -- Escalation rate
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE
      WHEN conversation_status IN ('email', 'agent', 'customEscalation', 'custom_escalation') THEN conversation_id
    END),
    COUNT(DISTINCT conversation_id)
  ) AS escalation_rate,
  -- Failed escalation rate
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE WHEN conversation_status IN ('failedEscalation', 'failed_escalation') THEN conversation_id END),
    COUNT(DISTINCT conversation_id)
  ) AS failed_escalation_rate,
  -- Informed rate
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE WHEN last_resolution = 'informed' THEN conversation_id END),
    COUNT(DISTINCT conversation_id)
  ) AS informed_rate,
  -- Automation rate
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE WHEN last_resolution IN ('informed', 'resolved') THEN conversation_id END),
    COUNT(DISTINCT conversation_id)
  ) AS automation_rate,
  -- Messages understood rate
  SAFE_DIVIDE(
    SUM(CAST(visitor_messages_count AS INT64)) - SUM(CAST(not_understood_messages_count AS INT64)),
    SUM(CAST(visitor_messages_count AS INT64))
  ) AS messages_understood_rate
FROM your_dataset.conversations;

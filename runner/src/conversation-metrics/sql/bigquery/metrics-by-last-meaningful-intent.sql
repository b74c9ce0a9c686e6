-- BigQuery. Conversations and their bot handled rate by the last meaningful intent.
-- Mended: line breaks; a comma before FROM; the order, which the printed query has for the first intent alone;
-- the join, which is an inner one, as its filter makes it; equal timestamps and equal totals have an order.

WITH meaningful_intents AS (
  SELECT conversation_id, last_meaningful_intent, conversation_status
  FROM (
    SELECT
      conversation_id,
      intent.intent_name AS last_meaningful_intent,
      conversation_status,
      -- The last one has the latest timestamp: the order is descending.
      ROW_NUMBER() OVER (
        PARTITION BY conversation_id
        ORDER BY intent.intent_timestamp DESC, position DESC
      ) AS rn
    FROM your_dataset.conversations
    CROSS JOIN UNNEST(triggered_intent_replies) AS intent WITH OFFSET AS position
    -- Meaningful alone; where nobody has said so, it is NULL and left out.
    WHERE intent.not_meaningful IS FALSE
      -- Further intents to be passed over
      AND intent.intent_name NOT IN ('Greeting', 'Talk to a human/agent')
  )
  WHERE rn = 1
)
SELECT
  last_meaningful_intent,
  COUNT(DISTINCT conversation_id) AS total_conversations,
  SAFE_DIVIDE(
    COUNT(DISTINCT CASE WHEN conversation_status IN ('botHandled', 'bot_handled') THEN conversation_id END),
    COUNT(DISTINCT conversation_id)
  ) AS bot_handled_rate
FROM meaningful_intents
GROUP BY last_meaningful_intent
ORDER BY total_conversations DESC, last_meaningful_intent;

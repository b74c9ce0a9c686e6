-- BigQuery. The first and the last intent of each conversation, by their places in its list; NULL where it has none.
-- Mended: line breaks, and blanks between words.

SELECT DISTINCT
  conversation_id,
  triggered_intent_replies[SAFE_OFFSET(0)].intent_name AS first_intent,
  ARRAY_REVERSE(triggered_intent_replies)[SAFE_OFFSET(0)].intent_name AS last_intent
FROM your_dataset.conversations;

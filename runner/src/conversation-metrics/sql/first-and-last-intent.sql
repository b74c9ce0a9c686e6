-- The first and the last intent of each conversation, by their places in its list; NULL where it has none.

SELECT DISTINCT
  conversation_id,
  triggered_intent_replies[1].intent_name AS first_intent,
  triggered_intent_replies[-1].intent_name AS last_intent
FROM conversations;

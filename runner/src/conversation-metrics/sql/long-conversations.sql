-- How many conversations touch three UTC days or more. Those of a day x that go on after day x + 1 stand neither in the
-- document of x nor in that of x + 1. Every conversation of two days or longer is among them.

SELECT count(DISTINCT conversation_id) AS long_conversations
FROM conversations
WHERE date_diff(
    'day',
    CAST(CAST(conversation_start_time AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS DATE),
    CAST(CAST(conversation_end_time AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS DATE)
  ) >= 2;

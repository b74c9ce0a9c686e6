-- Reads daily documents into the table `exported_conversations`; the view `conversations` of it is what the metrics read.
-- In DuckDB, once for a session:
--   SET TimeZone = 'UTC';
--   SET VARIABLE files = ['2026-03-17.json', '2026-03-18.json'];
-- The view leaves out what these say, where they are set:
--   SET VARIABLE bot_ids = ['5f2a'];
--   SET VARIABLE exclude_suggestions = true;
--   SET VARIABLE day = '2026-03-17';

CREATE OR REPLACE TEMP TABLE exported_conversations AS
WITH records AS (
  -- Keys that a document does not have are NULL here; keys that are not named here are passed over.
  SELECT
    bot_id,
    nullif(conversation_id, '') AS conversation_id,
    nullif(conversation_start_time, '') AS conversation_start_time,
    nullif(conversation_end_time, '') AS conversation_end_time,
    conversation_status,
    last_resolution,
    nullif(bot_messages_count, '') AS bot_messages_count,
    nullif(visitor_messages_count, '') AS visitor_messages_count,
    nullif(not_understood_messages_count, '') AS not_understood_messages_count,
    triggered_intent_replies,
    CAST(list_position(getvariable('files'), filename) AS INTEGER) AS file
  FROM read_json(
    getvariable('files'),
    filename = true,
    records = true,
    columns = {
      bot_id: 'VARCHAR',
      conversation_id: 'VARCHAR',
      conversation_start_time: 'VARCHAR',
      conversation_end_time: 'VARCHAR',
      conversation_status: 'VARCHAR',
      last_resolution: 'VARCHAR',
      bot_messages_count: 'VARCHAR',
      visitor_messages_count: 'VARCHAR',
      not_understood_messages_count: 'VARCHAR',
      triggered_intent_replies:
        'STRUCT(intent_name VARCHAR, intent_timestamp VARCHAR, not_meaningful BOOLEAN)[]'
    }
  )
)
-- A conversation counts once. Of several records the one that ended last is taken, of those the one in the last file.
-- An end that can't be read comes before all others, so that it does not go unseen.
SELECT *, count(*) OVER (PARTITION BY conversation_id) AS records
FROM records
QUALIFY row_number() OVER (
  PARTITION BY conversation_id
  ORDER BY
    CASE
      WHEN conversation_end_time IS NOT NULL
      THEN coalesce(TRY_CAST(conversation_end_time AS TIMESTAMPTZ), CAST('infinity' AS TIMESTAMPTZ))
    END DESC NULLS LAST,
    file DESC,
    conversation_status DESC NULLS LAST,
    last_resolution DESC NULLS LAST,
    visitor_messages_count DESC NULLS LAST,
    not_understood_messages_count DESC NULLS LAST,
    bot_messages_count DESC NULLS LAST
) = 1;

CREATE OR REPLACE TEMP VIEW conversations AS
SELECT *
FROM exported_conversations
WHERE (getvariable('bot_ids') IS NULL OR list_contains(getvariable('bot_ids'), bot_id))
  -- Conversations of a suggestion engine, in which the bot said nothing.
  AND (NOT coalesce(getvariable('exclude_suggestions'), false) OR CAST(bot_messages_count AS BIGINT) > 0)
  -- The UTC day on which it ended, which is the document's day; '' for those without an end.
  AND (
    getvariable('day') IS NULL
    OR coalesce(strftime(CAST(conversation_end_time AS TIMESTAMPTZ) AT TIME ZONE 'UTC', '%Y-%m-%d'), '') = getvariable('day')
  );

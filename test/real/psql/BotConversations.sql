-- What BotConversations should hold, written by hand.
copy (select json_build_array(
  bot_id,
  bot_name,
  conversation_id,
  platform_conversation_id,
  to_char(conversation_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  to_char(conversation_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  language,
  channel,
  coalesce((
    select json_agg(label order by label_no) from reporting.bot_conversation_labels l
    where l.conversation_id = c.conversation_id
  ), '[]')::text,
  coalesce((
    select json_object_agg(key, value order by key collate "C") from reporting.bot_conversation_parameters p
    where p.conversation_id = c.conversation_id and value is not null
  ), '{}')::text,
  test_mode::text,
  conversation_status,
  case when last_resolution is null then 'undefined' else last_resolution end,
  coalesce((
    select json_agg(json_build_object(
      'reply_timestamp', to_char(reply_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'reply_id', reply_id, 'reply_language', reply_language, 'reply_name', reply_name, 'reply_type', reply_type,
      'intent_id', intent_id
    ) order by reply_no)
    from reporting.bot_replies r where r.conversation_id = c.conversation_id
  ), '[]')::text,
  coalesce((
    select json_agg(json_build_object(
      'intent_name', intent_name,
      'intent_timestamp', to_char(intent_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'not_meaningful', not_meaningful, 'intent_id', intent_id
    ) order by intent_no)
    from reporting.bot_intent_replies i where i.conversation_id = c.conversation_id
  ), '[]')::text,
  is_llm_conversation::text,
  llm_not_understood_count::text,
  llm_response_generated_count::text,
  llm_error_occurred_count::text,
  llm_escalation_required_count::text,
  llm_fallback_count::text,
  bot_messages_count::text,
  visitor_messages_count::text,
  not_understood_messages_count::text
)
from reporting.bot_conversations c
where conversation_end < '2027-01-03 06:00:00Z'
order by conversation_id collate "C") to stdout;

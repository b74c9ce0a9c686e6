-- The columns in which Redshift holds the parts of a conversation as JSON, written by hand; keys in an order of their own.
alter table reporting.bot_conversations
  add labels text, add conversations_data text, add triggered_replies text, add triggered_intent_replies text;
update reporting.bot_conversations c set
  labels = coalesce((
    select json_agg(label order by label_no) from reporting.bot_conversation_labels l
    where l.conversation_id = c.conversation_id
  ), '[]')::text,
  conversations_data = coalesce((
    select json_object_agg(key, value order by key desc) from reporting.bot_conversation_parameters p
    where p.conversation_id = c.conversation_id
  ), '{}')::text,
  triggered_replies = coalesce((
    select json_agg(json_build_object(
      'intent_id', intent_id, 'reply_type', reply_type, 'reply_name', reply_name, 'reply_language', reply_language,
      'reply_id', reply_id, 'reply_timestamp', to_char(reply_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    ) order by reply_no)
    from reporting.bot_replies r where r.conversation_id = c.conversation_id
  ), '[]')::text,
  triggered_intent_replies = coalesce((
    select json_agg(json_build_object(
      'intent_id', intent_id, 'not_meaningful', not_meaningful,
      'intent_timestamp', to_char(intent_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
      'intent_name', intent_name
    ) order by intent_no)
    from reporting.bot_intent_replies i where i.conversation_id = c.conversation_id
  ), '[]')::text;

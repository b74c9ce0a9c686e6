-- $1: when the event was raised; $2: its payload.
insert into conversations as known
  (external_id, created_at, conversation_id, tenant_id, agent_id, started_at, ended_at, duration_s, language, created)
select
  conversation ->> 'ExternalId',
  $1::timestamptz,
  (conversation ->> 'ConversationId')::bigint,
  (payload ->> 'TenantId')::uuid,
  (conversation ->> 'AgentId')::uuid,
  (conversation ->> 'StartTime')::timestamptz,
  (conversation ->> 'EndTime')::timestamptz,
  (conversation ->> 'Duration')::integer,
  conversation ->> 'LanguageCode',
  conversation
from (select $2::jsonb as payload, $2::jsonb -> 'Conversation' as conversation) as event
on conflict (external_id) do update set
  created_at = excluded.created_at,
  conversation_id = excluded.conversation_id,
  tenant_id = excluded.tenant_id,
  agent_id = excluded.agent_id,
  started_at = excluded.started_at,
  ended_at = excluded.ended_at,
  duration_s = excluded.duration_s,
  language = excluded.language,
  created = excluded.created
where known.created_at is null or known.created_at <= excluded.created_at

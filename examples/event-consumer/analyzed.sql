-- $1: when the event was raised; $2: its payload.
insert into conversations as known
  (external_id, analyzed_at, agent_tension_ratio, agent_monotonicity_ratio, customer_tension_ratio,
   customer_sentiment, agent_sentiment, transcripts, ai_insights)
select
  payload ->> 'ConversationExternalId',
  $1::timestamptz,
  (payload ->> 'AgentTensionRatio')::integer,
  (payload ->> 'AgentMonotonicityRatio')::integer,
  (payload ->> 'CustomerTensionRatio')::integer,
  (payload ->> 'AverageCustomerSentimentScore')::integer,
  (payload ->> 'AverageAgentSentimentScore')::integer,
  payload -> 'Transcripts',
  nullif(payload -> 'AiInsights', 'null')
from (select $2::jsonb as payload) as event
on conflict (external_id) do update set
  analyzed_at = excluded.analyzed_at,
  agent_tension_ratio = excluded.agent_tension_ratio,
  agent_monotonicity_ratio = excluded.agent_monotonicity_ratio,
  customer_tension_ratio = excluded.customer_tension_ratio,
  customer_sentiment = excluded.customer_sentiment,
  agent_sentiment = excluded.agent_sentiment,
  transcripts = excluded.transcripts,
  ai_insights = excluded.ai_insights
where known.analyzed_at is null or known.analyzed_at <= excluded.analyzed_at

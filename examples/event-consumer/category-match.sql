-- $1: when the event was raised; $2: its payload.
insert into category_matches as known (external_id, full_path, channel, matched_at, data_set_ids)
select
  payload ->> 'ConversationExternalId',
  payload ->> 'FullPath',
  (payload ->> 'Channel')::integer,
  $1::timestamptz,
  payload -> 'DataSetIds'
from (select $2::jsonb as payload) as event
on conflict (external_id, full_path, channel) do update set
  matched_at = excluded.matched_at,
  data_set_ids = excluded.data_set_ids
where known.matched_at <= excluded.matched_at

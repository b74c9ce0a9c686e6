-- What ContactTimeline should hold, written by hand.
copy (select json_build_array(
  '1',
  contact_id::text,
  to_char(contact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  to_char(contact_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  (extract(epoch from contact_end - contact_start) * 1000000)::bigint / 1000000 || '',
  channel,
  service,
  service_disposition,
  attributes::text,
  coalesce((
    select json_agg(json_build_object(
      'number', interaction_no, 'at', to_char(input_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'state', collect_state, 'result', result, 'choice', choice
    ) order by interaction_no)
    from reporting.interactions where interactions.contact_id = contacts.contact_id
  ), '[]')::text,
  coalesce((
    select json_agg(json_build_object('destination', destination, 'result', result, 'durationMs', duration_ms) order by transfer_no)
    from reporting.transfers where transfers.contact_id = contacts.contact_id
  ), '[]')::text
)
from reporting.contacts
order by contact_id) to stdout;

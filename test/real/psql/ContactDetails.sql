-- What ContactDetails should hold, written by hand.
copy (select json_build_array(
  contact_id::text,
  to_char(contact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(contact_start, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  to_char(contact_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(contact_end, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  (extract(epoch from contact_end - contact_start) * 1000000)::bigint / 1000 || '',
  channel,
  contact_type,
  direction,
  user_endpoint,
  system_endpoint,
  contact_disposition,
  service_disposition,
  service,
  stage,
  location,
  recording_file,
  user_name
)
from reporting.contacts
order by contact_id) to stdout;

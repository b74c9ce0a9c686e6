-- What InteractionDetails should hold, written by hand.
copy (select json_build_array(
  contact_id::text,
  to_char(input_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(input_start, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  collect_state,
  result,
  choice,
  interaction_no::text,
  to_char(contact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(contact_start, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  to_char(contact_end at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(contact_end, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  duration_ms::text,
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
from reporting.interactions
order by contact_id, interaction_no) to stdout;

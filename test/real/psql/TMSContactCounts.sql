-- What TMSContactCounts should hold, counted from the contacts themselves.
copy (select json_build_array(
  to_char(date_trunc('hour', contact_start) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  to_char(date_trunc('hour', contact_start), 'YYYY-MM-DD"T"HH24:MI:SSTZH:TZM'),
  service,
  channel,
  direction,
  stage,
  count(*)::text,
  count(*) filter (where service_disposition = 'Contained') || '',
  count(*) filter (where service_disposition = 'Transferred') || '',
  count(*) filter (where service_disposition = 'Abandoned') || '',
  coalesce(sum(duration_ms), 0)::text
)
from reporting.contacts
group by date_trunc('hour', contact_start), service, channel, direction, stage
order by date_trunc('hour', contact_start), service collate "C", channel collate "C", direction collate "C", stage collate "C") to stdout;

-- What the extract `regrouped` should hold, counted from the contacts themselves.
copy (select json_build_array(
  service,
  to_char(min(date_trunc('hour', contact_start)) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  count(*)::text,
  coalesce(sum(duration_ms), 0)::text
)
from reporting.contacts
group by date_trunc('hour', contact_start), service
order by date_trunc('hour', contact_start), service collate "C") to stdout;

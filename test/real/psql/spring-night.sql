-- The day of 23 hours on which clocks go forward in Chicago.
copy (select json_build_array(contact_id::text)
from reporting.contacts
where contact_start >= '2026-03-08T06:00:00Z' and contact_start < '2026-03-09T05:00:00Z'
order by contact_id) to stdout;

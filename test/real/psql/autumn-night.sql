-- The day of 25 hours on which clocks go back in Chicago.
copy (select json_build_array(contact_id::text)
from reporting.contacts
where contact_start >= '2026-11-01T05:00:00Z' and contact_start < '2026-11-02T06:00:00Z'
order by contact_id) to stdout;

-- What TransferDetails should hold, written by hand.
copy (select json_build_array(
  contact_id::text,
  transfer_no::text,
  to_char((transferred_at at time zone 'UTC') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char((transferred_at at time zone 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  transfer_type,
  destination,
  reason,
  result,
  duration_ms::text
)
from reporting.transfers
order by contact_id, transfer_no) to stdout;

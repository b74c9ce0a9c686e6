-- What CheckpointDetails should hold, written by hand.
copy (select json_build_array(
  contact_id::text,
  checkpoint_no::text,
  to_char(to_timestamp(reached_at_ms / 1000.0) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  to_char(to_timestamp(reached_at_ms / 1000.0), 'YYYY-MM-DD"T"HH24:MI:SS.MSTZH:TZM'),
  node,
  from_state,
  to_state,
  (reached_at_ms - (extract(epoch from date_trunc('milliseconds', contact_start)) * 1000)::bigint)::text
)
from reporting.checkpoints
order by contact_id, checkpoint_no) to stdout;

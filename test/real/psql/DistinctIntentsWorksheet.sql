-- What DistinctIntentsWorksheet should hold, written by hand.
copy (select json_build_array(
  intent,
  (array_agg(utterance order by recognized_at, contact_id, turn))[1],
  count(distinct contact_id)::text,
  to_char(min(recognized_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(max(recognized_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
)
from reporting.intents
group by intent
order by intent collate "C") to stdout;

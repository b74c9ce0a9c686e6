-- What IntentDetails should hold, written by hand.
copy (select json_build_array(
  contact_id::text,
  turn::text,
  to_char(recognized_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(recognized_at, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  intent,
  confidence::text,
  utterance,
  case when matched then 'true' when not matched then 'false' end
)
from reporting.intents
order by contact_id, turn) to stdout;

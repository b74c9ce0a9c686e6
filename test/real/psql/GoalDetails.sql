-- What GoalDetails should hold, written by hand.
copy (select json_build_array(
  contact_id::text,
  goal,
  to_char(attempted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
  to_char(attempted_at, 'YYYY-MM-DD"T"HH24:MI:SS.USTZH:TZM'),
  case achieved when 'Y' then 'true' when 'N' then 'false' end,
  value::text
)
from reporting.goals
order by contact_id, goal collate "C", attempted_at) to stdout;

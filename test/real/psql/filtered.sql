-- What the extract `filtered` should hold, written by hand.
copy (select json_build_array(contact_id::text, choice, duration_ms::text, user_name)
from reporting.interactions
where channel in ('Web-Chat', 'Voice')
  and duration_ms between 20000 and 400000
  and (strpos(choice, '"') > 0 or left(choice, 1) = '=' or right(choice, 1) = '\' or strpos(user_name, '%') > 0 or choice is null or choice = '')
  and not stage = 'QAE'
order by contact_id, interaction_no) to stdout;

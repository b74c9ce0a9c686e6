-- Interactions as a contact centre's warehouse holds them, with what real life puts in: NULL, delimiters, quotes, line
-- breaks, letters of many alphabets, emoji. $ROWS rows of 24 columns, the same at every run.
create unlogged table interactions as
select
  md5(i::text || 'x')::uuid as interaction_id,
  (1 + i % 37)::int as tenant_id,
  timestamptz '2025-01-01 00:00:00+00' + (i * 7 % 31536000) * interval '1 second' + (h % 1000) * interval '1 millisecond' as started_at,
  case when h % 50 <> 0 then
    timestamptz '2025-01-01 00:00:00+00' + (i * 7 % 31536000 + h % 1800) * interval '1 second' + (h % 997) * interval '1 millisecond'
  end as ended_at,
  (array['voice', 'voice', 'voice', 'chat', 'email', 'sms', 'callback'])[1 + h % 7] as channel,
  case when h % 4 = 0 then 'outbound' else 'inbound' end as direction,
  (100 + h % 60)::int as queue_id,
  (array['Billing', 'Billing, EMEA', 'Technical Support', 'Sales, North America', 'Retention', 'General Enquiries',
         'VIP "Gold" Desk', 'Réclamations'])[1 + h % 8] as queue_name,
  case when h % 11 <> 0 then (5000 + h % 1200)::int end as agent_id,
  case when h % 11 <> 0 then
    (array['Ana', 'José', 'Priya', 'Wei', 'Łukasz', 'John', 'Fatima', 'Zoë', 'Mary-Ann', 'O''Neil'])[1 + h % 10] || ' ' ||
    (array['Smith', 'García', 'Nguyễn', 'Müller', 'Kowalski', 'Brown', 'O''Brien', 'Singh', 'Okafor', 'Ivanova',
           'van der Berg'])[1 + (h / 10) % 11]
  end as agent_name,
  10000000000 + (h * 7919) % 900000000 as customer_id,
  '+1' || lpad(((h * 104729) % 10000000000)::text, 10, '0') as ani,
  '+1800555' || lpad((h % 40)::text, 4, '0') as dnis,
  (h % 600)::int as wait_seconds,
  (h % 1700)::int as talk_seconds,
  (case when h % 3 = 0 then h % 240 else 0 end)::int as hold_seconds,
  (h % 90)::int as wrap_up_seconds,
  (case when h % 13 = 0 then 1 + h % 3 else 0 end)::smallint as transfers,
  h % 17 = 0 as abandoned,
  case when h % 5 >= 3 then round((h % 50) / 10.0, 1)::numeric(3, 1) end as satisfaction,
  (array['resolved', 'escalated', 'follow_up', 'no_answer', 'voicemail', 'wrong_number'])[1 + h % 6] as disposition,
  case when h % 9 <> 0 then
    (array['Invoice query', 'Can''t log in, again', 'Order "late" & refund', 'Address change', 'Plan upgrade: 5G',
           'Réclamation facture', 'Cancel service', '日本語サポート'])[1 + (h / 3) % 8] || ' #' || (h % 100000)
  end as subject,
  case h % 5
    when 2 then 'Customer said: "please call back", then hung up.' || E'\n' || 'Agent left note, ref ' || md5(h::text)
    when 3 then 'Resolved on first contact'
    when 4 then 'Kunde möchte Rückruf – später; 👍 ref ' || (h % 1000000)
  end as notes,
  round((h % 100000) / 10000.0, 4)::numeric(10, 4) as cost
from (select i, abs(hashint4(i)::bigint) as h from generate_series(1, $ROWS) i) s;
vacuum (freeze, analyze) interactions;

SELECT
  "source"."label" AS "Label",
  "source"."first_seen" AS "First Seen",
  "source"."how :many" AS "Events",
  "source"."text" AS "Text"
FROM (
select label, min(started) as first_seen, count(*) as "how :many", ':window_start' as text
from reporting.events -- not :window_end
where started >= $1::timestamptz and started < $2::timestamptz /* nor :window_start */
  and number::integer > 0 and label <> 'two
lines'
group by label
) AS "source"
WHERE "source"."first_seen" >= $3::timestamptz
  AND "source"."first_seen" < $4::timestamptz
ORDER BY
  "source"."label" COLLATE "C"
-- $1 timestamptz: "2026-01-01T00:00:00.000Z"
-- $2 timestamptz: "2027-01-01T00:00:00.000Z"
-- $3 timestamptz: "2026-01-01T00:00:00.000Z"
-- $4 timestamptz: "2027-01-01T00:00:00.000Z"

-- count
SELECT count(*) AS "rows"
FROM (
select label, min(started) as first_seen, count(*) as "how :many", ':window_start' as text
from reporting.events -- not :window_end
where started >= $1::timestamptz and started < $2::timestamptz /* nor :window_start */
  and number::integer > 0 and label <> 'two
lines'
group by label
) AS "source"
WHERE "source"."first_seen" >= $3::timestamptz
  AND "source"."first_seen" < $4::timestamptz

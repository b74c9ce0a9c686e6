SELECT
  $4::varchar(65535) AS "Unit",
  (date_trunc('day', started)) AS "Interval local",
  count(*) AS "Rows",
  (coalesce(ok, false)) AS "OK",
  count("source"."label") AS "Labels",
  sum(floor(datediff(us, "source"."started", "source"."ended") / 1000.0)::bigint)::bigint AS "Duration",
  sum("source"."number")::bigint AS "Total",
  sum("source"."amount") AS "Amount",
  min("source"."label") AS "First",
  max("source"."naive") AS "Last local",
  max("source"."naive") AS "Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
  AND (coalesce(day, '2000-01-01'::date)) <> $3::date
GROUP BY 2, 4
HAVING count(*) >= $5::bigint
  AND (
    (coalesce(ok, false)) = $6::boolean
    OR sum("source"."number")::bigint > $7::bigint
  )
ORDER BY
  (date_trunc('day', started)),
  (coalesce(ok, false))
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 date: "2026-02-28"
-- $4 varchar(65535): "rows"
-- $5 bigint: "2"
-- $6 boolean: "true"
-- $7 bigint: "0"

-- count
SELECT count(*) AS "rows"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval local",
  (coalesce(ok, false)) AS "OK"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
  AND (coalesce(day, '2000-01-01'::date)) <> $3::date
GROUP BY 1, 2
HAVING count(*) >= $4::bigint
  AND (
    (coalesce(ok, false)) = $5::boolean
    OR sum("source"."number")::bigint > $6::bigint
  )
) AS "groups"

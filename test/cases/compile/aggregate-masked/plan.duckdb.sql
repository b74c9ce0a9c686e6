SELECT
  NULL::boolean AS "OK",
  regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g') AS "Label",
  count(*) AS "Rows",
  regexp_replace(max("source"."label"), '[^ \t\n\r\f\v]', '*', 'g') AS "Largest",
  NULL::bigint AS "Numbers",
  "source"."started" AS "At"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IS NOT NULL
GROUP BY 1, 2, 6
ORDER BY
  "source"."started",
  regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g')
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM (
SELECT
  NULL::boolean AS "OK",
  regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g') AS "Label",
  "source"."started" AS "At"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IS NOT NULL
GROUP BY 1, 2, 3
) AS "groups"

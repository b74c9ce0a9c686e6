SELECT
  CASE WHEN "source"."label" IS NOT NULL THEN '***' END AS "full",
  CASE WHEN length("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "last4",
  regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g') AS "redact",
  NULL::double precision AS "number",
  "source"."id" AS "key: ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

SELECT
  CASE WHEN "source"."phone" IS NOT NULL THEN '***' END AS "Phone",
  CASE WHEN "source"."phone" IS NOT NULL THEN '***' END AS "Phone again",
  regexp_replace("source"."label", '[^ \\t\\n\\r\\f\\v]', '*', 1, 'p') AS "Label",
  CASE WHEN "source"."label" IS NOT NULL THEN '***' END AS "Hidden name",
  "source"."label" AS "Name in the clear",
  NULL::bigint AS "Number",
  NULL::decimal(20, 4) AS "Amount",
  NULL::timestamptz AS "Born",
  NULL::timestamptz AS "Born local",
  NULL::bigint AS "Age",
  NULL::bigint AS "Length",
  NULL::bigint AS "Not harmless",
  NULL::super AS "Doc",
  NULL::varbyte AS "Raw",
  NULL::boolean AS "OK",
  NULL::varchar(36) AS "Hidden ID",
  CASE WHEN "source"."phone" IS NOT NULL THEN '***' END AS "Not less than the policy",
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

SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  CASE WHEN len("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "Label",
  NULL::super AS "Raw",
  NULL::super AS "Same",
  NULL::super AS "Shown",
  NULL::super AS "Shown whole"
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

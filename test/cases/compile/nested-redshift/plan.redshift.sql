SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  "source"."turns" AS "Turns",
  NULL::super AS "Said",
  "source"."doc_of_row" AS "Doc"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND ("source"."turns" IS NULL) IS NOT TRUE
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND ("source"."turns" IS NULL) IS NOT TRUE

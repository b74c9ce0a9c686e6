SELECT
  "source"."id" AS "ID",
  "source"."naive" AS "Started"
FROM "reporting"."events" AS "source"
WHERE "source"."naive" >= $1::timestamp
  AND "source"."naive" < $2::timestamp
ORDER BY
  "source"."naive",
  "source"."id"
-- $1 timestamp: "1969-12-31T00:00:00.000"
-- $2 timestamp: "2026-06-30T23:59:59.999"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."naive" >= $1::timestamp
  AND "source"."naive" < $2::timestamp

SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "1970-01-01T00:00:00.000Z"
-- $2 timestamptz: "2026-06-30T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

SELECT
  "source"."number" AS "Number",
  "source"."label" AS "key: Label"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IS NOT NULL
ORDER BY
  "source"."label",
  "source"."number"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IS NOT NULL

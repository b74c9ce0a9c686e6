SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  "source"."day" AS "Day",
  "source"."label" AS "Label",
  "source"."number" AS "Number"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."id"
  ) AS "datafeed: version"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."number" > $3::bigint
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "0"

-- count
SELECT count(*) AS "rows"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."id"
  ) AS "datafeed: version"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."number" > $3::bigint

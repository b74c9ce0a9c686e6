SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  "source"."number" AS "Number",
  "source"."id" AS "external id: ID",
  "source"."started" AS "time: Started",
  "source"."id" AS "key: ID"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."started",
  "source"."id"
LIMIT 5
) AS "source"
WHERE "source"."number" > $3::bigint
ORDER BY
  "source"."started",
  "source"."id"
-- $1 timestamptz: "1970-01-01T00:00:00.000000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999999Z"
-- $3 bigint: "2"

-- {"externalId":3,"time":4,"row":[5]}
-- count
SELECT count(*) AS "rows"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."started",
  "source"."id"
LIMIT 5
) AS "source"
WHERE "source"."number" > $3::bigint

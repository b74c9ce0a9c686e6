SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT to_json(list(json_object(
      'said', "item"."said"
    ) ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns",
  "source"."id" AS "external id: ID",
  "source"."started" AS "time: Started",
  "source"."id" AS "key: ID",
  "source"."started" AS "version: Started"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."started",
  "source"."id"
LIMIT 20
) AS "source"
ORDER BY
  "source"."started",
  "source"."id"
-- $1 timestamptz: "1970-01-01T00:00:00.000000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999999Z"

-- {"externalId":3,"time":4,"row":[5],"version":6}
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
LIMIT 20
) AS "source"

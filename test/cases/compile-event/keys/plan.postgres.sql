SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  "source"."ended" AS "Ended",
  "source"."label" AS "Label",
  CASE WHEN "source"."phone" IS NOT NULL THEN '***' END AS "Phone",
  "source"."number" AS "Number",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      regexp_replace("item"."said", '[^ \t\n\r\f\v]', '*', 'g') AS "said"
    ) AS "object") ORDER BY CASE WHEN pg_typeof("item"."turn") IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN "item"."turn"::text COLLATE "C" END, "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns",
  "source"."label" AS "external id: Label",
  "source"."started" AS "time: Started",
  "source"."id" AS "key: ID",
  "source"."ended" AS "version: Ended",
  "source"."datafeed: place" AS "asked"
FROM (
SELECT "source".*, "datafeed: asked"."datafeed: place"
FROM "reporting"."events" AS "source"
JOIN unnest($1::uuid[]) WITH ORDINALITY AS "datafeed: asked" ("datafeed: key 1", "datafeed: place")
  ON "source"."id" = "datafeed: asked"."datafeed: key 1"
OFFSET 0
) AS "source"
WHERE (
    "source"."number" IS NULL
    OR "source"."number" < $2::bigint
  )
-- $1 uuid[]: "{\"00000000-0000-4000-8000-000000000003\",\"00000000-0000-4000-8000-000000000001\",\"ffffffff-ffff-4fff-8fff-ffffffffffff\"}"
-- $2 bigint: "1000000"

-- {"externalId":7,"time":8,"row":[9],"version":10,"asked":11}
-- count
SELECT count(*) AS "rows"
FROM (
SELECT "source".*, "datafeed: asked"."datafeed: place"
FROM "reporting"."events" AS "source"
JOIN unnest($1::uuid[]) WITH ORDINALITY AS "datafeed: asked" ("datafeed: key 1", "datafeed: place")
  ON "source"."id" = "datafeed: asked"."datafeed: key 1"
OFFSET 0
) AS "source"
WHERE (
    "source"."number" IS NULL
    OR "source"."number" < $2::bigint
  )

SELECT
  "source"."turn" AS "Turn",
  "source"."said" AS "Said",
  "source"."at" AS "At",
  "source"."said" AS "external id: Said",
  "source"."at" AS "time: At",
  "source"."turn" AS "key: Turn",
  "source"."said" AS "key: Said",
  "source"."datafeed: place" AS "asked"
FROM (
SELECT "source".*, "datafeed: asked"."datafeed: place"
FROM "reporting"."turns" AS "source"
JOIN unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS "datafeed: asked" ("datafeed: key 1", "datafeed: key 2", "datafeed: place")
  ON "source"."turn" = "datafeed: asked"."datafeed: key 1"
  AND "source"."said" = "datafeed: asked"."datafeed: key 2"
OFFSET 0
) AS "source"
-- $1 bigint[]: "{\"1\",\"2\",\"3\",\"1\",\"2\",\"3\",\"1\",\"2\",\"3\",\"1\",\"2\",\"3\",\"1\",\"2\",\"3\"}"
-- $2 text[]: "{\"say \\\"hi\\\"\",\"say \\\"hi\\\"\",\"say \\\"hi\\\"\",\"a\\\\b\",\"a\\\\b\",\"a\\\\b\",\"'; DROP TABLE reporting.events; --\",\"'; DROP TABLE reporting.events; --\",\"'; DROP TABLE reporting.events; --\",\"line\nbreak\r\n\ttab\",\"line\nbreak\r\n\ttab\",\"line\nbreak\r\n\ttab\",\"é\",\"é\",\"é\"}"

-- {"externalId":3,"time":4,"row":[5,6],"asked":7}
-- count
SELECT count(*) AS "rows"
FROM (
SELECT "source".*, "datafeed: asked"."datafeed: place"
FROM "reporting"."turns" AS "source"
JOIN unnest($1::bigint[], $2::text[]) WITH ORDINALITY AS "datafeed: asked" ("datafeed: key 1", "datafeed: key 2", "datafeed: place")
  ON "source"."turn" = "datafeed: asked"."datafeed: key 1"
  AND "source"."said" = "datafeed: asked"."datafeed: key 2"
OFFSET 0
) AS "source"

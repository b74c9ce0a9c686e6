SELECT
  "source"."turn" AS "Turn",
  "source"."said" AS "Said",
  "source"."at" AS "At",
  "source"."said" AS "external id: Said",
  "source"."at" AS "time: At",
  "source"."turn" AS "key: Turn",
  "source"."said" AS "key: Said"
FROM "reporting"."turns" AS "source"
JOIN unnest($1::bigint[], $2::text[]) AS "datafeed: asked" ("datafeed: key 1", "datafeed: key 2")
  ON "source"."turn" = "datafeed: asked"."datafeed: key 1"
  AND "source"."said" = "datafeed: asked"."datafeed: key 2"
-- $1 bigint[]: "{\"1\",\"2\",\"3\",\"1\",\"2\",\"3\",\"1\",\"2\",\"3\",\"1\",\"2\",\"3\",\"1\",\"2\",\"3\"}"
-- $2 text[]: "{\"say \\\"hi\\\"\",\"say \\\"hi\\\"\",\"say \\\"hi\\\"\",\"a\\\\b\",\"a\\\\b\",\"a\\\\b\",\"'; DROP TABLE reporting.events; --\",\"'; DROP TABLE reporting.events; --\",\"'; DROP TABLE reporting.events; --\",\"line\nbreak\r\n\ttab\",\"line\nbreak\r\n\ttab\",\"line\nbreak\r\n\ttab\",\"é\",\"é\",\"é\"}"

-- {"externalId":3,"time":4,"row":[5,6]}
-- count
SELECT count(*) AS "rows"
FROM "reporting"."turns" AS "source"
JOIN unnest($1::bigint[], $2::text[]) AS "datafeed: asked" ("datafeed: key 1", "datafeed: key 2")
  ON "source"."turn" = "datafeed: asked"."datafeed: key 1"
  AND "source"."said" = "datafeed: asked"."datafeed: key 2"

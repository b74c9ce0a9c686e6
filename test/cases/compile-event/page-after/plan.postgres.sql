SELECT
  "source"."started" AS "Started",
  "source"."label" AS "Label",
  "source"."number" AS "Number",
  "source"."label" AS "external id: Label",
  "source"."started" AS "time: Started",
  "source"."label" AS "key: Label",
  "source"."number" AS "key: Number"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" < $1::timestamptz
  AND ("source"."started", "source"."label" COLLATE "C", "source"."number") > ($2::timestamptz, $3::text, $4::bigint)
  AND "source"."label" IS NOT NULL
ORDER BY
  "source"."started",
  "source"."label" COLLATE "C",
  "source"."number"
LIMIT 50
) AS "source"
ORDER BY
  "source"."started",
  "source"."label" COLLATE "C",
  "source"."number"
-- $1 timestamptz: "9999-12-31T23:59:59.998500Z"
-- $2 timestamptz: "2026-03-17T05:00:00.001000Z"
-- $3 text: "é'"
-- $4 bigint: "7"

-- {"externalId":3,"time":4,"row":[5,6]}
-- count
SELECT count(*) AS "rows"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" < $1::timestamptz
  AND ("source"."started", "source"."label" COLLATE "C", "source"."number") > ($2::timestamptz, $3::text, $4::bigint)
  AND "source"."label" IS NOT NULL
ORDER BY
  "source"."started",
  "source"."label" COLLATE "C",
  "source"."number"
LIMIT 50
) AS "source"

SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  CASE WHEN "source"."label" IS NOT NULL THEN (SELECT row_to_json("object".*) FROM (SELECT
    "source"."label" AS "it's",
    "source"."number"::text AS "back\slash",
    "source"."ok" AS "ok",
    '\x' || encode("source"."raw", 'hex') AS "raw",
    "source"."naive"::text AS "started",
    CASE WHEN "source"."phone" IS NOT NULL THEN '***' END AS "phone",
    NULL::text AS "amount",
    $3::text AS "kind",
    (SELECT row_to_json("object".*) FROM (SELECT
      "source"."day"::text AS "day"
    ) AS "object") AS "inner"
  ) AS "object") END AS "Agent"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 text: "agent"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

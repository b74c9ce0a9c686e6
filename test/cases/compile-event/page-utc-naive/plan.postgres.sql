SELECT
  "source"."id" AS "ID",
  "source"."naive" AS "Naive",
  "source"."id" AS "external id: ID",
  "source"."naive" AS "time: Naive",
  "source"."id" AS "key: ID"
FROM (
SELECT "source".*
FROM (
SELECT * FROM reporting.events WHERE naive >= $1::timestamptz AND naive < $2::timestamptz
) AS "source"
WHERE "source"."naive" < $3::timestamp
  AND ("source"."naive", "source"."id") > ($4::timestamp, $5::uuid)
ORDER BY
  "source"."naive",
  "source"."id"
LIMIT 7
) AS "source"
ORDER BY
  "source"."naive",
  "source"."id"
-- $1 timestamptz: "2026-01-01T00:00:00.000001Z"
-- $2 timestamptz: "2027-01-01T00:00:00.000000Z"
-- $3 timestamp: "2027-01-01T00:00:00.000000"
-- $4 timestamp: "2026-01-02T00:00:00.000001"
-- $5 uuid: "00000000-0000-4000-8000-000000000003"

-- {"externalId":2,"time":3,"row":[4]}
-- count
SELECT count(*) AS "rows"
FROM (
SELECT "source".*
FROM (
SELECT * FROM reporting.events WHERE naive >= $1::timestamptz AND naive < $2::timestamptz
) AS "source"
WHERE "source"."naive" < $3::timestamp
  AND ("source"."naive", "source"."id") > ($4::timestamp, $5::uuid)
ORDER BY
  "source"."naive",
  "source"."id"
LIMIT 7
) AS "source"

SELECT
  "source"."id" AS "Contact ID",
  "source"."started" AS "Input Start Time UTC",
  "source"."started" AS "Input Start Time local",
  "source"."label" AS "Option",
  CASE WHEN "source"."phone" IS NOT NULL THEN '***' END AS "User Endpoint",
  "source"."number" AS "key: Interaction Number"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IN ($3::varchar, $4::varchar, $5::varchar)
  AND floor((epoch_us("source"."ended") - epoch_us("source"."started"))::decimal(19, 0) * 0.001)::bigint >= $6::bigint
ORDER BY
  "source"."id",
  "source"."number"
-- $1 timestamptz: "2026-01-01T00:00:00.000Z"
-- $2 timestamptz: "2027-01-01T00:00:00.000Z"
-- $3 varchar: "B"
-- $4 varchar: "it's"
-- $5 varchar: "100%"
-- $6 bigint: "1"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IN ($3::varchar, $4::varchar, $5::varchar)
  AND floor((epoch_us("source"."ended") - epoch_us("source"."started"))::decimal(19, 0) * 0.001)::bigint >= $6::bigint

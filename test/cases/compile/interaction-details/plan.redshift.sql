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
  AND "source"."label" IN ($3::varchar(65535), $4::varchar(65535), $5::varchar(65535))
  AND floor(datediff(us, "source"."started", "source"."ended") / 1000.0)::bigint >= $6::bigint
ORDER BY
  "source"."id",
  "source"."number"
-- $1 timestamptz: "2026-01-01T00:00:00.000Z"
-- $2 timestamptz: "2027-01-01T00:00:00.000Z"
-- $3 varchar(65535): "B"
-- $4 varchar(65535): "it's"
-- $5 varchar(65535): "100%"
-- $6 bigint: "1"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."label" IN ($3::varchar(65535), $4::varchar(65535), $5::varchar(65535))
  AND floor(datediff(us, "source"."started", "source"."ended") / 1000.0)::bigint >= $6::bigint

SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  "source"."label" AS "Label",
  "source"."ok" AS "OK"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" = $3::varchar(65535)
      OR "source"."label" LIKE '%x%' ESCAPE '!'
    )
  ) IS NOT TRUE
  AND "source"."ok" <> $4::boolean
  AND (("source"."ok" IS NOT NULL) IS NOT TRUE) IS NOT TRUE
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar(65535): "a"
-- $4 boolean: "true"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" = $3::varchar(65535)
      OR "source"."label" LIKE '%x%' ESCAPE '!'
    )
  ) IS NOT TRUE
  AND "source"."ok" <> $4::boolean
  AND (("source"."ok" IS NOT NULL) IS NOT TRUE) IS NOT TRUE

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
      "source"."label" = $3::text
      OR "source"."label" LIKE $4::text ESCAPE '!'
    )
  ) IS NOT TRUE
  AND "source"."ok" <> $5::boolean
  AND (("source"."ok" IS NOT NULL) IS NOT TRUE) IS NOT TRUE
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 text: "a"
-- $4 text: "%x%"
-- $5 boolean: "true"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" = $3::text
      OR "source"."label" LIKE $4::text ESCAPE '!'
    )
  ) IS NOT TRUE
  AND "source"."ok" <> $5::boolean
  AND (("source"."ok" IS NOT NULL) IS NOT TRUE) IS NOT TRUE

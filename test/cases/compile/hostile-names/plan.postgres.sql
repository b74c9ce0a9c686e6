SELECT
  "source"."odd "" name" AS "x"" FROM pg_user --",
  $7::text AS "it's $1 \",
  "source"."id" AS "key: ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    "source"."odd "" name" = $3::text
    OR "source"."odd "" name" = $4::text
    OR "source"."odd "" name" LIKE $5::text ESCAPE '!'
    OR "source"."odd "" name" LIKE $6::text ESCAPE '!'
  )
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 text: "odd ' \" \\ 7"
-- $4 text: "' OR 1=1 --"
-- $5 text: "%\\ 12"
-- $6 text: "%\\' OR 1=1 --%"
-- $7 text: "'; DROP TABLE reporting.events; -- $1 \\"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    "source"."odd "" name" = $3::text
    OR "source"."odd "" name" = $4::text
    OR "source"."odd "" name" LIKE $5::text ESCAPE '!'
    OR "source"."odd "" name" LIKE $6::text ESCAPE '!'
  )

SELECT
  "source"."odd "" name" AS "x"" FROM pg_user --",
  $5::varchar(65535) AS "it's $1 \",
  "source"."id" AS "key: ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    "source"."odd "" name" = $3::varchar(65535)
    OR "source"."odd "" name" = $4::varchar(65535)
    OR "source"."odd "" name" LIKE '%\\ 12' ESCAPE '!'
    OR "source"."odd "" name" LIKE '%\\'' OR 1=1 --%' ESCAPE '!'
  )
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar(65535): "odd ' \" \\ 7"
-- $4 varchar(65535): "' OR 1=1 --"
-- $5 varchar(65535): "'; DROP TABLE reporting.events; -- $1 \\"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    "source"."odd "" name" = $3::varchar(65535)
    OR "source"."odd "" name" = $4::varchar(65535)
    OR "source"."odd "" name" LIKE '%\\ 12' ESCAPE '!'
    OR "source"."odd "" name" LIKE '%\\'' OR 1=1 --%' ESCAPE '!'
  )

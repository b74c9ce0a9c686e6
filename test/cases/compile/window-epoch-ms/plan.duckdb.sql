SELECT
  "source"."id" AS "ID",
  make_timestamptz(("source"."ms" * 1)::bigint * 1000) AS "Started"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $1::bigint
  AND "source"."ms" < $2::bigint
ORDER BY
  "source"."ms",
  "source"."id"
-- $1 bigint: "-1"
-- $2 bigint: "1782863999999"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $1::bigint
  AND "source"."ms" < $2::bigint

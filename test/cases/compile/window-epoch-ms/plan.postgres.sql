SELECT
  "source"."id" AS "ID",
  (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000)) AS "Started"
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

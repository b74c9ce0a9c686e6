SELECT
  count(*) AS "Rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
HAVING count(*) > 0
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM (
SELECT
  count(*)
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
HAVING count(*) > 0
) AS "groups"

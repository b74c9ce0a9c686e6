SELECT
  count(*) AS "Rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
HAVING count(*) > 0
-- $1 timestamptz: "2001-01-01T00:00:00.000Z"
-- $2 timestamptz: "2001-01-02T00:00:00.000Z"

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

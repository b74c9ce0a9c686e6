SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
GROUP BY 1, 2
ORDER BY
  (date_trunc('day', started)),
  (coalesce(ok, false))
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
GROUP BY 1, 2
) AS "groups"

-- checks, count 0
SELECT
  count(CASE WHEN "source"."measure: Smallest" IS NULL THEN 1 END) AS "check 1",
  count(CASE WHEN "source"."Rows" NOT IN ($1::bigint, $2::bigint, $3::bigint) THEN 1 END) AS "check 2",
  count(CASE WHEN "source"."Fine" NOT IN ($4::boolean) THEN 1 END) AS "check 3",
  count(*) AS "check 4",
  count(CASE WHEN "source"."measure: Last" >= $5::timestamp THEN 1 END) AS "check 5"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $6::timestamptz
  AND (date_trunc('day', started)) < $7::timestamptz
GROUP BY 1, 2
) AS "source"
-- $1 bigint: "1"
-- $2 bigint: "2"
-- $3 bigint: "3"
-- $4 boolean: "true"
-- $5 timestamp: "9999-12-30T23:59:59.999"
-- $6 timestamptz: "0001-01-01T00:00:00.000Z"
-- $7 timestamptz: "9999-12-31T23:59:59.999Z"

-- checks, count 1
SELECT coalesce(sum("datafeed: share"), 0)
FROM (
SELECT "source"."Rows", "source"."Fine", count(*) AS "datafeed: share"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE "source"."Rows" IS NOT NULL AND "source"."Fine" IS NOT NULL
GROUP BY 1, 2
HAVING count(*) > 1
) AS "shared"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- checks, count 2
SELECT count(*)
FROM (
select 1 as one
) AS "found"

-- error notNull: Smallest: rows without a value of `Smallest`; column 0 of count 0 from 0 to 0
SELECT
  "source"."Interval" AS "Interval",
  "source"."Fine" AS "OK"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE "source"."measure: Smallest" IS NULL
ORDER BY
  "source"."Interval",
  "source"."Fine"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- error accepted: Rows: rows with another `Rows` than `1`, `2` or `3`; column 1 of count 0 from 0 to 0
SELECT
  "source"."Interval" AS "Interval",
  "source"."Fine" AS "OK"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $4::timestamptz
  AND (date_trunc('day', started)) < $5::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE "source"."Rows" NOT IN ($1::bigint, $2::bigint, $3::bigint)
ORDER BY
  "source"."Interval",
  "source"."Fine"
LIMIT 11
-- $1 bigint: "1"
-- $2 bigint: "2"
-- $3 bigint: "3"
-- $4 timestamptz: "0001-01-01T00:00:00.000Z"
-- $5 timestamptz: "9999-12-31T23:59:59.999Z"

-- error accepted: OK: rows with another `OK` than `true`; column 2 of count 0 from 0 to 0
SELECT
  "source"."Interval" AS "Interval",
  "source"."Fine" AS "OK"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $2::timestamptz
  AND (date_trunc('day', started)) < $3::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE "source"."Fine" NOT IN ($1::boolean)
ORDER BY
  "source"."Interval",
  "source"."Fine"
LIMIT 11
-- $1 boolean: "true"
-- $2 timestamptz: "0001-01-01T00:00:00.000Z"
-- $3 timestamptz: "9999-12-31T23:59:59.999Z"

-- error unique: Rows, OK: rows with the same `Rows`, `OK` as another; column 0 of count 1 from 0 to 0
SELECT
  "source"."Interval" AS "Interval",
  "source"."Fine" AS "OK"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $3::timestamptz
  AND (date_trunc('day', started)) < $4::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE ("source"."Rows", "source"."Fine") IN (
SELECT "source"."Rows", "source"."Fine"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE "source"."Rows" IS NOT NULL AND "source"."Fine" IS NOT NULL
GROUP BY 1, 2
HAVING count(*) > 1
)
ORDER BY
  "source"."Interval",
  "source"."Fine"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"

-- error rows: rows where at most 5 are expected; column 3 of count 0 from 0 to 5

-- error fresh: Last: rows with `Last` from 9999-12-30T23:59:59.999Z on; column 4 of count 0 from 1 to any number

-- error all days: rows in the answer to its SQL; column 0 of count 2 from 0 to 0
SELECT
  "source"."Interval" AS "Interval",
  "source"."Fine" AS "OK"
FROM (
SELECT
  (date_trunc('day', started)) AS "Interval",
  (coalesce(ok, false)) AS "Fine",
  count(*) AS "Rows",
  min("source"."amount") AS "measure: Smallest",
  max("source"."naive") AS "measure: Last"
FROM "reporting"."events" AS "source"
WHERE (date_trunc('day', started)) >= $1::timestamptz
  AND (date_trunc('day', started)) < $2::timestamptz
GROUP BY 1, 2
) AS "source"
WHERE ("source"."Interval"::varchar, "source"."Fine"::varchar) IN (
SELECT "found"."Interval"::varchar, "found"."OK"::varchar
FROM (
select 1 as one
) AS "found"
)
ORDER BY
  "source"."Interval",
  "source"."Fine"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

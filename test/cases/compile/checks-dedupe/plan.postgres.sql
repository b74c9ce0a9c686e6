SELECT
  CASE WHEN length("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "Label",
  "source"."id" AS "ID",
  "source"."day" AS "Day",
  "source"."label" AS "key: Label"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
ORDER BY
  "source"."label" COLLATE "C",
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL

-- checks, count 0
SELECT
  count(CASE WHEN "source"."day" IS NULL THEN 1 END) AS "check 1",
  count(CASE WHEN "source"."number" NOT IN ($1::bigint, $2::bigint) THEN 1 END) AS "check 2"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $3::timestamptz and started < $4::timestamptz
) AS "source"
WHERE "source"."started" >= $5::timestamptz
  AND "source"."started" < $6::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
-- $1 bigint: "7"
-- $2 bigint: "14"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"
-- $5 timestamptz: "0001-01-01T00:00:00.000Z"
-- $6 timestamptz: "9999-12-31T23:59:59.999Z"

-- checks, count 1
SELECT coalesce(sum("datafeed: share"), 0)
FROM (
SELECT "source"."score", count(*) AS "datafeed: share"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
  AND "source"."score" IS NOT NULL
GROUP BY 1
HAVING count(*) > 1
) AS "shared"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"

-- error notNull: Day: rows without a value of `Day`; column 0 of count 0 from 0 to 0
SELECT
  CASE WHEN length("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "Label",
  "source"."id" AS "ID"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
  AND "source"."day" IS NULL
ORDER BY
  "source"."label" COLLATE "C",
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"

-- error accepted: Number: rows with another `Number` than `7` or `14`; column 1 of count 0 from 0 to 0
SELECT
  CASE WHEN length("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "Label",
  "source"."id" AS "ID"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $3::timestamptz and started < $4::timestamptz
) AS "source"
WHERE "source"."started" >= $5::timestamptz
  AND "source"."started" < $6::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
  AND "source"."number" NOT IN ($1::bigint, $2::bigint)
ORDER BY
  "source"."label" COLLATE "C",
  "source"."id"
LIMIT 11
-- $1 bigint: "7"
-- $2 bigint: "14"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"
-- $5 timestamptz: "0001-01-01T00:00:00.000Z"
-- $6 timestamptz: "9999-12-31T23:59:59.999Z"

-- error unique: Score: rows with the same `Score` as another; column 0 of count 1 from 0 to 0
SELECT
  CASE WHEN length("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "Label",
  "source"."id" AS "ID"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $5::timestamptz and started < $6::timestamptz
) AS "source"
WHERE "source"."started" >= $7::timestamptz
  AND "source"."started" < $8::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
  AND ("source"."score") IN (
SELECT "source"."score"
FROM (
  SELECT "source".*, row_number() OVER (
    PARTITION BY "source"."day"
    ORDER BY "source"."label" COLLATE "C" DESC NULLS LAST, "source"."number" DESC NULLS LAST, "source"."label" COLLATE "C", "source"."id"
  ) AS "datafeed: version"
FROM (
select * from reporting.events where started >= $1::timestamptz and started < $2::timestamptz
) AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
) AS "source"
WHERE ("source"."datafeed: version" = 1 OR "source"."day" IS NULL)
  AND "source"."label" IS NOT NULL
  AND "source"."score" IS NOT NULL
GROUP BY 1
HAVING count(*) > 1
)
ORDER BY
  "source"."label" COLLATE "C",
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"
-- $5 timestamptz: "0001-01-01T00:00:00.000Z"
-- $6 timestamptz: "9999-12-31T23:59:59.999Z"
-- $7 timestamptz: "0001-01-01T00:00:00.000Z"
-- $8 timestamptz: "9999-12-31T23:59:59.999Z"

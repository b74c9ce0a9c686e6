SELECT
  "source"."id" AS "ID",
  (length(coalesce(label, ''))) AS "key: Label length"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint

-- checks, count 0
SELECT
  count(CASE WHEN "source"."ok" IS NULL THEN 1 END) AS "check 1",
  count(CASE WHEN "source"."doc" IS NULL THEN 1 END) AS "check 2",
  count(CASE WHEN "source"."label" NOT IN ($1::varchar(65535), $2::varchar(65535), $3::varchar(65535), $4::varchar(65535)) THEN 1 END) AS "check 3",
  count(CASE WHEN "source"."day" NOT IN ($5::date, $6::date) THEN 1 END) AS "check 4",
  count(*) AS "check 5",
  count(CASE WHEN "source"."started" >= $7::timestamptz THEN 1 END) AS "check 6"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $8::timestamptz
  AND "source"."started" < $9::timestamptz
  AND "source"."number" <> $10::bigint
-- $1 varchar(65535): "a"
-- $2 varchar(65535): "B"
-- $3 varchar(65535): "100%"
-- $4 varchar(65535): "it's"
-- $5 date: "2026-02-28"
-- $6 date: "2026-03-28"
-- $7 timestamptz: "9999-12-31T21:59:59.999Z"
-- $8 timestamptz: "0001-01-01T00:00:00.000Z"
-- $9 timestamptz: "9999-12-31T23:59:59.999Z"
-- $10 bigint: "7"

-- checks, count 1
SELECT coalesce(sum("datafeed: share"), 0)
FROM (
SELECT "source"."day", count(*) AS "datafeed: share"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
  AND "source"."day" IS NOT NULL
GROUP BY 1
HAVING count(*) > 1
) AS "shared"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"

-- checks, count 2
SELECT coalesce(sum("datafeed: share"), 0)
FROM (
SELECT "source"."phone", count(*) AS "datafeed: share"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
  AND "source"."phone" IS NOT NULL
GROUP BY 1
HAVING count(*) > 1
) AS "shared"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"

-- checks, count 3
SELECT coalesce(sum("datafeed: share"), 0)
FROM (
SELECT "source"."ok", (length(label) < $5::bigint), count(*) AS "datafeed: share"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $2::timestamptz
  AND "source"."started" < $3::timestamptz
  AND "source"."number" <> $4::bigint
  AND "source"."ok" IS NOT NULL AND (length(label) < $1::bigint) IS NOT NULL
GROUP BY 1, 2
HAVING count(*) > 1
) AS "shared"
-- $1 bigint: "3"
-- $2 timestamptz: "0001-01-01T00:00:00.000Z"
-- $3 timestamptz: "9999-12-31T23:59:59.999Z"
-- $4 bigint: "7"
-- $5 bigint: "3"

-- checks, count 4
SELECT count(*)
FROM (
-- Every use binds a value of its own.
select id as "ID", length(coalesce(label, '')) as "Label length", phone
from reporting.events
where 'a
line' <> label and started >= $1::timestamptz and started < $2::timestamptz and length(label) < $3::bigint
) AS "found"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "3"

-- error notNull: OK: rows without a value of `OK`; column 0 of count 0 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
  AND "source"."ok" IS NULL
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"

-- error notNull: Doc: rows without a value of `Doc`; column 1 of count 0 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
  AND "source"."doc" IS NULL
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"

-- warn unique: Day: rows with the same `Day` as another; column 0 of count 1 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $4::timestamptz
  AND "source"."started" < $5::timestamptz
  AND "source"."number" <> $6::bigint
  AND ("source"."day") IN (
SELECT "source"."day"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
  AND "source"."day" IS NOT NULL
GROUP BY 1
HAVING count(*) > 1
)
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"
-- $4 timestamptz: "0001-01-01T00:00:00.000Z"
-- $5 timestamptz: "9999-12-31T23:59:59.999Z"
-- $6 bigint: "7"

-- error unique: Phone: rows with the same `Phone` as another; column 0 of count 2 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $4::timestamptz
  AND "source"."started" < $5::timestamptz
  AND "source"."number" <> $6::bigint
  AND ("source"."phone") IN (
SELECT "source"."phone"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND "source"."number" <> $3::bigint
  AND "source"."phone" IS NOT NULL
GROUP BY 1
HAVING count(*) > 1
)
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"
-- $4 timestamptz: "0001-01-01T00:00:00.000Z"
-- $5 timestamptz: "9999-12-31T23:59:59.999Z"
-- $6 bigint: "7"

-- error accepted: Label: rows with another `Label` than `a`, `B`, `100%` or `it's`; column 2 of count 0 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $5::timestamptz
  AND "source"."started" < $6::timestamptz
  AND "source"."number" <> $7::bigint
  AND "source"."label" NOT IN ($1::varchar(65535), $2::varchar(65535), $3::varchar(65535), $4::varchar(65535))
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 varchar(65535): "a"
-- $2 varchar(65535): "B"
-- $3 varchar(65535): "100%"
-- $4 varchar(65535): "it's"
-- $5 timestamptz: "0001-01-01T00:00:00.000Z"
-- $6 timestamptz: "9999-12-31T23:59:59.999Z"
-- $7 bigint: "7"

-- error accepted: Day: rows with another `Day` than `2026-02-28` or `2026-03-28`; column 3 of count 0 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
  AND "source"."number" <> $5::bigint
  AND "source"."day" NOT IN ($1::date, $2::date)
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 date: "2026-02-28"
-- $2 date: "2026-03-28"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"
-- $5 bigint: "7"

-- error unique: OK, Short: rows with the same `OK`, `Short` as another; column 0 of count 3 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $7::timestamptz
  AND "source"."started" < $8::timestamptz
  AND "source"."number" <> $9::bigint
  AND ("source"."ok", (length(label) < $1::bigint)) IN (
SELECT "source"."ok", (length(label) < $6::bigint)
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $3::timestamptz
  AND "source"."started" < $4::timestamptz
  AND "source"."number" <> $5::bigint
  AND "source"."ok" IS NOT NULL AND (length(label) < $2::bigint) IS NOT NULL
GROUP BY 1, 2
HAVING count(*) > 1
)
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 bigint: "3"
-- $2 bigint: "3"
-- $3 timestamptz: "0001-01-01T00:00:00.000Z"
-- $4 timestamptz: "9999-12-31T23:59:59.999Z"
-- $5 bigint: "7"
-- $6 bigint: "3"
-- $7 timestamptz: "0001-01-01T00:00:00.000Z"
-- $8 timestamptz: "9999-12-31T23:59:59.999Z"
-- $9 bigint: "7"

-- error rows: rows where 20 to 30 are expected; column 4 of count 0 from 20 to 30

-- error fresh: Started: rows with `Started` from 9999-12-31T21:59:59.999Z on; column 5 of count 0 from 1 to any number

-- error short labels: rows in the answer to its SQL; column 0 of count 4 from 0 to 0
SELECT
  (length(coalesce(label, ''))) AS "Label length",
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $4::timestamptz
  AND "source"."started" < $5::timestamptz
  AND "source"."number" <> $6::bigint
  AND ((length(coalesce(label, '')))::varchar(65535), "source"."id"::varchar(65535)) IN (
SELECT "found"."Label length"::varchar(65535), "found"."ID"::varchar(65535)
FROM (
-- Every use binds a value of its own.
select id as "ID", length(coalesce(label, '')) as "Label length", phone
from reporting.events
where 'a
line' <> label and started >= $1::timestamptz and started < $2::timestamptz and length(label) < $3::bigint
) AS "found"
)
ORDER BY
  (length(coalesce(label, ''))),
  "source"."id"
LIMIT 11
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "3"
-- $4 timestamptz: "0001-01-01T00:00:00.000Z"
-- $5 timestamptz: "9999-12-31T23:59:59.999Z"
-- $6 bigint: "7"

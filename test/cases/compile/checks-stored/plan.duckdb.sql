SELECT
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $1::bigint
  AND "source"."ms" < $2::bigint
ORDER BY
  "source"."id"
-- $1 bigint: "-1"
-- $2 bigint: "1782863999999"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $1::bigint
  AND "source"."ms" < $2::bigint

-- checks, count 0
SELECT
  count(CASE WHEN "source"."ms" >= $1::bigint THEN 1 END) AS "check 1",
  count(CASE WHEN "source"."naive" >= $2::timestamp THEN 1 END) AS "check 2",
  count(CASE WHEN "source"."ended" >= $3::timestamptz THEN 1 END) AS "check 3",
  count(CASE WHEN "source"."naive" NOT IN ($4::timestamp) THEN 1 END) AS "check 4",
  count(CASE WHEN make_timestamptz(("source"."ms" * 1)::bigint * 1000) NOT IN ($5::timestamptz) THEN 1 END) AS "check 5"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $6::bigint
  AND "source"."ms" < $7::bigint
-- $1 bigint: "1782863998999"
-- $2 timestamp: "2026-06-30T23:58:59.999"
-- $3 timestamptz: "2026-06-30T22:59:59.999Z"
-- $4 timestamp: "2026-03-17T05:00:00.001"
-- $5 timestamptz: "2026-11-01T06:30:00.123Z"
-- $6 bigint: "-1"
-- $7 bigint: "1782863999999"

-- error fresh: Started: rows with `Started` from 2026-06-30T23:59:58.999Z on; column 0 of count 0 from 1 to any number

-- error fresh: Naive local: rows with `Naive local` from 2026-06-30T23:58:59.999Z on; column 1 of count 0 from 1 to any number

-- error fresh: Ended: rows with `Ended` from 2026-06-30T22:59:59.999Z on; column 2 of count 0 from 1 to any number

-- error accepted: Naive: rows with another `Naive` than `2026-03-17T05:00:00.001Z`; column 3 of count 0 from 0 to 0
SELECT
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $2::bigint
  AND "source"."ms" < $3::bigint
  AND "source"."naive" NOT IN ($1::timestamp)
ORDER BY
  "source"."id"
LIMIT 11
-- $1 timestamp: "2026-03-17T05:00:00.001"
-- $2 bigint: "-1"
-- $3 bigint: "1782863999999"

-- error accepted: Started: rows with another `Started` than `2026-11-01T06:30:00.123Z`; column 4 of count 0 from 0 to 0
SELECT
  "source"."id" AS "ID"
FROM "reporting"."events" AS "source"
WHERE "source"."ms" >= $2::bigint
  AND "source"."ms" < $3::bigint
  AND make_timestamptz(("source"."ms" * 1)::bigint * 1000) NOT IN ($1::timestamptz)
ORDER BY
  "source"."id"
LIMIT 11
-- $1 timestamptz: "2026-11-01T06:30:00.123Z"
-- $2 bigint: "-1"
-- $3 bigint: "1782863999999"

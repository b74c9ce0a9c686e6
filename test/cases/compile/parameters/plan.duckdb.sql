SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  (score > $8::decimal(3, 2) and $9::boolean) AS "High",
  (number + $10::bigint) AS "Sum",
  "source"."t" AS "T"
FROM (
select *, ':text' as t /* :text */ from reporting.events where started >= $1::timestamptz and started < $2::timestamptz and label <> $3::varchar
) AS "source"
WHERE "source"."started" >= $4::timestamptz
  AND "source"."started" < $5::timestamptz
  AND (number + $6::bigint) > $7::bigint
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar: "it's"
-- $4 timestamptz: "0001-01-01T00:00:00.000Z"
-- $5 timestamptz: "9999-12-31T23:59:59.999Z"
-- $6 bigint: "100"
-- $7 bigint: "100"
-- $8 decimal(3, 2): "0.25"
-- $9 boolean: "true"
-- $10 bigint: "100"

-- count
SELECT count(*) AS "rows"
FROM (
select *, ':text' as t /* :text */ from reporting.events where started >= $1::timestamptz and started < $2::timestamptz and label <> $3::varchar
) AS "source"
WHERE "source"."started" >= $4::timestamptz
  AND "source"."started" < $5::timestamptz
  AND (number + $6::bigint) > $7::bigint

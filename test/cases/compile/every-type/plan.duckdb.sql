SELECT
  "source"."id" AS "ID",
  "source"."number" AS "Number",
  "source"."started" AS "Started",
  "source"."started" AS "Started local",
  "source"."naive" AS "Naive",
  "source"."naive" AS "Naive local",
  make_timestamptz(("source"."ms" * 1)::bigint * 1000) AS "Epoch",
  "source"."ended" AS "Ended",
  floor((epoch_us("source"."ended") - epoch_us("source"."started"))::decimal(19, 0) * 0.001)::bigint AS "Duration(ms)",
  floor((epoch_us("source"."ended") - epoch_us(("source"."naive" AT TIME ZONE 'UTC')))::decimal(19, 0) * 0.000001)::bigint AS "Duration(s)",
  floor((epoch_us(("source"."naive" AT TIME ZONE 'UTC')) - epoch_us(make_timestamptz(("source"."ms" * 1)::bigint * 1000)))::decimal(19, 0) * 0.001)::bigint AS "From epoch(ms)",
  "source"."label" AS "Label",
  "source"."score" AS "Score",
  "source"."amount" AS "Amount",
  "source"."amount" AS "Too fine",
  "source"."ok" AS "OK",
  "source"."day" AS "Day",
  "source"."raw" AS "Raw",
  "source"."doc" AS "Doc",
  $3::varchar AS "Text",
  $4::bigint AS "Whole",
  $5::double AS "Half",
  $6::boolean AS "Yes",
  $7::decimal(4, 2) AS "Exact",
  (upper(label || ' -- ''quoted''') -- a comment
) AS "Upper",
  (label[1]) AS "Per dialect"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar: "it's a \\ constant"
-- $4 bigint: "42"
-- $5 double: "0.5"
-- $6 boolean: "true"
-- $7 decimal(4, 2): "12.50"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

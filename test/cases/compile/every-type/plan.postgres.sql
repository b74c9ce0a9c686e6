SELECT
  "source"."id" AS "ID",
  "source"."number" AS "Number",
  "source"."started" AS "Started",
  "source"."started" AS "Started local",
  "source"."naive" AS "Naive",
  "source"."naive" AS "Naive local",
  (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000)) AS "Epoch",
  "source"."ended" AS "Ended",
  floor(extract(epoch FROM "source"."ended" - "source"."started") * 1000)::bigint AS "Duration(ms)",
  floor(extract(epoch FROM "source"."ended" - ("source"."naive" AT TIME ZONE 'UTC')))::bigint AS "Duration(s)",
  floor(extract(epoch FROM ("source"."naive" AT TIME ZONE 'UTC') - (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000))) * 1000)::bigint AS "From epoch(ms)",
  "source"."label" AS "Label",
  "source"."score" AS "Score",
  "source"."amount" AS "Amount",
  "source"."amount" AS "Too fine",
  "source"."ok" AS "OK",
  "source"."day" AS "Day",
  "source"."raw" AS "Raw",
  "source"."doc" AS "Doc",
  $3::text AS "Text",
  $4::bigint AS "Whole",
  $5::double precision AS "Half",
  $6::boolean AS "Yes",
  $7::numeric(4, 2) AS "Exact",
  (upper(label || ' -- ''quoted''') -- a comment
) AS "Upper",
  (left(label, 1)) AS "Per dialect"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 text: "it's a \\ constant"
-- $4 bigint: "42"
-- $5 double precision: "0.5"
-- $6 boolean: "true"
-- $7 numeric(4, 2): "12.50"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

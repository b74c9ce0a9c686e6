SELECT
  "source"."number" AS "Number",
  "source"."label" AS "Label",
  "source"."phone" AS "Telephone",
  "source"."id" AS "key: ID"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" LIKE $3::varchar ESCAPE '!'
      AND "source"."label" LIKE $4::varchar ESCAPE '!'
      AND "source"."label" <> $5::varchar
    )
    OR (
      "source"."number" BETWEEN $6::bigint AND $7::bigint
      AND ("source"."label" IN ($8::varchar, $9::varchar)) IS NOT TRUE
    )
    OR "source"."label" LIKE $10::varchar ESCAPE '!'
    OR "source"."label" NOT IN ($11::varchar, $12::varchar, $13::varchar)
    OR "source"."started" >= $14::timestamptz
    OR "source"."started" < $15::timestamptz
    OR "source"."naive" = $16::timestamp
    OR make_timestamptz(("source"."ms" * 1)::bigint * 1000) > $17::timestamptz
    OR floor((epoch_us("source"."ended") - epoch_us("source"."started"))::decimal(19, 0) * 0.001)::bigint < $18::bigint
    OR "source"."score" <= $19::double
    OR "source"."amount" IN ($20::decimal(18, 4), $21::decimal(2, 1), $22::decimal(4, 3))
    OR "source"."ok" = $23::boolean
    OR "source"."day" BETWEEN $24::date AND $25::date
    OR "source"."id" = $26::uuid
    OR (number * 2) > $27::bigint
    OR "source"."raw" IN ($28::blob, $29::blob)
    OR $30::bigint < $31::bigint
    OR "source"."phone" = $32::varchar
    OR "source"."phone" LIKE $33::varchar ESCAPE '!'
    OR "source"."phone" LIKE $34::varchar ESCAPE '!'
    OR "source"."phone" LIKE $35::varchar ESCAPE '!'
    OR "source"."doc" IS NULL
    OR "source"."label" < $36::varchar
  )
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar: "%!!%"
-- $4 varchar: "a%"
-- $5 varchar: "a"
-- $6 bigint: "21"
-- $7 bigint: "35"
-- $8 varchar: "it's"
-- $9 varchar: "100"
-- $10 varchar: "%!%"
-- $11 varchar: "a"
-- $12 varchar: "B"
-- $13 varchar: "z"
-- $14 timestamptz: "2026-11-01T06:30:00.123456Z"
-- $15 timestamptz: "1969-12-31T06:00:00Z"
-- $16 timestamp: "2026-03-17T05:00:00.001"
-- $17 timestamptz: "2026-06-30T23:59:59.9985Z"
-- $18 bigint: "0"
-- $19 double: "1e-7"
-- $20 decimal(18, 4): "12345678901234.5678"
-- $21 decimal(2, 1): "0.1"
-- $22 decimal(4, 3): "-0.005"
-- $23 boolean: "false"
-- $24 date: "2026-02-28"
-- $25 date: "2026-03-28"
-- $26 uuid: "ffffffff-0000-4000-8000-000000000000"
-- $27 bigint: "300"
-- $28 blob: "\\x00\\xff\\x27\\x22\\x5c"
-- $29 blob: "\\x00\\xff\\x27\\x22"
-- $30 bigint: "42"
-- $31 bigint: "42"
-- $32 varchar: (personal)
-- $33 varchar: (personal)
-- $34 varchar: (personal)
-- $35 varchar: (personal)
-- $36 varchar: "A"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" LIKE $3::varchar ESCAPE '!'
      AND "source"."label" LIKE $4::varchar ESCAPE '!'
      AND "source"."label" <> $5::varchar
    )
    OR (
      "source"."number" BETWEEN $6::bigint AND $7::bigint
      AND ("source"."label" IN ($8::varchar, $9::varchar)) IS NOT TRUE
    )
    OR "source"."label" LIKE $10::varchar ESCAPE '!'
    OR "source"."label" NOT IN ($11::varchar, $12::varchar, $13::varchar)
    OR "source"."started" >= $14::timestamptz
    OR "source"."started" < $15::timestamptz
    OR "source"."naive" = $16::timestamp
    OR make_timestamptz(("source"."ms" * 1)::bigint * 1000) > $17::timestamptz
    OR floor((epoch_us("source"."ended") - epoch_us("source"."started"))::decimal(19, 0) * 0.001)::bigint < $18::bigint
    OR "source"."score" <= $19::double
    OR "source"."amount" IN ($20::decimal(18, 4), $21::decimal(2, 1), $22::decimal(4, 3))
    OR "source"."ok" = $23::boolean
    OR "source"."day" BETWEEN $24::date AND $25::date
    OR "source"."id" = $26::uuid
    OR (number * 2) > $27::bigint
    OR "source"."raw" IN ($28::blob, $29::blob)
    OR $30::bigint < $31::bigint
    OR "source"."phone" = $32::varchar
    OR "source"."phone" LIKE $33::varchar ESCAPE '!'
    OR "source"."phone" LIKE $34::varchar ESCAPE '!'
    OR "source"."phone" LIKE $35::varchar ESCAPE '!'
    OR "source"."doc" IS NULL
    OR "source"."label" < $36::varchar
  )

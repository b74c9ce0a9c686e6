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
      "source"."label" LIKE '%!!%' ESCAPE '!'
      AND "source"."label" LIKE 'a%' ESCAPE '!'
      AND "source"."label" <> $3::varchar(65535)
    )
    OR (
      "source"."number" BETWEEN $4::bigint AND $5::bigint
      AND ("source"."label" IN ($6::varchar(65535), $7::varchar(65535))) IS NOT TRUE
    )
    OR "source"."label" LIKE '%!%' ESCAPE '!'
    OR "source"."label" NOT IN ($8::varchar(65535), $9::varchar(65535), $10::varchar(65535))
    OR "source"."started" >= $11::timestamptz
    OR "source"."started" < $12::timestamptz
    OR "source"."naive" = $13::timestamp
    OR ((TIMESTAMP 'epoch' + ("source"."ms" / 1000) * INTERVAL '1 second' + ("source"."ms" % 1000) * INTERVAL '1 millisecond') AT TIME ZONE 'UTC') > $14::timestamptz
    OR floor(datediff(us, "source"."started", "source"."ended") / 1000.0)::bigint < $15::bigint
    OR "source"."score" <= $16::double precision
    OR "source"."amount" IN ($17::decimal(18, 4), $18::decimal(2, 1), $19::decimal(4, 3))
    OR "source"."ok" = $20::boolean
    OR "source"."day" BETWEEN $21::date AND $22::date
    OR "source"."id" = $23::varchar(36)
    OR (number * 2) > $24::bigint
    OR "source"."raw" IN (from_hex($25::varchar(65535)), from_hex($26::varchar(65535)))
    OR $27::bigint < $28::bigint
    OR "source"."phone" = $29::varchar(65535)
    OR strpos("source"."phone", $30::varchar(65535)) > 0
    OR strpos(left("source"."phone", 3), $31::varchar(65535)) = 1
    OR strpos(right("source"."phone", 6), $32::varchar(65535)) = 1
    OR "source"."doc" IS NULL
    OR "source"."label" < $33::varchar(65535)
  )
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar(65535): "a"
-- $4 bigint: "21"
-- $5 bigint: "35"
-- $6 varchar(65535): "it's"
-- $7 varchar(65535): "100"
-- $8 varchar(65535): "a"
-- $9 varchar(65535): "B"
-- $10 varchar(65535): "z"
-- $11 timestamptz: "2026-11-01T06:30:00.123456Z"
-- $12 timestamptz: "1969-12-31T06:00:00Z"
-- $13 timestamp: "2026-03-17T05:00:00.001"
-- $14 timestamptz: "2026-06-30T23:59:59.9985Z"
-- $15 bigint: "0"
-- $16 double precision: "1e-7"
-- $17 decimal(18, 4): "12345678901234.5678"
-- $18 decimal(2, 1): "0.1"
-- $19 decimal(4, 3): "-0.005"
-- $20 boolean: "false"
-- $21 date: "2026-02-28"
-- $22 date: "2026-03-28"
-- $23 varchar(36): "ffffffff-0000-4000-8000-000000000000"
-- $24 bigint: "300"
-- $25 varchar(65535): "00ff27225c"
-- $26 varchar(65535): "00ff2722"
-- $27 bigint: "42"
-- $28 bigint: "42"
-- $29 varchar(65535): (personal)
-- $30 varchar(65535): (personal)
-- $31 varchar(65535): (personal)
-- $32 varchar(65535): (personal)
-- $33 varchar(65535): "A"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" LIKE '%!!%' ESCAPE '!'
      AND "source"."label" LIKE 'a%' ESCAPE '!'
      AND "source"."label" <> $3::varchar(65535)
    )
    OR (
      "source"."number" BETWEEN $4::bigint AND $5::bigint
      AND ("source"."label" IN ($6::varchar(65535), $7::varchar(65535))) IS NOT TRUE
    )
    OR "source"."label" LIKE '%!%' ESCAPE '!'
    OR "source"."label" NOT IN ($8::varchar(65535), $9::varchar(65535), $10::varchar(65535))
    OR "source"."started" >= $11::timestamptz
    OR "source"."started" < $12::timestamptz
    OR "source"."naive" = $13::timestamp
    OR ((TIMESTAMP 'epoch' + ("source"."ms" / 1000) * INTERVAL '1 second' + ("source"."ms" % 1000) * INTERVAL '1 millisecond') AT TIME ZONE 'UTC') > $14::timestamptz
    OR floor(datediff(us, "source"."started", "source"."ended") / 1000.0)::bigint < $15::bigint
    OR "source"."score" <= $16::double precision
    OR "source"."amount" IN ($17::decimal(18, 4), $18::decimal(2, 1), $19::decimal(4, 3))
    OR "source"."ok" = $20::boolean
    OR "source"."day" BETWEEN $21::date AND $22::date
    OR "source"."id" = $23::varchar(36)
    OR (number * 2) > $24::bigint
    OR "source"."raw" IN (from_hex($25::varchar(65535)), from_hex($26::varchar(65535)))
    OR $27::bigint < $28::bigint
    OR "source"."phone" = $29::varchar(65535)
    OR strpos("source"."phone", $30::varchar(65535)) > 0
    OR strpos(left("source"."phone", 3), $31::varchar(65535)) = 1
    OR strpos(right("source"."phone", 6), $32::varchar(65535)) = 1
    OR "source"."doc" IS NULL
    OR "source"."label" < $33::varchar(65535)
  )

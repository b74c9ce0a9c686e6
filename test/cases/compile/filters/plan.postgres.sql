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
      "source"."label" LIKE $3::text ESCAPE '!'
      AND "source"."label" LIKE $4::text ESCAPE '!'
      AND "source"."label" <> $5::text
    )
    OR (
      "source"."number" BETWEEN $6::bigint AND $7::bigint
      AND ("source"."label" IN ($8::text, $9::text)) IS NOT TRUE
    )
    OR "source"."label" LIKE $10::text ESCAPE '!'
    OR "source"."label" NOT IN ($11::text, $12::text, $13::text)
    OR "source"."started" >= $14::timestamptz
    OR "source"."started" < $15::timestamptz
    OR "source"."naive" = $16::timestamp
    OR (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000)) > $17::timestamptz
    OR floor(extract(epoch FROM "source"."ended" - "source"."started") * 1000)::bigint < $18::bigint
    OR "source"."score" <= $19::double precision
    OR "source"."amount" IN ($20::numeric(18, 4), $21::numeric(2, 1), $22::numeric(4, 3))
    OR "source"."ok" = $23::boolean
    OR "source"."day" BETWEEN $24::date AND $25::date
    OR "source"."id" = $26::uuid
    OR (number * 2) > $27::bigint
    OR "source"."raw" IN ($28::bytea, $29::bytea)
    OR $30::bigint < $31::bigint
    OR "source"."phone" = $32::text
    OR "source"."phone" LIKE $33::text ESCAPE '!'
    OR "source"."phone" LIKE $34::text ESCAPE '!'
    OR "source"."phone" LIKE $35::text ESCAPE '!'
    OR "source"."doc" IS NULL
    OR "source"."label" COLLATE "C" < $36::text
  )
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 text: "%!!%"
-- $4 text: "a%"
-- $5 text: "a"
-- $6 bigint: "21"
-- $7 bigint: "35"
-- $8 text: "it's"
-- $9 text: "100"
-- $10 text: "%!%"
-- $11 text: "a"
-- $12 text: "B"
-- $13 text: "z"
-- $14 timestamptz: "2026-11-01T06:30:00.123456Z"
-- $15 timestamptz: "1969-12-31T06:00:00Z"
-- $16 timestamp: "2026-03-17T05:00:00.001"
-- $17 timestamptz: "2026-06-30T23:59:59.9985Z"
-- $18 bigint: "0"
-- $19 double precision: "1e-7"
-- $20 numeric(18, 4): "12345678901234.5678"
-- $21 numeric(2, 1): "0.1"
-- $22 numeric(4, 3): "-0.005"
-- $23 boolean: "false"
-- $24 date: "2026-02-28"
-- $25 date: "2026-03-28"
-- $26 uuid: "ffffffff-0000-4000-8000-000000000000"
-- $27 bigint: "300"
-- $28 bytea: "\\x00ff27225c"
-- $29 bytea: "\\x00ff2722"
-- $30 bigint: "42"
-- $31 bigint: "42"
-- $32 text: (personal)
-- $33 text: (personal)
-- $34 text: (personal)
-- $35 text: (personal)
-- $36 text: "A"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND (
    (
      "source"."label" LIKE $3::text ESCAPE '!'
      AND "source"."label" LIKE $4::text ESCAPE '!'
      AND "source"."label" <> $5::text
    )
    OR (
      "source"."number" BETWEEN $6::bigint AND $7::bigint
      AND ("source"."label" IN ($8::text, $9::text)) IS NOT TRUE
    )
    OR "source"."label" LIKE $10::text ESCAPE '!'
    OR "source"."label" NOT IN ($11::text, $12::text, $13::text)
    OR "source"."started" >= $14::timestamptz
    OR "source"."started" < $15::timestamptz
    OR "source"."naive" = $16::timestamp
    OR (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000)) > $17::timestamptz
    OR floor(extract(epoch FROM "source"."ended" - "source"."started") * 1000)::bigint < $18::bigint
    OR "source"."score" <= $19::double precision
    OR "source"."amount" IN ($20::numeric(18, 4), $21::numeric(2, 1), $22::numeric(4, 3))
    OR "source"."ok" = $23::boolean
    OR "source"."day" BETWEEN $24::date AND $25::date
    OR "source"."id" = $26::uuid
    OR (number * 2) > $27::bigint
    OR "source"."raw" IN ($28::bytea, $29::bytea)
    OR $30::bigint < $31::bigint
    OR "source"."phone" = $32::text
    OR "source"."phone" LIKE $33::text ESCAPE '!'
    OR "source"."phone" LIKE $34::text ESCAPE '!'
    OR "source"."phone" LIKE $35::text ESCAPE '!'
    OR "source"."doc" IS NULL
    OR "source"."label" COLLATE "C" < $36::text
  )

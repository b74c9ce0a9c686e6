SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  json_build_object(
    E'a key''s \\ name', NULL::text,
    'label', regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g'),
    'from', "source"."naive"::text,
    'ms', (TIMESTAMPTZ 'epoch' + INTERVAL '1 second' * (("source"."ms" - "source"."ms" % 1000) / 1000) + INTERVAL '1 millisecond' * ("source"."ms" % 1000))::text,
    'day', "source"."day"::text,
    'score', "source"."score"::text,
    'amount', "source"."amount"::text,
    'ok', "source"."ok",
    'raw', '\x' || encode("source"."raw", 'hex'),
    'doc', "source"."doc"::json,
    'phone', CASE WHEN length("source"."phone") > 4 THEN '***' || right("source"."phone", 4) WHEN "source"."phone" IS NOT NULL THEN '***' END,
    'secret', NULL::text,
    'level', (case when score >= $3::numeric(2, 1) then 'high' else $4::text end),
    'always', $5::bigint::text,
    'blank', $6::text,
    'no', $7::boolean,
    'half', $8::double precision::text,
    'since', $9::timestamptz::text
  ) AS "Values",
  CASE WHEN "source"."day" IS NOT NULL THEN json_build_object(
    'day', "source"."day"::text,
    'deeper', CASE WHEN "source"."ok" IS NOT NULL THEN json_build_object(
      'ok', "source"."ok"
    ) END
  ) END AS "Inner"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 numeric(2, 1): "0.5"
-- $4 text: "low 'n' low"
-- $5 bigint: "0"
-- $6 text: ""
-- $7 boolean: "false"
-- $8 double precision: "0.5"
-- $9 timestamptz: "2026-01-01T00:00:00Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

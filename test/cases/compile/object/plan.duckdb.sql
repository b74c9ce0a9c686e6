SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  json_object(
    'a key''s \ name', NULL::varchar,
    'label', regexp_replace("source"."label", '[^ \t\n\r\f\v]', '*', 'g'),
    'from', "source"."naive"::varchar,
    'ms', make_timestamptz(("source"."ms" * 1)::bigint * 1000)::varchar,
    'day', "source"."day"::varchar,
    'score', "source"."score"::varchar,
    'amount', "source"."amount"::varchar,
    'ok', "source"."ok",
    'raw', '\x' || lower(hex("source"."raw")),
    'doc', "source"."doc"::json,
    'phone', CASE WHEN length("source"."phone") > 4 THEN '***' || right("source"."phone", 4) WHEN "source"."phone" IS NOT NULL THEN '***' END,
    'secret', NULL::varchar,
    'level', (case when score >= $3::decimal(2, 1) then 'high' else $4::varchar end),
    'always', $5::bigint::varchar,
    'object', "source"."object",
    'source', "source"."object"::json,
    'blank', $6::varchar,
    'no', $7::boolean,
    'half', $8::double::varchar,
    'since', $9::timestamptz::varchar
  ) AS "Values",
  CASE WHEN "source"."day" IS NOT NULL THEN json_object(
    'day', "source"."day"::varchar,
    'deeper', CASE WHEN "source"."ok" IS NOT NULL THEN json_object(
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
-- $3 decimal(2, 1): "0.5"
-- $4 varchar: "low 'n' low"
-- $5 bigint: "0"
-- $6 varchar: ""
-- $7 boolean: "false"
-- $8 double: "0.5"
-- $9 timestamptz: "2026-01-01T00:00:00Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

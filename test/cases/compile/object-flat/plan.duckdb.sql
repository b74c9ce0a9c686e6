SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  CASE WHEN "source"."label" IS NOT NULL THEN json_object(
    'it''s', "source"."label",
    'back\slash', "source"."number"::varchar,
    'ok', "source"."ok",
    'raw', '\x' || lower(hex("source"."raw")),
    'started', "source"."naive"::varchar,
    'phone', CASE WHEN "source"."phone" IS NOT NULL THEN '***' END,
    'amount', NULL::varchar,
    'kind', $3::varchar,
    'inner', json_object(
      'day', "source"."day"::varchar
    )
  ) END AS "Agent"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar: "agent"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

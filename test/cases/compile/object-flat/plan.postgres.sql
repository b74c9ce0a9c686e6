SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  CASE WHEN "source"."label" IS NOT NULL THEN json_build_object(
    'it''s', "source"."label",
    E'back\\slash', "source"."number"::text,
    'ok', "source"."ok",
    'raw', '\x' || encode("source"."raw", 'hex'),
    'started', "source"."naive"::text,
    'phone', CASE WHEN "source"."phone" IS NOT NULL THEN '***' END,
    'amount', NULL::text,
    'kind', $3::text,
    'inner', json_build_object(
      'day', "source"."day"::text
    )
  ) END AS "Agent"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 text: "agent"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

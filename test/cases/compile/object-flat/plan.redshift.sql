SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  CASE WHEN "source"."label" IS NOT NULL THEN object(
    'it''s', "source"."label",
    'back\\slash', "source"."number"::varchar(256),
    'ok', "source"."ok",
    'raw', '\\x' || to_hex("source"."raw"),
    'started', "source"."naive"::varchar(256),
    'phone', CASE WHEN "source"."phone" IS NOT NULL THEN '***' END,
    'amount', NULL::varchar(65535),
    'kind', $3::varchar(65535),
    'inner', object(
      'day', "source"."day"::varchar(256)
    )
  ) END AS "Agent"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 varchar(65535): "agent"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

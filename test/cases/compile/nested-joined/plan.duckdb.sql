SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  json_object(
    'turns', (
      SELECT string_agg("item"."turn"::varchar, ';' ORDER BY "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ),
    'pairs', (
      SELECT string_agg((turn || ' ' || turn + 1), '''; \ ' ORDER BY "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ),
    'speakers', (
      SELECT string_agg("item"."speaker", '' ORDER BY "item"."speaker", "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ),
    'said', (
      SELECT regexp_replace(string_agg("item"."said", '
' ORDER BY "item"."turn"), '[^ \t\n\r\f\v]', '*', 'g')
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ),
    'big', (
      SELECT CASE WHEN string_agg("item"."big"::varchar, ',' ORDER BY "item"."turn") IS NOT NULL THEN '***' END
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ),
    'tail', (
      SELECT CASE WHEN length(string_agg((turn * 100000)::varchar, ',' ORDER BY "item"."turn")) > 4 THEN '***' || right(string_agg((turn * 100000)::varchar, ',' ORDER BY "item"."turn"), 4) WHEN string_agg((turn * 100000)::varchar, ',' ORDER BY "item"."turn") IS NOT NULL THEN '***' END
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ),
    'seven', (
      SELECT string_agg($3::bigint::varchar, ' ' ORDER BY "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    )
  ) AS "Texts",
  coalesce((
    SELECT to_json(list(json_object(
      'turn', "item"."turn"::varchar,
      'all', (
        SELECT string_agg("item2"."turn"::varchar, ';' ORDER BY "item2"."turn")
        FROM "reporting"."turns" AS "item2"
        WHERE "item2"."event_id" = "item"."event_id"
      )
    ) ORDER BY "item"."turn"))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"
-- $3 bigint: "7"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

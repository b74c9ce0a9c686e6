SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  (SELECT row_to_json("object".*) FROM (SELECT
    (
      SELECT string_agg("item"."turn"::text, ';' ORDER BY "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "turns",
    (
      SELECT string_agg((turn || ' ' || turn + 1), E'''; \\ ' ORDER BY "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "pairs",
    (
      SELECT string_agg("item"."speaker", '' ORDER BY "item"."speaker" COLLATE "C", "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "speakers",
    (
      SELECT regexp_replace(string_agg("item"."said", '
' ORDER BY "item"."turn"), '[^ \t\n\r\f\v]', '*', 'g')
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "said",
    (
      SELECT CASE WHEN string_agg("item"."big"::text, ',' ORDER BY "item"."turn") IS NOT NULL THEN '***' END
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "big",
    (
      SELECT CASE WHEN length(string_agg((turn * 100000)::text, ',' ORDER BY "item"."turn")) > 4 THEN '***' || right(string_agg((turn * 100000)::text, ',' ORDER BY "item"."turn"), 4) WHEN string_agg((turn * 100000)::text, ',' ORDER BY "item"."turn") IS NOT NULL THEN '***' END
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "tail",
    (
      SELECT string_agg($3::bigint::text, ' ' ORDER BY "item"."turn")
      FROM "reporting"."turns" AS "item"
      WHERE "item"."event_id" = "source"."id"
    ) AS "seven"
  ) AS "object") AS "Texts",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."turn"::text AS "turn",
      (
        SELECT string_agg("item2"."turn"::text, ';' ORDER BY "item2"."turn")
        FROM "reporting"."turns" AS "item2"
        WHERE "item2"."event_id" = "item"."event_id"
      ) AS "all"
    ) AS "object") ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
) AS "source"
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

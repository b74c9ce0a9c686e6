SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."turn"::text AS "n"
    ) AS "object") ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      CASE WHEN "item"."said" IS NOT NULL THEN '***' END AS "said"
    ) AS "object") ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Said",
  (SELECT row_to_json("object".*) FROM (SELECT
    "source"."doc"::json AS "doc"
  ) AS "object") AS "Doc"
FROM (
SELECT "source".*
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND ('{}' IS NULL) IS NOT TRUE
ORDER BY
  "source"."id"
) AS "source"
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
  AND ('{}' IS NULL) IS NOT TRUE

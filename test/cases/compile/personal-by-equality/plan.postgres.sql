SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  CASE WHEN length("source"."label") > 4 THEN '***' || right("source"."label", 4) WHEN "source"."label" IS NOT NULL THEN '***' END AS "Label",
  NULL::json AS "Raw",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      CASE WHEN length("item"."label") > 4 THEN '***' || right("item"."label", 4) WHEN "item"."label" IS NOT NULL THEN '***' END AS "label",
      coalesce((
        SELECT json_agg(CASE WHEN length("item2"."said") > 4 THEN '***' || right("item2"."said", 4) WHEN "item2"."said" IS NOT NULL THEN '***' END ORDER BY CASE WHEN pg_typeof("item2"."turn") IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype) THEN "item2"."turn"::text COLLATE "C" END, "item2"."turn")
        FROM "reporting"."turns" AS "item2"
        WHERE "item2"."event_id" = "item"."id" AND "item2"."said" = "item"."label"
      ), '[]'::json) AS "again"
    ) AS "object") ORDER BY "item"."id")
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."label" = "source"."label"
  ), '[]'::json) AS "Same",
  (SELECT row_to_json("object".*) FROM (SELECT
    "source"."id"::text AS "id"
  ) AS "object") AS "Shown",
  NULL::json AS "Shown whole"
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

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

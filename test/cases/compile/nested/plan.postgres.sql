SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."turn"::text AS "turn's \ number",
      "item"."speaker" AS "Speaker",
      regexp_replace("item"."said", '[^ \t\n\r\f\v]', '*', 'g') AS "Said",
      "item"."at"::text AS "At",
      "item"."amount"::text AS "Amount",
      '\x' || encode("item"."raw", 'hex') AS "Raw",
      "item"."final" AS "Final",
      "item"."doc"::json AS "Doc",
      NULL::text AS "Big",
      "item"."score"::text AS "Score"
    ) AS "object") ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."speaker" AS "speaker",
      "item"."turn"::text AS "turn",
      NULL::text AS "big"
    ) AS "object") ORDER BY "item"."speaker" COLLATE "C", "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "By speaker",
  NULL::json AS "Secret"
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

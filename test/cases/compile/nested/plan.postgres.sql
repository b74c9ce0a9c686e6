SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT json_agg(json_build_object(
      E'turn''s \\ number', "item"."turn"::text,
      'Speaker', "item"."speaker",
      'Said', regexp_replace("item"."said", '[^ \t\n\r\f\v]', '*', 'g'),
      'At', "item"."at"::text,
      'Amount', "item"."amount"::text,
      'Raw', '\x' || encode("item"."raw", 'hex'),
      'Final', "item"."final",
      'Doc', "item"."doc"::json,
      'Big', NULL::text,
      'Score', "item"."score"::text
    ) ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Turns",
  coalesce((
    SELECT json_agg(json_build_object(
      'speaker', "item"."speaker",
      'turn', "item"."turn"::text,
      'big', NULL::text
    ) ORDER BY "item"."speaker" COLLATE "C", "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "By speaker",
  NULL::json AS "Secret"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
ORDER BY
  "source"."id"
-- $1 timestamptz: "0001-01-01T00:00:00.000Z"
-- $2 timestamptz: "9999-12-31T23:59:59.999Z"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

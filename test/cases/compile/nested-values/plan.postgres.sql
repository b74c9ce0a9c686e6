SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT json_agg("item"."turn"::text ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Numbers",
  coalesce((
    SELECT json_agg("item"."score"::text ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Scores",
  coalesce((
    SELECT json_agg(regexp_replace("item"."said", '[^ \t\n\r\f\v]', '*', 'g') ORDER BY "item"."speaker" COLLATE "C", "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Said",
  coalesce((
    SELECT json_agg(NULL::text ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Hidden",
  coalesce((
    SELECT json_agg($3::bigint::text ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Constant",
  coalesce((
    SELECT json_agg("item"."doc"::json ORDER BY "item"."turn")
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id"
  ), '[]'::json) AS "Docs",
  coalesce((
    SELECT json_object_agg("item"."speaker", '\x' || encode("item"."raw", 'hex'))
    FROM "reporting"."turns" AS "item"
    WHERE "item"."event_id" = "source"."id" AND "item"."speaker" IS NOT NULL AND "item"."raw" IS NOT NULL
  ), '{}'::json) AS "By said",
  coalesce((
    SELECT json_object_agg("item"."odd "" name", "item"."ok")
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."odd "" name" IS NOT NULL AND "item"."ok" IS NOT NULL
  ), '{}'::json) AS "By id",
  coalesce((
    SELECT json_object_agg("item"."odd "" name", CASE WHEN "item"."day" IS NOT NULL THEN (SELECT row_to_json("object".*) FROM (SELECT
      "item"."day"::text AS "day",
      (number > $4::bigint) AS "many"
    ) AS "object") END)
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."odd "" name" IS NOT NULL AND "item"."day" IS NOT NULL
  ), '{}'::json) AS "Objects",
  coalesce((
    SELECT json_object_agg("item"."odd "" name", regexp_replace("item"."label", '[^ \t\n\r\f\v]', '*', 'g'))
    FROM "reporting"."events" AS "item"
    WHERE "item"."id" = "source"."id" AND "item"."odd "" name" IS NOT NULL AND "item"."label" IS NOT NULL
  ), '{}'::json) AS "Texts"
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
-- $4 bigint: "2"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
      "item"."turn"::text AS "n",
      (speaker = $3::text) AS "isAgent",
      CASE WHEN "item"."raw" IS NOT NULL THEN (SELECT row_to_json("object".*) FROM (SELECT
        '\x' || encode("item"."raw", 'hex') AS "raw",
        coalesce((
          SELECT json_agg((SELECT row_to_json("object".*) FROM (SELECT
            "item2"."speaker" AS "speaker",
            regexp_replace("item2"."said", '[^ \t\n\r\f\v]', '*', 'g') AS "said",
            coalesce((
              SELECT json_agg("item3"."big"::text ORDER BY "item3"."turn")
              FROM "reporting"."turns" AS "item3"
              WHERE "item3"."event_id" = "item2"."event_id" AND "item3"."turn" = "item2"."turn"
            ), '[]'::json) AS "same",
            coalesce((
              SELECT json_object_agg("item3"."speaker", "item3"."score"::text)
              FROM "reporting"."turns" AS "item3"
              WHERE "item3"."event_id" = "item2"."event_id" AND "item3"."speaker" IS NOT NULL AND "item3"."score" IS NOT NULL
            ), '{}'::json) AS "scores"
          ) AS "object") ORDER BY "item2"."speaker" COLLATE "C", "item2"."turn")
          FROM "reporting"."turns" AS "item2"
          WHERE "item2"."event_id" = "item"."event_id" AND "item2"."speaker" = "item"."speaker"
        ), '[]'::json) AS "earlier"
      ) AS "object") END AS "meta",
      coalesce((
        SELECT json_agg("item2"."id"::text ORDER BY "item2"."id")
        FROM "reporting"."events" AS "item2"
        WHERE "item2"."label" = "item"."speaker"
      ), '[]'::json) AS "none"
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
-- $3 text: "AGENT"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz

SELECT
  "source"."id" AS "ID",
  "source"."started" AS "Started",
  coalesce((
    SELECT to_json(list(json_object(
      'n', "item"."turn"::varchar,
      'isAgent', (speaker = $3::varchar),
      'meta', CASE WHEN "item"."raw" IS NOT NULL THEN json_object(
        'raw', '\x' || lower(hex("item"."raw")),
        'earlier', coalesce((
          SELECT to_json(list(json_object(
            'speaker', "item2"."speaker",
            'said', regexp_replace("item2"."said", '[^ \t\n\r\f\v]', '*', 'g'),
            'same', coalesce((
              SELECT to_json(list("item3"."big"::varchar ORDER BY "item3"."turn"))
              FROM "reporting"."turns" AS "item3"
              WHERE "item3"."event_id" = "item2"."event_id" AND "item3"."turn" = "item2"."turn"
            ), '[]'::json),
            'scores', coalesce((
              SELECT json_group_object("item3"."speaker", "item3"."score"::varchar)
              FROM "reporting"."turns" AS "item3"
              WHERE "item3"."event_id" = "item2"."event_id" AND "item3"."speaker" IS NOT NULL AND "item3"."score" IS NOT NULL
            ), '{}'::json)
          ) ORDER BY "item2"."speaker", "item2"."turn"))
          FROM "reporting"."turns" AS "item2"
          WHERE "item2"."event_id" = "item"."event_id" AND "item2"."speaker" = "item"."speaker"
        ), '[]'::json)
      ) END,
      'none', coalesce((
        SELECT to_json(list("item2"."id"::varchar ORDER BY "item2"."id"))
        FROM "reporting"."events" AS "item2"
        WHERE "item2"."label" = "item"."speaker"
      ), '[]'::json)
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
-- $3 varchar: "AGENT"

-- count
SELECT count(*) AS "rows"
FROM "reporting"."events" AS "source"
WHERE "source"."started" >= $1::timestamptz
  AND "source"."started" < $2::timestamptz
